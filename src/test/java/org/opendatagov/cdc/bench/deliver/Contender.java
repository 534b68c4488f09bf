package org.opendatagov.cdc.bench.deliver;

import java.time.Duration;

/** Who writes the backlog's rows to a sink. */
interface Contender {

    /** Its name in options and files: lower case, with hyphens. */
    String name();

    /** Its name for readers. */
    String title();

    Sink sink();

    /**
     * Prepares what can be prepared before the clock runs.
     *
     * @param run names files and logs
     */
    Delivery prepare(String run);

    /** One delivery of the whole backlog. */
    interface Delivery extends AutoCloseable {

        void start();

        /** How many events the sink has acknowledged; fails when it can't go on. */
        int delivered();

        /** How often that can be asked without taking much CPU from the delivery. */
        Duration interval();

        /** CPU time in microseconds that who delivers has used since its start; not what servers have. */
        long cpuMicros();

        /** Ends it, in good order if it can. */
        @Override
        void close();
    }
}
