package org.opendatagov.cdc.bench.capture;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.opendatagov.cdc.bench.Options;
import org.opendatagov.cdc.servers.CdcService;

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

    private static final OptionalInt AS_IT_COMES = OptionalInt.empty();
    private static final OptionalInt SHORT = OptionalInt.of(10);

    private static final Map<String, String> TUNED_PRODUCER = Map.of(
            "producer.batch.size", "262144",
            "producer.linger.ms", "20",
            "producer.compression.type", "lz4");

    /** The service's producer comes with the settings that Kafka Connect's is tuned with. */
    private static final Map<String, Object> LARGER_BATCHES = Map.of("maxBatchSize", 8192, "maxQueueSize", 32768);

    private final Workbench workbench;
    private final boolean profile;
    private final List<Contender> draining;
    private final List<Contender> delaying;

    Contenders(Workbench workbench, Options options) {
        this.workbench = workbench;
        this.profile = options.profile();
        Contender connect = connect("connect", "Kafka Connect", Map.of(), Map.of(), START_SCRIPT);
        Contender service = service("service", "this service", Map.of());
        Contender atLeastOnce =
                service("service-at-least-once", "this service, at least once", Map.of("exactlyOnce", false));
        Contender connectTuned = connect(
                "connect-tuned",
                "Kafka Connect, tuned",
                TUNED_PRODUCER,
                Map.of("statistics.metrics.enabled", "false"),
                CdcService.DEPLOYED_JVM);
        Contender serviceTuned = service("service-tuned", "this service, tuned", LARGER_BATCHES);
        List<Contender> all = List.of(connect, service, atLeastOnce, connectTuned, serviceTuned);
        check(options.only(), all);
        draining = only(options.only(), all);
        delaying = only(options.only(), List.of(connect, service, atLeastOnce));
    }

    private Contender connect(
            String name, String title, Map<String, String> worker, Map<String, String> connector, List<String> jvm) {
        return new ConnectContender(name, title, workbench, worker, connector, jvm);
    }

    private Contender service(String name, String title, Map<String, Object> routeOptions) {
        return new ServiceContender(name, title, workbench, routeOptions, profile);
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
