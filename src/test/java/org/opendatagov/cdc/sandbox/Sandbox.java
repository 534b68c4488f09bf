package org.opendatagov.cdc.sandbox;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.opendatagov.cdc.sandbox.comparison.CacheRows;
import org.opendatagov.cdc.sandbox.comparison.Comparison;
import org.opendatagov.cdc.sandbox.comparison.SearchRows;
import org.opendatagov.cdc.sandbox.comparison.SourceTables;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.ServiceEnvironment;
import org.opendatagov.cdc.servers.Sources;

/** What {@code ./sandbox} runs once the project is built: the whole service at work, and a verdict. */
final class Sandbox {
    private static final Duration READY = Duration.ofMinutes(3);
    private static final Duration DRAINED = Duration.ofMinutes(2);

    private final Options options;
    private final Board board;
    private final Stage stage;
    private final Servers servers = new Servers();
    private final ReceivedNotifications received = new ReceivedNotifications(servers.workflows());

    private Sandbox(Options options, Board board) {
        this.options = options;
        this.board = board;
        this.stage = new Stage(Thread.currentThread(), board, servers);
    }

    /** Ends the JVM, with 0 when all is well; everything that was started ends with it. */
    public static void main(String[] arguments) throws IOException {
        Options options = Options.parse(List.of(arguments));
        SandboxLogs.begin();
        Board board = new Board(System.out, Boolean.getBoolean("sandbox.live"), System.getenv("NO_COLOR") == null);
        Sandbox sandbox = new Sandbox(options, board);
        int exitCode = 1;
        try {
            exitCode = sandbox.run();
        } catch (Exception e) {
            if (!sandbox.stage.isEnding()) {
                SandboxLogs.note(e);
                board.say("The sandbox failed. " + (e.getMessage() == null ? e : e.getMessage()));
            }
        }
        System.exit(exitCode);
    }

    private int run() throws SQLException, IOException, InterruptedException {
        board.say("Starting PostgreSQL, Kafka, Redis and Elasticsearch. Logs are in " + SandboxLogs.FOLDER + '.');
        servers.start();
        CdcService service = new CdcService("sandbox-service", environment(), CdcService.DEPLOYED_JVM);
        SandboxLogs.link(service.log(), servers);
        board.say("Filling the tables (seed %d).".formatted(options.seed()));
        try (Workload workload = new Workload(servers.postgres(), options.seed());
                CacheRows cache = new CacheRows(servers.redis())) {
            SearchRows search = new SearchRows(servers.elasticsearch());
            Readiness readiness = new Readiness(service);
            try (DelayProbe delay = new DelayProbe(servers.postgres(), cache, search);
                    CountsReader counts = new CountsReader(servers, cache, search, received, readiness)) {
                Show show = new Show(board, options, workload, delay, counts, service);
                stage.launch(service);
                workload.start(options.rate());
                show.until("starting", READY, readiness::isStreaming);
                if (!readiness.isStreaming()) {
                    throw notStreaming(service, readiness);
                }
                workload.expected().begin();
                delay.start();
                show.until(
                        "running",
                        options.isBounded() ? Duration.ofSeconds(options.seconds()) : Duration.ofDays(10_000),
                        () -> false);
                workload.stop();
                delay.close();
                Verdict verdict = verdict(show, workload, cache, search);
                board.say("Delay from commit: to Redis %s, to Elasticsearch %s."
                        .formatted(delay.cache().summary(), delay.search().summary()));
                board.say(verdict.toString());
                return verdict.exitCode();
            }
        }
    }

    private ServiceEnvironment environment() {
        ServiceEnvironment environment = new ServiceEnvironment()
                .odg(servers.postgres())
                .timescale(servers.postgres())
                .kafka(servers.kafka())
                .redis(servers.redis())
                .elasticsearch(servers.elasticsearch());
        for (Workflow workflow : Workflow.values()) {
            environment.notify(workflow.text(), servers.workflows().url(workflow.path()), received.secret());
        }
        return environment;
    }

    /** Compares again and again, until nothing differs or the patience ends. */
    private Verdict verdict(Show show, Workload workload, CacheRows cache, SearchRows search)
            throws SQLException, InterruptedException {
        List<SourceTables> sources = List.of(
                SourceTables.all(servers.postgres(), Sources.ODG),
                SourceTables.all(servers.postgres(), Sources.TIMESCALE));
        Verdict[] last = new Verdict[1];
        show.until("draining", DRAINED, () -> {
            last[0] = Verdict.of(Comparison.of(sources, cache, search), received, workload.expected());
            return last[0].isGood();
        });
        return last[0];
    }

    private static IllegalStateException notStreaming(CdcService service, Readiness readiness) {
        service.awaitReady(Duration.ofSeconds(1));
        return new IllegalStateException("After %d s the connectors don't stream: %s. Log: %s"
                .formatted(READY.toSeconds(), readiness.connectors(), service.log()));
    }
}
