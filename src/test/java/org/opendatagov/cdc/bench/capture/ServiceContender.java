package org.opendatagov.cdc.bench.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.opendatagov.cdc.bench.Benchmark;
import org.opendatagov.cdc.bench.ProcessUse;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.ServiceEnvironment;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * This service. Its route is the built-in one of the governance database with another connector, slot and table.
 *
 * @param options options of the route that it has besides
 * @param profile whether Java's Flight Recorder runs along
 */
record ServiceContender(String name, String title, Workbench workbench, Map<String, Object> options, boolean profile)
        implements Contender {

    private static final Path BUILT_IN = Path.of("src", "main", "resources", "routes", "capture-odg.yaml");
    private static final String ROUTE = "capture-bench";

    @Override
    public Capture start(Job job) {
        PostgresServer postgres = workbench.postgres();
        ServiceEnvironment all = new ServiceEnvironment()
                .odg(postgres)
                .with("CDC_ODG_DATABASE", Source.DATABASE)
                .with("CDC_ODG_USER", PostgresServer.SUPERUSER)
                .with("CDC_ODG_PASSWORD", PostgresServer.SUPERUSER_PASSWORD)
                .kafka(workbench.kafka())
                .flows(ROUTE)
                .with("CDC_ROUTES_FOLDER", writeRoute(job).toString());
        if (profile) {
            all.flightRecording(Benchmark.FOLDER.resolve(job.name() + ".jfr"));
        }
        CdcService service = new CdcService("bench-" + job.name(), all, CdcService.DEPLOYED_JVM);
        service.start();
        return new Running(service, new ProcessUse(service.pid()));
    }

    private Path writeRoute(Job job) {
        try {
            Path folder = Benchmark.FOLDER.resolve("routes").resolve(job.name()).toAbsolutePath();
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(ROUTE + ".yaml"), route(job));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String route(Job job) throws IOException {
        Object file = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(BUILT_IN));
        Map<String, Object> route = map(map(((List<?>) file).get(0)).get("route"));
        Map<String, Object> from = map(route.get("from"));
        Map<String, Object> parameters = map(from.get("parameters"));
        route.put("id", ROUTE);
        from.put("uri", "postgres-cdc:" + job.name());
        parameters.put("topicPrefix", job.topicPrefix());
        parameters.put("slotName", job.slot());
        parameters.put("publicationName", Source.PUBLICATION);
        parameters.put("tableIncludeList", Source.TABLE);
        parameters.put("topicPartitions", Events.PARTITIONS);
        parameters.remove("topicPartitionsByTable");
        parameters.put("snapshotMode", "no_data");
        job.pollMillis().ifPresent(millis -> parameters.put("pollIntervalMs", millis));
        parameters.putAll(options);
        return new Dump(DumpSettings.builder().build()).dumpToString(file);
    }

    @SuppressWarnings("unchecked") // Keys of YAML mappings in a route are texts.
    private static Map<String, Object> map(Object yaml) {
        return (Map<String, Object>) yaml;
    }

    private record Running(CdcService service, ProcessUse use) implements Capture {

        @Override
        public boolean isAlive() {
            return service.isAlive();
        }

        @Override
        public String log() {
            return service.log().toString();
        }

        @Override
        public void close() {
            service.stop();
        }
    }
}
