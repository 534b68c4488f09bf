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
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.CaptureTopics;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.StoredPosition;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.preflight.PreflightCheck.Status;
import org.opendatagov.cdc.retry.Causes;

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
    private final Supplier<Map<String, Object>> storedOffset;
    private final Set<String> warned = new HashSet<>();

    /**
     * Makes the preflight of a connector.
     *
     * @param storedOffset reads the connector's offset from Kafka, null when there is none
     */
    public Preflight(
            SourceDatabase database,
            CaptureOptions options,
            PostgresConnectorEmbeddedDebeziumConfiguration route,
            CaptureTopics topics,
            FormatCheck format,
            Supplier<Map<String, Object>> storedOffset) {
        this.database = database;
        this.options = options;
        this.route = route;
        this.topics = topics;
        this.format = format;
        this.storedOffset = storedOffset;
    }

    /**
     * Checks everything before the engine starts, when no reader of the slot can be the connector's own. Warnings are logged
     * when they are new.
     *
     * @param session a session of the connector's role
     * @param stored the connector's offset, or null when it has none
     * @return the tables that will be captured, chunks of hypertables left out
     * @throws CaptureProblem for the first thing that is wrong
     */
    public List<TableName> check(Connection session, Map<String, Object> stored) throws InterruptedException {
        List<PreflightCheck> checks = new ArrayList<>();
        List<TableName> tables = addTo(checks, session, () -> stored, false);
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
            checks.addAll(topicChecks().checks(List.of()));
        } catch (SQLException e) {
            // Of closing the session: everything has been said by then.
            LOG.debugf("The session of a preflight didn't close in order: %s", e.getMessage());
        }
        checks.addAll(format.checks());
        return PreflightReport.of(options.connector(), database.toString(), checks);
    }

    private List<TableName> addTo(
            List<PreflightCheck> checks, Connection session, Supplier<Map<String, Object>> offset, boolean mayRead)
            throws InterruptedException {
        TopicChecks topicChecks = topicChecks();
        List<TableName> tables = List.of();
        DebeziumRules rules = rules(checks);
        if (rules == null) {
            checks.addAll(topicChecks.checks(tables));
            return tables;
        }
        try {
            SourceChecks source = new SourceChecks(database, options, rules, session);
            tables = source.addTo(checks);
            checks.addAll(topicChecks.checks(tables));
            checks.addAll(source.slot(topicChecks.foundOffsets() ? storedLsn(checks, offset) : null, mayRead));
        } catch (SQLException e) {
            checks.add(failure("database", database.problem(e)));
        }
        return tables;
    }

    private TopicChecks topicChecks() {
        return new TopicChecks(topics, route.getOffsetStorageTopic());
    }

    /** Null when the options can't be read, which the checks then say. */
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

    private Long storedLsn(List<PreflightCheck> checks, Supplier<Map<String, Object>> offset) {
        try {
            return StoredPosition.of(offset.get());
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
