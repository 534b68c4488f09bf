package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.opendatagov.cdc.capture.Connectors;
import org.opendatagov.cdc.capture.preflight.PreflightCheck;
import org.opendatagov.cdc.capture.preflight.PreflightReport;

/** Preflights on demand. {@code routes/admin.yaml} names the methods. */
@Singleton
@Named("preflightCalls")
public class PreflightCalls {

    /** Each opens sessions on the source, of which a server has only so many. */
    private final Semaphore permits = new Semaphore(2);

    private final Connectors connectors;

    PreflightCalls(Connectors connectors) {
        this.connectors = connectors;
    }

    /** {@code GET /admin/connectors/{name}/preflight}. */
    public void run(Exchange exchange) {
        Answer.give(exchange, request -> Answer.ok(json(report(request.only().path("name")))));
    }

    private PreflightReport report(String connector) {
        if (!permits.tryAcquire()) {
            throw new RefusedCall(429, "Other preflights are running; try again when they are done");
        }
        try {
            PreflightReport report = connectors.preflight(connector);
            if (report == null) {
                throw new RefusedCall(404, "This process has no connector " + connector);
            }
            return report;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedCall(503, "The service is stopping");
        } finally {
            permits.release();
        }
    }

    private static ObjectNode json(PreflightReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("connector", report.connector());
        json.put("database", report.database());
        json.put("status", report.status().name());
        ArrayNode checks = json.putArray("checks");
        for (PreflightCheck check : report.checks()) {
            ObjectNode one = checks.addObject();
            one.put("name", check.name());
            one.put("status", check.status().name());
            one.put("message", check.message());
            one.put("mend", check.mend());
            ArrayNode sql = one.putArray("sql");
            check.sql().forEach(sql::add);
            ArrayNode commands = one.putArray("commands");
            check.commands().forEach(commands::add);
        }
        return json;
    }
}
