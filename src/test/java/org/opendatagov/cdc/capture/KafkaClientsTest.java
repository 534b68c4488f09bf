package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {

    private final KafkaClients clients = new KafkaClients(Map.of(
            "security.protocol", "SASL_SSL", "group.id", "opendatagov-cdc", "unknown.setting", "x", "linger.ms", "7"));
    private final Properties ofCamel = new Properties();

    KafkaClientsTest() {
        ofCamel.put("security.protocol", "PLAINTEXT");
        ofCamel.put("acks", "all");
    }

    @Test
    void whatTheOperatorHasSetWinsOverCamelsDefaults() {
        assertThat(clients.merged(ofCamel, ProducerConfig.configNames()))
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("linger.ms", "7")
                .containsEntry("acks", "all")
                .doesNotContainKey("unknown.setting");
    }

    @Test
    void aRoutesGroupStaysItsOwn() {
        ofCamel.put("group.id", "a-route");

        assertThat(clients.merged(ofCamel, ConsumerConfig.configNames())).containsEntry("group.id", "a-route");
    }
}
