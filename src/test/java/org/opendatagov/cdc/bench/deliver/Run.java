package org.opendatagov.cdc.bench.deliver;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.opendatagov.cdc.bench.deliver.Contender.Delivery;
import org.opendatagov.cdc.sandbox.comparison.Difference;

/** One contender delivers the backlog once, to an empty sink. */
final class Run {
    /** How long nothing may be delivered. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int SHOWN = 5;

    private final Workbench workbench;
    private final Contender contender;
    private final String name;
    private final int events;
    private final int measured;

    /**
     * Describes a run.
     *
     * @param name names files and logs
     * @param events how many events the backlog has
     * @param measured how many of them, the last ones, are measured
     */
    Run(Workbench workbench, Contender contender, String name, int events, int measured) {
        this.workbench = workbench;
        this.contender = contender;
        this.name = name;
        this.events = events;
        this.measured = measured;
    }

    Result run() {
        contender.sink().empty();
        Sample begin;
        Sample middle;
        Sample end;
        try (Delivery delivery = contender.prepare(name)) {
            delivery.start();
            begin = await(delivery, 1);
            middle = await(delivery, events - measured);
            end = await(delivery, events);
        }
        List<Difference> differences = contender.sink().differences();
        differences.stream().limit(SHOWN).forEach(System.err::println);
        return new Result(contender, begin, middle, end, differences.size());
    }

    private Sample await(Delivery delivery, int goal) {
        int last = 0;
        long progress = System.nanoTime();
        while (true) {
            int delivered = delivery.delivered();
            long now = System.nanoTime();
            if (delivered >= goal) {
                return new Sample(
                        now,
                        delivered,
                        delivery.cpuMicros(),
                        contender.sink().use().cpuMicros(),
                        workbench.kafkaUse().cpuMicros());
            }
            if (delivered > last) {
                last = delivered;
                progress = now;
            } else if (now - progress > PATIENCE.toNanos()) {
                throw new IllegalStateException(
                        "%s stands still after %d of %d events in %s, see the logs of deliver-%s"
                                .formatted(
                                        contender.title(),
                                        last,
                                        events,
                                        contender.sink().title(),
                                        name));
            }
            LockSupport.parkNanos(delivery.interval().toNanos());
        }
    }
}
