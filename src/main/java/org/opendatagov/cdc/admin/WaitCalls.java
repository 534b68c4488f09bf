package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.opendatagov.cdc.catchup.CatchUp;
import org.opendatagov.cdc.catchup.CatchUpRefused;
import org.postgresql.replication.LogSequenceNumber;

/** Reading one's own writes. {@code routes/admin.yaml} names the method. */
@Singleton
@Named("waitCalls")
public class WaitCalls {

    private static final String LSN = "lsn";
    private static final String SINK = "sink";
    private static final String TIMEOUT = "timeout";

    /** In milliseconds. */
    private static final int DEFAULT_TIMEOUT = 10_000;

    private static final int LONGEST_TIMEOUT = 30_000;

    private final CatchUp catchUp;

    WaitCalls(CatchUp catchUp) {
        this.catchUp = catchUp;
    }

    /** {@code GET /admin/connectors/{name}/wait}, with {@code lsn}, {@code sink} and {@code timeout}: waits for a sink. */
    public void run(Exchange exchange) {
        Answer.give(exchange, request -> {
            String connector = request.only(LSN, SINK, TIMEOUT).path("name");
            LogSequenceNumber lsn = lsn(request.one(LSN));
            String sink = request.one(SINK);
            long begin = System.nanoTime();
            await(connector, lsn, sink, Duration.ofMillis(request.number(TIMEOUT, DEFAULT_TIMEOUT, LONGEST_TIMEOUT)));
            return Answer.ok(JsonNodeFactory.instance
                    .objectNode()
                    .put("connector", connector)
                    .put(SINK, sink)
                    .put(LSN, lsn.asString())
                    .put("waitedMs", Duration.ofNanos(System.nanoTime() - begin).toMillis()));
        });
    }

    private void await(String connector, LogSequenceNumber lsn, String sink, Duration timeout) {
        try {
            catchUp.await(connector, lsn, sink, timeout);
        } catch (CatchUpRefused e) {
            throw new RefusedCall(
                    switch (e.reason()) {
                        case BEYOND -> 400;
                        case UNKNOWN -> 404;
                        case BUSY -> 429;
                        case TIMEOUT -> 504;
                    },
                    e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedCall(503, "The service is stopping");
        }
    }

    private static LogSequenceNumber lsn(String text) {
        if (text.matches("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}")) {
            return LogSequenceNumber.valueOf(text);
        }
        if (text.matches("\\d{1,18}")) {
            return LogSequenceNumber.valueOf(Long.parseLong(text));
        }
        throw new RefusedCall(
                400, "The query parameter lsn has to be an LSN such as 16/B374D848, or the same as a decimal number");
    }
}
