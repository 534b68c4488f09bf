package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.opendatagov.cdc.endtoend.TakeoverWorld.CONNECTOR;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opendatagov.cdc.endtoend.TakeoverWorld.Uncommitted;
import org.opendatagov.cdc.servers.KafkaConnectServer.Debezium;

/** A real Kafka Connect captures first, then this service, then Kafka Connect again, while changes go on all the time. */
class TakeoverIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    @Tag("faults")
    void theServiceWaitsForKafkaConnectToLetGoAndEachGoesOnAtTheOthersOffset() throws Exception {
        List<Uncommitted> left = new ArrayList<>();
        try (TakeoverWorld world = new TakeoverWorld("takeover", Debezium.PLATFORM);
                SteadyWriter writer = new SteadyWriter(world.odg)) {
            world.awaitCapture();
            world.service().start();
            await().atMost(PATIENCE).until(() -> world.state().contains("is in use by process"));
            assertThat(world.state())
                    .startsWith("WAITING: replication slot 'debezium_odg'")
                    .contains("stop the other reader");
            assertThat(world.service().health("ready").status()).isEqualTo(503);

            world.connect.kill();
            left.add(world.leftBy("Kafka Connect, killed"));
            await().atMost(PATIENCE).until(() -> world.state().equals("STREAMING"));
            world.awaitCapture();
            world.service().stop();
            left.add(world.leftBy("the service, stopped"));
            writer.awaitMore(200);

            world.connect.start();
            world.connect.awaitRunning(CONNECTOR);
            world.awaitCapture();
            audit(world, writer.end(), left);
        }
    }

    @Tag("faults")
    @ParameterizedTest
    @EnumSource
    void nothingIsLostOrReorderedWhenEachIsStoppedAndKilled(Debezium debezium) throws Exception {
        List<Uncommitted> left = new ArrayList<>();
        try (TakeoverWorld world = new TakeoverWorld("takeover", debezium);
                SteadyWriter writer = new SteadyWriter(world.odg)) {
            world.awaitCapture();
            world.connect.stop(CONNECTOR);
            left.add(world.leftBy("Kafka Connect, stopped"));
            world.service().start();
            // Both follow one topic: who stops the connector in Kafka Connect stops it here too, until it is deleted
            // there.
            await().atMost(PATIENCE).until(() -> world.state().startsWith("STOPPED"));
            world.connect.delete(CONNECTOR);
            await().atMost(PATIENCE).until(() -> world.state().equals("STREAMING"));
            world.awaitCapture();
            world.service().stop();
            left.add(world.leftBy("the service, stopped"));
            writer.awaitMore(200);

            world.createConnector();
            world.awaitCapture();
            world.connect.kill();
            left.add(world.leftBy("Kafka Connect, killed"));
            writer.awaitMore(200);

            startService(world);
            world.service().kill();
            left.add(world.leftBy("the service, killed"));
            writer.awaitMore(200);

            world.connect.start();
            world.connect.awaitRunning(CONNECTOR);
            world.awaitCapture();
            audit(world, writer.end(), left);
        }
    }

    private static void startService(TakeoverWorld world) {
        world.service().start();
        world.service().awaitReady(PATIENCE);
        world.awaitCapture();
    }

    private static void audit(TakeoverWorld world, Map<String, List<String>> committed, List<Uncommitted> left)
            throws SQLException {
        world.awaitAllCapturedByKafkaConnect();
        List<TopicRecord> events = world.events();
        TopicAudit audit = TopicAudit.of(committed, events, left.size());
        System.out.println("Takeover from Kafka Connect and back: " + audit);
        assertThat(audit.lost()).as("lost").isZero();
        assertThat(audit.outOfOrder()).as("out of order").isZero();
        assertThat(audit.seen() - audit.duplicated()).isEqualTo(audit.sent());
        assertThat(repeated(events))
                .as("repeated, though committed: %s", left)
                .allMatch(lsn -> left.stream().anyMatch(each -> each.covers(lsn)));
        assertThat(events.stream().filter(event -> event.operation().equals("r")))
                .as("rows of a snapshot")
                .hasSize(TakeoverWorld.EARLIER_ROWS);
    }

    /** The places in the WAL whose event is there more than once. */
    private static List<Long> repeated(List<TopicRecord> events) {
        return events.stream()
                .filter(event -> !event.isTombstone() && !event.operation().equals("r"))
                .collect(Collectors.groupingBy(
                        event -> event.value().at("/source/lsn").asLong(), Collectors.counting()))
                .entrySet()
                .stream()
                .filter(seen -> seen.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }
}
