package org.opendatagov.cdc.bench.capture;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.opendatagov.cdc.bench.capture.Contender.Capture;

/** One contender drains the backlog once. While it does, nothing but the ends of the topic's partitions is asked. */
final class Drain {
    private static final Duration LOOK = Duration.ofMillis(100);

    /** How long nothing has to come before the topic is read; that costs CPU, which the drain shall have alone. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    /** How long nothing may come before the contender counts as done, with whatever it has lost. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Workbench workbench;
    private final Contender contender;
    private final Job job;
    private final Events events;
    private final int expected;
    private final List<CpuSample> samples = new ArrayList<>();

    Drain(Workbench workbench, Contender contender, int round, int expected) {
        this.workbench = workbench;
        this.contender = contender;
        this.job = new Job("drain-" + contender.name() + "-" + round, OptionalInt.empty());
        this.events = workbench.events(job);
        this.expected = expected;
    }

    /** A first snapshot of tables, which needs nothing prepared. */
    Drain(Workbench workbench, Contender contender, int round, int expected, List<String> tables) {
        this.workbench = workbench;
        this.contender = contender;
        this.job = new Job("snapshot-" + contender.name() + "-" + round, OptionalInt.empty());
        this.events = new Events(
                workbench.kafka(),
                tables.stream().map(table -> job.topicPrefix() + "." + table).toList(),
                1);
        this.expected = expected;
    }

    /** Makes the slot, which has to be there before the backlog is written. */
    void prepare() throws SQLException {
        workbench.source().createSlot(job.slot());
    }

    DrainResult run() throws SQLException {
        events.create(workbench.admin());
        samples.add(new CpuSample(
                System.currentTimeMillis(),
                0,
                workbench.postgresUse().cpuMicros(),
                workbench.kafkaUse().cpuMicros()));
        DrainResult result;
        try (Capture capture = contender.start(job)) {
            Arrivals arrivals = await(capture);
            if (arrivals.count() == 0) {
                throw new IllegalStateException(contender.title() + " captured nothing, see its log " + capture.log());
            }
            result = DrainResult.of(
                    contender,
                    arrivals,
                    capture.use().startMillis(),
                    samples,
                    capture.use().peakBytes());
        }
        events.delete(workbench.admin());
        workbench.source().dropSlot(job.slot());
        return result;
    }

    private Arrivals await(Capture capture) {
        long seen = 0;
        long quietSince = System.nanoTime();
        Arrivals arrivals = null;
        while (capture.isAlive()) {
            LockSupport.parkNanos(LOOK.toNanos());
            sample(capture);
            long now = System.nanoTime();
            long records = events.records(workbench.admin());
            if (records > seen) {
                seen = records;
                quietSince = now;
                arrivals = null;
            }
            if (now - quietSince > PATIENCE.toNanos()) {
                break;
            }
            if (seen >= expected && arrivals == null && now - quietSince > SETTLED.toNanos()) {
                arrivals = events.read(expected);
                if (arrivals.lost() == 0) {
                    return arrivals;
                }
            }
        }
        if (!capture.isAlive()) {
            throw new IllegalStateException(contender.title() + " has ended, see its log " + capture.log());
        }
        return events.read(expected);
    }

    private void sample(Capture capture) {
        samples.add(new CpuSample(
                System.currentTimeMillis(),
                capture.use().cpuMicros(),
                workbench.postgresUse().cpuMicros(),
                workbench.kafkaUse().cpuMicros()));
    }

    /** Seconds between two times in milliseconds. */
    static double seconds(long from, long to) {
        return (to - from) / (double) TimeUnit.SECONDS.toMillis(1);
    }
}
