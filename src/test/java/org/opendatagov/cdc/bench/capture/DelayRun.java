package org.opendatagov.cdc.bench.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.opendatagov.cdc.bench.capture.Contender.Capture;

/**
 * The time from commit to a consumer at 100 changes a second. It begins just before the writer sends its commit and ends
 * when the consumer has the event, both by this JVM's clock. Changes of the first seconds warm the contender up.
 */
final class DelayRun {
    private static final int CHANGES_A_SECOND = 100;
    private static final int WARM_UP = 10 * CHANGES_A_SECOND;
    private static final int LONGEST_START = 90 * CHANGES_A_SECOND;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Workbench workbench;
    private final Contender contender;
    private final OptionalInt pollMillis;
    private final long firstRow;
    private final int measured;
    private final long[] commits;
    private final long[] arrivals;
    private final AtomicInteger arrived = new AtomicInteger();
    private volatile boolean ended;

    /** Rows from firstRow on must be free. */
    DelayRun(Workbench workbench, Contender contender, OptionalInt pollMillis, long firstRow, int seconds) {
        this.workbench = workbench;
        this.contender = contender;
        this.pollMillis = pollMillis;
        this.firstRow = firstRow;
        this.measured = seconds * CHANGES_A_SECOND;
        this.commits = new long[LONGEST_START + WARM_UP + measured];
        this.arrivals = new long[commits.length];
    }

    /** How many rows a run may write. */
    static int rows(int seconds) {
        return LONGEST_START + WARM_UP + seconds * CHANGES_A_SECOND;
    }

    DelayResult run() throws SQLException, InterruptedException {
        String poll = pollMillis.isPresent() ? "-poll-" + pollMillis.getAsInt() : "";
        Job job = new Job("delay-" + contender.name() + poll, pollMillis);
        workbench.source().createSlot(job.slot());
        Events events = workbench.events(job);
        events.create(workbench.admin());
        Thread reader = new Thread(() -> read(events), "reader");
        DelayResult result;
        reader.start();
        try (Capture capture = contender.start(job)) {
            result = measure(capture);
        } finally {
            ended = true;
            reader.join();
        }
        events.delete(workbench.admin());
        workbench.source().dropSlot(job.slot());
        return result;
    }

    private DelayResult measure(Capture capture) throws SQLException {
        int row = 0;
        int first = -1;
        long cpuBefore = 0;
        long start = System.nanoTime();
        try (Connection connection = workbench.source().connect();
                PreparedStatement insert = connection.prepareStatement(Source.INSERT)) {
            connection.setAutoCommit(false);
            while (first < 0 || row < first + measured) {
                awaitTime(start + row * TimeUnit.SECONDS.toNanos(1) / CHANGES_A_SECOND);
                Source.insert(insert, firstRow + row);
                commits[row] = System.nanoTime();
                connection.commit();
                row++;
                if (first < 0 && arrived.get() > 0) {
                    first = row + WARM_UP;
                } else if (first < 0 && row == LONGEST_START) {
                    throw new IllegalStateException(
                            contender.title() + " captured nothing, see its log " + capture.log());
                }
                if (row == first) {
                    cpuBefore = capture.use().cpuMicros();
                }
            }
        }
        double cpu = (capture.use().cpuMicros() - cpuBefore)
                / ((double) TimeUnit.SECONDS.toMicros(1) * measured / CHANGES_A_SECOND);
        awaitArrivals(row);
        int measuredFrom = first;
        long[] delays = IntStream.range(measuredFrom, measuredFrom + measured)
                .filter(i -> arrivals[i] != 0)
                .mapToLong(i -> arrivals[i] - commits[i])
                .sorted()
                .toArray();
        return DelayResult.of(contender, pollMillis, delays, cpu, row - arrived.get());
    }

    private void awaitArrivals(int rows) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (arrived.get() < rows && System.nanoTime() < deadline) {
            awaitTime(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private void read(Events events) {
        try (KafkaConsumer<byte[], byte[]> consumer = events.consumer()) {
            while (!ended) {
                for (ConsumerRecord<byte[], byte[]> event : consumer.poll(Duration.ofMillis(500))) {
                    note(Events.row(event.key()), System.nanoTime());
                }
            }
        }
    }

    private void note(long row, long nanos) {
        int index = Math.toIntExact(row - firstRow);
        if (arrivals[index] == 0) {
            arrivals[index] = nanos;
            arrived.incrementAndGet();
        }
    }

    private static void awaitTime(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
