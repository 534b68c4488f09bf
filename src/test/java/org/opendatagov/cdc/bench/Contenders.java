package org.opendatagov.cdc.bench;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Who takes part. As it comes means with its own defaults, heap included: Kafka Connect's heap and garbage collector are
 * those of its start script. Tuned, both have the same heap.
 */
final class Contenders {
    private static final List<String> START_SCRIPT = List.of(
            "-Xms256M",
            "-Xmx2G",
            "-server",
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=20",
            "-XX:InitiatingHeapOccupancyPercent=35",
            "-XX:+ExplicitGCInvokesConcurrent",
            "-Djava.awt.headless=true");

    /** What {@link org.opendatagov.cdc.servers.CdcService} gives the service. */
    private static final List<String> SAME_HEAP = List.of("-Xmx768m");

    private static final OptionalInt AS_IT_COMES = OptionalInt.empty();
    private static final OptionalInt SHORT = OptionalInt.of(10);

    private final List<Contender> draining;
    private final List<Contender> delaying;

    Contenders(Workbench workbench, Options options) {
        Contender connect =
                new ConnectContender("connect", "Kafka Connect", workbench, Map.of(), Map.of(), START_SCRIPT);
        Contender connectTuned = new ConnectContender(
                "connect-tuned",
                "Kafka Connect, tuned",
                workbench,
                Map.of(
                        "producer.batch.size", "262144",
                        "producer.linger.ms", "20",
                        "producer.compression.type", "lz4"),
                Map.of("statistics.metrics.enabled", "false"),
                SAME_HEAP);
        Contender service =
                new ServiceContender("service", "this service", workbench, Map.of(), Map.of(), options.profile());
        Contender serviceTuned = new ServiceContender(
                "service-tuned",
                "this service, tuned",
                workbench,
                Map.of("maxBatchSize", 8192, "maxQueueSize", 32768),
                Map.of(),
                options.profile());
        List<Contender> all = List.of(connect, service, connectTuned, serviceTuned);
        check(options.only(), all);
        draining = only(options.only(), all);
        delaying = only(options.only(), List.of(connect, service));
    }

    private static List<Contender> only(List<String> names, List<Contender> all) {
        return all.stream()
                .filter(contender -> names.isEmpty() || names.contains(contender.name()))
                .toList();
    }

    private static void check(List<String> names, List<Contender> all) {
        List<String> known = all.stream().map(Contender::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "--only knows no '" + name + "', only " + String.join(", ", known) + ".");
            }
        }
    }

    /** Those that drain the backlog, in the order of the first round. */
    List<Contender> draining() {
        return draining;
    }

    /** Those whose delay is measured. */
    List<Contender> delaying() {
        return delaying;
    }

    /** The poll intervals with which each delay is measured, in milliseconds; empty for the one that it comes with. */
    static List<OptionalInt> pollIntervals() {
        return List.of(AS_IT_COMES, SHORT);
    }
}
