package org.opendatagov.cdc.search;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.core.ConditionTimeoutException;
import org.opendatagov.cdc.endtoend.TopicReader;
import org.opendatagov.cdc.servers.Sources;

/** Runs a list of steps in a schema of its own, waits until all has arrived, and looks for what is wrong. */
final class Round {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SINKS = Duration.ofSeconds(40);
    private static final Duration REQUESTS = Duration.ofSeconds(15);
    private static final String MARKER = "marker";

    private final SearchWorld world;
    private final String schema;
    private final Tally tally;
    private final Ledger ledger = new Ledger();
    private final Transactions transactions;
    private final RoundConnector connector;
    private final List<Finding> findings = new ArrayList<>();
    private String verified;

    /** @param schema a name that no other round has */
    Round(SearchWorld world, String schema, Tally tally) {
        this.world = world;
        this.schema = schema;
        this.tally = tally;
        this.transactions = new Transactions(world.postgres, schema, ledger, world::awaitRestarts);
        this.connector = new RoundConnector(world, schema);
    }

    /** Runs the steps and returns what is wrong afterwards; what the round made is removed. */
    List<Finding> run(List<Step> steps) throws Exception {
        world.postgres.execute(
                Sources.ODG,
                "CREATE SCHEMA %s; CREATE TABLE %1$s.%s (id int PRIMARY KEY, ver bigint NOT NULL)"
                        .formatted(schema, MARKER));
        try {
            for (Step step : steps) {
                run(step);
            }
            settle();
            compare();
        } catch (StuckException e) {
            findings.add(new Finding(Finding.Kind.STUCK, e.getMessage()));
        } finally {
            world.awaitRestarts();
            transactions.abandon();
            if (findings.stream().anyMatch(finding -> finding.kind() == Finding.Kind.STUCK)) {
                world.renew();
            }
            connector.remove();
        }
        return findings;
    }

    private void run(Step step) throws Exception {
        switch (step.verb()) {
            case START -> connector.start((ObjectNode) TopicReader.tree(step.text()));
            case STREAMING -> awaitStreaming();
            case CALL -> call(step.text());
            case KILL -> kill(step);
            case DISTURB -> world.disturb(step.target(), Long.parseLong(step.text()));
            case VERIFY -> verified = step.text();
            case PAUSE -> TimeUnit.MILLISECONDS.sleep(Long.parseLong(step.text()));
            default -> statement(step);
        }
    }

    private void statement(Step step) throws SQLException {
        tally.statement();
        try {
            transactions.run(step);
        } catch (SQLException e) {
            tally.refused(String.valueOf(e.getMessage()));
        }
    }

    private void awaitStreaming() {
        if (connector.isPosted() && !transactions.areOpen()) {
            connector.awaitStreaming();
            ledger.streams();
        }
    }

    private void kill(Step step) {
        tally.kill();
        world.kill(step.target(), Long.parseLong(step.text()));
    }

    private void call(String text) {
        if (!connector.isPosted()) {
            return;
        }
        tally.call();
        String[] words = text.split(" ", 3);
        String body = words.length < 3 ? "" : words[2];
        try {
            if (body.equals("{offsets}")) {
                body = connector.call("GET", words[1], "").body();
            }
            HttpResponse<String> answer = connector.call(words[0], words[1], body);
            if (answer.statusCode() == 202 && words[0].equals("POST") && words[1].endsWith("/snapshots")) {
                ledger.requested(body);
            }
            if (answer.statusCode() == 202 && words[0].equals("DELETE")) {
                ledger.requests().clear();
            }
            tally.answered(answer.statusCode());
            if (answer.statusCode() == 500) {
                findings.add(new Finding(Finding.Kind.REFUSED, text + " was answered " + answer.body()));
            }
        } catch (UncheckedIOException e) {
            // It has just been killed; or, if it waits for a lock that a transaction has, it has to answer.
            if (e.getCause() instanceof HttpTimeoutException && !transactions.areOpen()) {
                findings.add(new Finding(Finding.Kind.REFUSED, text + " was not answered: " + e.getMessage()));
            }
        }
    }

    private void settle() throws Exception {
        world.awaitRestarts();
        transactions.commitAll();
        if (!connector.isPosted()) {
            connector.start((ObjectNode) TopicReader.tree("{}"));
        }
        connector.awaitRest();
        ledger.streams();
        int before = ledger.changes();
        transactions.run(new Step(
                Step.Verb.CHANGE, 0, MARKER, "INSERT INTO marker (id, ver) VALUES (1, :ver) ON CONFLICT DO NOTHING"));
        if (ledger.changes() != before + 1) {
            throw new IllegalStateException("The marker can't be written");
        }
        String topic = topicPrefix() + MARKER;
        awaitThat(
                "the last change is in its topic",
                PATIENCE,
                () -> world.topics.topics().contains(topic)
                        && !world.topics.read(topic).isEmpty());
    }

    private void compare() {
        TopicCheck[] last = {new TopicCheck(ledger, world.topics, topicPrefix())};
        if (!ledger.requests().isEmpty() && !last[0].findings().isEmpty()) {
            // A snapshot that was asked for may begin late.
            awaitQuietly(REQUESTS, () -> {
                last[0] = new TopicCheck(ledger, world.topics, topicPrefix());
                return last[0].findings().isEmpty();
            });
        }
        findings.addAll(last[0].findings());
        tally.events(last[0].events());
        tally.changes(ledger.changes());
        Map<String, Map<JsonNode, JsonNode>> settled = last[0].settled();
        SinkCheck sinks = new SinkCheck(world, schema, ledger);
        if (!awaitQuietly(SINKS, () -> sinks.findings(settled).isEmpty())) {
            findings.addAll(sinks.findings(settled));
        }
        letters();
        if (verified != null && findings.isEmpty()) {
            findings.addAll(new Verification(connector, ledger.tables()).findings(verified));
        }
    }

    private void letters() {
        JsonNode letters = TopicReader.tree(
                connector.call("GET", "/admin/dead-letters", "").body());
        for (JsonNode flow : letters) {
            if (flow.path("open").asLong() > 0) {
                findings.add(new Finding(Finding.Kind.REFUSED, "dead letters: " + letters));
                String name = flow.path("flow").asText();
                findings.add(new Finding(
                        Finding.Kind.REFUSED,
                        connector.call("GET", "/admin/dead-letters/" + name, "").body()));
                connector.call("DELETE", "/admin/dead-letters/" + name, "");
            }
        }
    }

    private String topicPrefix() {
        return connector.name() + "." + schema + ".";
    }

    private void awaitThat(String what, Duration patience, Supplier<Boolean> condition) {
        if (!awaitQuietly(patience, condition)) {
            throw new StuckException(
                    "Not within " + patience.toSeconds() + " s: " + what + "; the connector is " + connector.state(),
                    null);
        }
    }

    private static boolean awaitQuietly(Duration patience, Supplier<Boolean> condition) {
        try {
            await().atMost(patience)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(200))
                    .until(condition::get);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }
}
