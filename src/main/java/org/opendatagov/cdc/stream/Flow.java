package org.opendatagov.cdc.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.DeadLetters;

/**
 * What belongs to a delivery flow for as long as its consumer runs, over all its Kafka consumers and batches.
 *
 * @param id the id of its route
 * @param settings what the endpoint says
 * @param decoder decodes its records
 * @param route where batches go
 * @param deadLetters takes what can't be decoded
 * @param meter takes its metrics
 * @param report takes its status
 * @param worker runs the attempts, one at a time
 * @param stopGrace how long a stop waits for the attempt under way
 * @param clock tells the time
 */
record Flow(
        String id,
        StreamSettings settings,
        RecordDecoder decoder,
        Route route,
        DeadLetters deadLetters,
        DelayMeter meter,
        FlowReport report,
        ExecutorService worker,
        Duration stopGrace,
        Clock clock) {

    /** Where a batch goes. */
    interface Route {
        /**
         * Processes a batch.
         *
         * @throws Exception when the batch must come again
         */
        void process(List<CdcRecord> records) throws Exception;
    }
}
