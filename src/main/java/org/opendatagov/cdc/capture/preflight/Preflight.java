package org.opendatagov.cdc.capture.preflight;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.component.debezium.postgres.configuration.PostgresConnectorEmbeddedDebeziumConfiguration;
import org.apache.camel.util.function.Suppliers;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.CaptureTopics;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.continuity.SourceIdentity;
import org.opendatagov.cdc.capture.preflight.PreflightCheck.Status;
import org.opendatagov.cdc.retry.Causes;
import org.opendatagov.cdc.topics.KafkaNeeds;

/**
 * Looks for what would make a connector fail later with less to say, or lose events without a word: the server, the role, the
 * tables, the publication, the slot, Kafka's topics, and the schema registry. Each finding names the mend.
 */
public class Preflight {

    private static final Logger LOG = Logger.getLogger(Preflight.class);

    private final SourceDatabase database;
    private final CaptureOptions options;
    private final PostgresConnectorEmbeddedDebeziumConfiguration route;
    private final CaptureTopics topics;
    private final FormatCheck format;
    private final KafkaNeeds others;
    private final Supplier<Map<String, Object>> storedOffset;
    private final Set<String> warned = new HashSet<>();

    /**
     * Makes the preflight of a connector.
     *
     * @param others what the service needs of Kafka beside the connector
     * @param storedOffset reads the connector's offset from Kafka, null when there is none
     */
    public Preflight(
            SourceDatabase database,
            CaptureOptions options,
            PostgresConnectorEmbeddedDebeziumConfiguration route,
            CaptureTopics topics,
            FormatCheck format,
            KafkaNeeds others,
            Supplier<Map<String, Object>> storedOffset) {
        this.database = database;
        this.options = options;
        this.route = route;
        this.topics = topics;
        this.format = format;
        this.others = others;
        this.storedOffset = storedOffset;
    }

    /**
     * What a connector does about its stream at the start of a run.
     *
     * @throws CaptureProblem when its options can't be read
     */
    public StreamStart stream() {
        List<PreflightCheck> checks = new ArrayList<>();
        DebeziumRules rules = rules(checks);
        if (rules == null) {
            throw new CaptureProblem(checks.get(0).sentence());
        }
        return new StreamStart(database, options, rules);
    }

    /**
     * Checks everything before the engine starts, when no reader of the slot can be the connector's own. Warnings are logged
     * when they are new.
     *
     * @param session a session of the connector's role
     * @param stored the connector's offset, or null when it has none
     * @throws CaptureProblem for the first thing that is wrong
     */
    public CheckedTables check(Connection session, Map<String, Object> stored) throws InterruptedException {
        List<PreflightCheck> checks = new ArrayList<>();
        CheckedTables tables = addTo(checks, session, () -> stored, false);
        checks.addAll(format.checks());
        for (PreflightCheck check : checks) {
            if (check.status() == Status.PROBLEM) {
                throw check.needsMending()
                        ? new CaptureProblem(check.sentence())
                        : new CaptureProblem.Passing(check.sentence());
            }
            if (check.status() == Status.WARNING && warned.add(check.sentence())) {
                LOG.warnf("Connector %s: %s", options.connector(), check.sentence());
            }
        }
        return tables;
    }

    /**
     * What Kafka has refused before the checks could begin, with all that is missing.
     *
     * @param session a session of the connector's role
     * @return null when it isn't a right
     */
    public CaptureProblem denied(Connection session) throws InterruptedException {
        List<PreflightCheck> checks = new ArrayList<>();
        addTo(checks, session, () -> null, false);
        return checks.stream()
                .filter(check -> check.name().equals(KafkaRights.NAME) && check.status() == Status.PROBLEM)
                .findFirst()
                .map(check -> new CaptureProblem(check.sentence()))
                .orElse(null);
    }

