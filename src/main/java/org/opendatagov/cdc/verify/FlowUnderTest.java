package org.opendatagov.cdc.verify;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.opendatagov.cdc.catchup.CatchUp;
import org.opendatagov.cdc.catchup.CatchUpRefused;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.stream.StreamFlows;
import org.postgresql.replication.LogSequenceNumber;

/** The flow whose sinks are looked at: what it hands on to them, and how far it has come. */
final class FlowUnderTest {

    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final String connector;
    private final String flow;
    private final StreamFlows flows;
    private final CatchUp catchUp;
    private final Cancellation cancellation;
    private final Consumer<String> waiting;

    /**
     * @param waiting is told what is waited for, and null when it is over
     */
    FlowUnderTest(
            VerificationRequest request,
            StreamFlows flows,
            CatchUp catchUp,
            Cancellation cancellation,
            Consumer<String> waiting) {
        this.connector = request.connector();
        this.flow = request.flow();
        this.flows = flows;
        this.catchUp = catchUp;
        this.cancellation = cancellation;
        this.waiting = waiting;
    }

    String id() {
        return flow;
    }

    boolean handsOn(CdcRecord record) {
        return flows.handsOn(flow, record);
    }

    /** Waits until it has applied everything up to a place in the WAL, for as long as that takes. */
    void awaitAppliedTo(LogSequenceNumber lsn) throws InterruptedException {
        while (true) {
            cancellation.check();
            try {
                catchUp.await(connector, lsn, flow, LOOK);
                waiting.accept(null);
                return;
            } catch (CatchUpRefused e) {
                if (e.reason() == CatchUpRefused.Reason.UNKNOWN || e.reason() == CatchUpRefused.Reason.BEYOND) {
                    throw e;
                }
                waiting.accept(e.getMessage());
                if (e.reason() == CatchUpRefused.Reason.BUSY) {
                    // This one is told at once.
                    TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                }
            }
        }
    }
}
