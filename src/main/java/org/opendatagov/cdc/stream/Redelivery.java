package org.opendatagov.cdc.stream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.retry.Causes;

/** Delivers single records of a running flow, between its batches. */
final class Redelivery implements StreamFlows.Replay {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Flow flow;

    Redelivery(Flow flow) {
        this.flow = flow;
    }

    @Override
    public boolean deliver(ConsumerRecord<byte[], byte[]> record) throws Exception {
        Future<Boolean> delivery = null;
        try {
            delivery = flow.worker().submit(() -> now(record));
            return delivery.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the flow is being stopped", e);
        } catch (TimeoutException e) {
            delivery.cancel(true);
            throw new IllegalStateException("the flow is busy with another batch; try again later", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private boolean now(ConsumerRecord<byte[], byte[]> record) throws Exception {
        CdcRecord change;
        try {
            change = flow.decoder().decode(record);
        } catch (RuntimeException e) {
            flow.deadLetters().put(flow.id(), record, Causes.sentence(e));
            return true;
        }
        if (change == null) {
            return false;
        }
        flow.route().process(List.of(change));
        return true;
    }
}