    /**
     * Checks everything at any time, in a session of its own, which also works while the connector streams or stands by. What
     * can't be reached is part of the report.
     */
    public PreflightReport report() throws InterruptedException {
        List<PreflightCheck> checks = new ArrayList<>();
        try (Connection session = database.connect()) {
            checks.add(PreflightCheck.ok("connection", database + " can be reached"));
            addTo(checks, session, storedOffset, true);
        } catch (CaptureProblem e) {
            checks.add(failure("connection", e));
            checks.addAll(topicChecks().checks(List.of(), List.of()));
        } catch (SQLException e) {
            // Of closing the session: everything has been said by then.
            LOG.debugf("The session of a preflight didn't close in order: %s", e.getMessage());
        }
        checks.addAll(format.checks());
        return PreflightReport.of(options.connector(), database.toString(), checks);
    }

    private CheckedTables addTo(
            List<PreflightCheck> checks, Connection session, Supplier<Map<String, Object>> offset, boolean mayRead)
            throws InterruptedException {
        TopicChecks topicChecks = topicChecks();
        CheckedTables tables = CheckedTables.NONE;
        DebeziumRules rules = rules(checks);
        if (rules == null) {
            checks.addAll(topicChecks.checks(tables.captured(), List.of()));
            return tables;
        }
        try {
            SourceChecks source = new SourceChecks(database, options, rules, session);
            tables = source.addTo(checks, Suppliers.memorize(() -> capturedBefore(offset)));
            checks.addAll(topicChecks.checks(tables.captured(), rules.otherTopics()));
            checks.addAll(source.slot(mayRead));
            if (topicChecks.foundOffsets()) {
                checks.addAll(source.continuity(stored(checks, offset)));
            }
        } catch (SQLException e) {
            checks.add(failure("database", database.problem(e)));
        }
        return tables;
    }

    private static Set<Long> capturedBefore(Supplier<Map<String, Object>> offset) {
        try {
            SourceIdentity identity = SourceIdentity.in(offset.get());
            return identity == null || identity.tables() == null
                    ? Set.of()
                    : identity.tables().known();
        } catch (RuntimeException e) {
            // That it can't be read is a finding of its own.
            return Set.of();
        }
    }

    private TopicChecks topicChecks() {
        return new TopicChecks(topics, options, route.getOffsetStorageTopic(), others);
    }

    /** Whether a table's name passes the connector's lists, whatever the database has. */
    public boolean captures(TableName table) {
        return new DebeziumRules(route).captures(table);
    }

    /**
     * Checks what can be checked without any server.
     *
     * @throws IllegalArgumentException for the first option that is wrong
     */
    public void checkOptions() {
        List<PreflightCheck> checks = new ArrayList<>();
        rules(checks);
        if (!checks.isEmpty()) {
            throw new IllegalArgumentException(checks.get(0).sentence());
        }
    }

    /** Null when the options can't be read, which the checks then say. */
    private DebeziumRules rules(List<PreflightCheck> checks) {
        List<PreflightCheck> syntax = new IncludeList(database, options).syntax();
        checks.addAll(syntax);
        if (!syntax.isEmpty()) {
            return null;
        }
        String refusal;
        try {
            DebeziumRules rules = new DebeziumRules(route);
            refusal = rules.refusal();
            if (refusal == null) {
                return rules;
            }
        } catch (RuntimeException e) {
            refusal = Causes.of(e);
        }
        checks.add(PreflightCheck.problem(
                "options",
                "Debezium can't read the options of connector " + options.connector() + ": " + refusal,
                Mend.words("correct them " + options.place())));
        return null;
    }

    private Map<String, Object> stored(List<PreflightCheck> checks, Supplier<Map<String, Object>> offset) {
        try {
            return offset.get();
        } catch (RuntimeException e) {
            checks.add(PreflightCheck.passing(
                    "offset",
                    "the offset of connector " + options.connector() + " can't be read: " + Causes.of(e),
                    Mend.NONE));
            return null;
        }
    }

    private static PreflightCheck failure(String name, CaptureProblem problem) {
        return problem instanceof CaptureProblem.Passing
                ? PreflightCheck.passing(name, problem.getMessage(), Mend.NONE)
                : PreflightCheck.problem(name, problem.getMessage(), Mend.NONE);
    }
}
