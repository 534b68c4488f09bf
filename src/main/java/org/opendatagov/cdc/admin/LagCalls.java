package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.opendatagov.cdc.capture.Connectors;
import org.opendatagov.cdc.capture.SlotLag;
import org.opendatagov.cdc.capture.connector.CaptureProblem;

/** How far capture and delivery are behind. {@code routes/admin.yaml} names the methods. */
@Singleton
@Named("lagCalls")
public class LagCalls {

    /** Each opens a session on the source, of which a server has only so many. */
    private final Semaphore permits = new Semaphore(2);

    private final Connectors connectors;
    private final MeterRegistry meters;

    LagCalls(Connectors connectors, MeterRegistry meters) {
        this.connectors = connectors;
        this.meters = meters;
    }

    /** {@code GET /admin/connectors/{name}/lag}: the replication slot, as PostgreSQL has it now. */
    public void connector(Exchange exchange) {
        Answer.give(exchange, request -> Answer.ok(lag(request.only().path("name"))));
    }

    private ObjectNode lag(String connector) {
        if (connectors.config(connector) == null) {
            throw new RefusedCall(404, "This process has no connector " + connector);
        }
        if (!permits.tryAcquire()) {
            throw new RefusedCall(429, "Others are asking for a lag; try again when they are done");
        }
        try {
            return json(connector, connectors.lag(connector));
        } catch (CaptureProblem e) {
            throw new RefusedCall(503, e.getMessage());
        } finally {
            permits.release();
        }
    }

    private static ObjectNode json(String connector, SlotLag lag) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("connector", connector);
        if (lag == null) {
            return json.putNull("slot");
        }
        return json.put("slot", lag.slot())
                .put("active", lag.active())
                .put("walStatus", lag.walStatus())
                .put("currentLsn", lag.currentLsn())
                .put("confirmedLsn", lag.confirmedLsn())
                .put("bytesBehind", lag.bytesBehind())
                .put("millisBehind", lag.millisBehind())
                .put("bytesRetained", lag.bytesRetained())
                .put("bytesLeft", lag.bytesLeft());
    }

    /** {@code GET /admin/delays}: from the commit of a change to the end of its batch, by flow and table, since the start. */
    public void delays(Exchange exchange) {
        Answer.give(exchange, request -> {
            request.only();
            return Answer.ok(allDelays());
        });
    }

    ArrayNode allDelays() {
        ArrayNode delays = JsonNodeFactory.instance.arrayNode();
        for (Timer timer : meters.find("cdc.delay").timers()) {
            delays.addObject()
                    .put("flow", timer.getId().getTag("flow"))
                    .put("table", timer.getId().getTag("table"))
                    .put("changes", timer.count())
                    .put("meanMillis", timer.mean(TimeUnit.MILLISECONDS))
                    .put("longestMillis", timer.max(TimeUnit.MILLISECONDS));
        }
        return delays;
    }
}
