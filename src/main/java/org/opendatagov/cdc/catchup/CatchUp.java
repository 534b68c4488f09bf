package org.opendatagov.cdc.catchup;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.opendatagov.cdc.capture.CapturedPosition;
import org.opendatagov.cdc.capture.ConnectorStatus;
import org.opendatagov.cdc.capture.Connectors;
import org.opendatagov.cdc.catchup.CatchUpRefused.Reason;
import org.opendatagov.cdc.stream.FlowOffsets;
import org.opendatagov.cdc.stream.FlowStatus;
import org.opendatagov.cdc.stream.StreamFlows;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Waits until a flow has applied everything that was committed in a connector's source up to an LSN. Any process that runs both
 * can tell, whichever captures and whichever members of the flow's group deliver: what has been captured and what has been
 * delivered stands in Kafka. A dead letter counts as applied, and so does an event that the route leaves out.
 */
@Singleton
public class CatchUp {

    /** How many may wait at a time, since each holds a thread of the caller's. */
    static final int MOST = 50;

    /** How many partitions a sentence names. */
    private static final int SHOWN = 3;

    private final Connectors connectors;
    private final StreamFlows flows;
    private final Semaphore permits = new Semaphore(MOST);
    private final Map<String, CaptureWatch> captures = new ConcurrentHashMap<>();
    private final Map<String, FlowWatch> deliveries = new ConcurrentHashMap<>();

    CatchUp(Connectors connectors, StreamFlows flows) {
        this.connectors = connectors;
        this.flows = flows;
    }

    /**
     * Waits.
     *
     * @param flow the id of its route
     * @throws CatchUpRefused when there is no such connector or flow here, the source hasn't come to the LSN, too many wait
     *     already, or the flow hasn't applied everything in time
     */
    public void await(String connector, LogSequenceNumber lsn, String flow, Duration timeout)
            throws InterruptedException {
        CapturedPosition position = connectors.position(connector);
        if (position == null) {
            throw unknown(
                    "connector " + connector, connectors.statuses().stream().map(ConnectorStatus::connector));
        }
        FlowOffsets offsets = flows.offsets(flow);
        if (offsets == null) {
            throw unknown("flow " + flow, flows.flows().stream().map(FlowStatus::flow));
        }
        if (!permits.tryAcquire()) {
            throw new CatchUpRefused(Reason.BUSY, MOST + " are waiting already; try again in a moment");
        }
        try {
            long end = System.nanoTime() + timeout.toNanos();
            CaptureWatch capture = of(connector, position);
            if (!hasCome(capture.begin(lsn), end)) {
                throw new CatchUpRefused(Reason.TIMEOUT, notCaptured(connector, lsn, capture));
            }
            FlowWatch delivery = of(flow, offsets);
            FlowWatch.Wait rest = delivery.begin(position.topicPrefix());
            if (!hasCome(rest, end)) {
                throw new CatchUpRefused(Reason.TIMEOUT, notApplied(flow, lsn, rest, delivery));
            }
        } finally {
            permits.release();
        }
    }

    private static CatchUpRefused unknown(String what, Stream<String> there) {
        return new CatchUpRefused(
                Reason.UNKNOWN, "This process has no " + what + "; it has " + there.collect(Collectors.joining(", ")));
    }

    /** A connector that was stopped and started again is another one of the same name. */
    private CaptureWatch of(String connector, CapturedPosition position) {
        return captures.compute(
                connector,
                (name, known) -> known != null && known.isOf(position) ? known : new CaptureWatch(name, position));
    }

    private FlowWatch of(String flow, FlowOffsets offsets) {
        return deliveries.compute(
                flow, (name, known) -> known != null && known.isOf(offsets) ? known : new FlowWatch(name, offsets));
    }

    private static boolean hasCome(CompletableFuture<Void> wait, long end) throws InterruptedException {
        try {
            wait.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CatchUpRefused refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            // Nobody waits any more.
            wait.cancel(false);
        }
    }

    private String notCaptured(String connector, LogSequenceNumber lsn, CaptureWatch capture) {
        ConnectorStatus status = connectors.statuses().stream()
                .filter(each -> each.connector().equals(connector))
                .findFirst()
                .orElse(null);
        LogSequenceNumber reached = capture.reached();
        return "LSN " + lsn.asString() + " has not been captured in time"
                + (reached == null ? "" : ", only " + reached.asString())
                + (status == null ? "" : ": connector " + connector + " is " + status.state())
                + because(status == null ? null : status.reason())
                + because(capture.obstacle());
    }

    private String notApplied(String flow, LogSequenceNumber lsn, FlowWatch.Wait rest, FlowWatch delivery) {
        FlowStatus status = flows.flows().stream()
                .filter(each -> each.flow().equals(flow))
                .findFirst()
                .orElse(null);
        String partitions = rest.left() == null
                ? ""
                : rest.left().keySet().stream()
                        .map(TopicPartition::toString)
                        .sorted()
                        .limit(SHOWN)
                        .collect(Collectors.joining(", ", " in ", ""));
        return "Flow " + flow + " has not applied everything up to LSN " + lsn.asString() + " in time" + partitions
                + (status == null ? "" : "; it is " + status.state() + " here")
                + because(status == null ? null : status.cause())
                + because(delivery.obstacle());
    }

    private static String because(String reason) {
        return reason == null ? "" : ", " + reason;
    }

    @PreDestroy
    void stop() {
        captures.values().forEach(CaptureWatch::end);
        deliveries.values().forEach(FlowWatch::end);
    }
}
