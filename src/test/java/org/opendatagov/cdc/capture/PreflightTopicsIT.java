package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.preflight.PreflightCheck;
import org.opendatagov.cdc.capture.preflight.PreflightCheck.Status;
import org.opendatagov.cdc.endtoend.CaptureWorld;
import org.opendatagov.cdc.servers.KafkaServer;

/** Kafka, and the topics that a connector writes to. */
@ExtendWith(CaptureWorld.Provider.class)
class PreflightTopicsIT {

    private final CaptureWorld world;
    private PreflightSource source;
    private String topic;

    PreflightTopicsIT(CaptureWorld world) {
        this.world = world;
    }

    @BeforeEach
    void makeSource() throws Exception {
        source = PreflightSource.in(world);
        topic = "cdc." + source.name + ".public.a";
    }

    @Test
    void topicsThatAreStillToBeMadeAreNotMadeByLooking() throws Exception {
        assertThat(source.check("kafka").message())
                .isEqualTo("Kafka answers; of 3 topics 0 exist and the others can be made");
        try (Admin admin = world.kafka.admin()) {
            assertThat(admin.listTopics().names().get()).doesNotContain(topic, "offsets-" + source.name);
        }
    }

    @Test
    void aTopicIsLookedForUnderTheNameThatDebeziumGivesIt() throws Exception {
        source.execute("CREATE TABLE \"b c\" (id int PRIMARY KEY)");
        source.route.setTableIncludeList("public.b c");
        create("cdc." + source.name + ".public.b_c", 3, Map.of());

        assertThat(source.check("kafka").message())
                .isEqualTo("Kafka answers; of 3 topics 1 exist and the others can be made");
    }

    @Test
    @Tag("faults")
    void kafkaThatDoesNotAnswer() throws Exception {
        // Not started, so nothing listens.
        PreflightSource lonely = PreflightSource.on(world.postgres, new KafkaServer("preflight-absent"));

        PreflightCheck check = lonely.check("kafka");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.needsMending()).isFalse();
        assertThat(check.message()).contains("Kafka doesn't answer at ", "KAFKA_BOOTSTRAP_SERVERS");
    }

    @Test
    void aTopicThatCannotBeMade() throws Exception {
        source.replicationFactor = 2;

        PreflightCheck check = source.check("kafka");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.needsMending()).isTrue();
        assertThat(check.message()).contains("can't make topic ", "lower cdc.topics.replication-factor");
    }

    @Test
    void anOffsetsTopicThatKafkaDeletesFrom() throws Exception {
        create("offsets-" + source.name, 1, Map.of("cleanup.policy", "delete"));

        PreflightCheck check = source.check("offsets-topic");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.needsMending()).isTrue();
        assertThat(check.mend())
                .endsWith("--entity-name offsets-" + source.name + " --add-config cleanup.policy=compact");
        set("offsets-" + source.name, "cleanup.policy", "compact");
        assertThat(source.check("offsets-topic").status()).isEqualTo(Status.OK);
    }

    @Test
    void aTopicThatTakesNoEventForLackOfReplicas() throws Exception {
        create(topic, 3, Map.of("min.insync.replicas", "2"));

        PreflightCheck check = source.check("topic-replicas");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.needsMending()).isTrue();
        assertThat(check.message()).startsWith("topic " + topic + " has fewer replicas than min.insync.replicas");
        set(topic, "min.insync.replicas", "1");
        assertThat(source.check("topic-replicas").status()).isEqualTo(Status.OK);
    }

    @Test
    void aTopicWithOtherPartitions() throws Exception {
        create(topic, 2, Map.of());

        PreflightCheck check = source.check("topic-partitions");

        assertThat(check.status()).isEqualTo(Status.WARNING);
        assertThat(check.message()).startsWith("topic " + topic + " (2 instead of 3) has other partitions");
    }

    @Test
    void aTopicThatKeepsEventsForAShorterTime() throws Exception {
        create(topic, 3, Map.of("retention.ms", "1000"));

        assertThat(source.check("topic-retention").status()).isEqualTo(Status.WARNING);
        source.retention = Duration.ofSeconds(1);
        assertThat(source.check("topic-retention").status()).isEqualTo(Status.OK);
    }

    @Test
    void aCompactedTopic() throws Exception {
        create(topic, 3, Map.of("cleanup.policy", "compact"));

        assertThat(source.check("topic-retention").message()).contains("topic " + topic + " is compacted");
    }

    @Test
    void aTopicThatTakesSmallerMessagesThanTheProducerSends() throws Exception {
        create(topic, 3, Map.of());
        source.maxMessageBytes = 20_000_000;

        PreflightCheck check = source.check("topic-message-size");

        assertThat(check.status()).isEqualTo(Status.WARNING);
        assertThat(check.mend()).endsWith("--add-config max.message.bytes=20000000");
        set(topic, "max.message.bytes", "20000000");
        assertThat(source.check("topic-message-size").status()).isEqualTo(Status.OK);
    }

    private void create(String name, int partitions, Map<String, String> settings) throws Exception {
        try (Admin admin = world.kafka.admin()) {
            NewTopic made = new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(settings);
            admin.createTopics(List.of(made)).all().get();
        }
    }

    private void set(String name, String setting, String value) throws Exception {
        try (Admin admin = world.kafka.admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, name),
                            List.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }
}
