package org.opendatagov.cdc.bench.deliver;

/**
 * How far a delivery was at one moment, and what it had cost. CPU times are in microseconds.
 *
 * @param nanos when, by the clock of this JVM
 * @param delivered events that the sink had acknowledged
 * @param contender of the contender's process, since its start
 * @param sink of the sink's process, since its start
 * @param kafka of the broker, since its start
 */
record Sample(long nanos, int delivered, long contender, long sink, long kafka) {

    double seconds(Sample later) {
        return (later.nanos - nanos) / 1e9;
    }

    /** Events a second from this sample to a later one. */
    double rate(Sample later) {
        return (later.delivered - delivered) / seconds(later);
    }

    /** CPU microseconds an event of the contender until a later sample. */
    double contenderCpu(Sample later) {
        return anEvent(later, later.contender - contender);
    }

    double sinkCpu(Sample later) {
        return anEvent(later, later.sink - sink);
    }

    double kafkaCpu(Sample later) {
        return anEvent(later, later.kafka - kafka);
    }

    private double anEvent(Sample later, long micros) {
        return micros / (double) (later.delivered - delivered);
    }
}
