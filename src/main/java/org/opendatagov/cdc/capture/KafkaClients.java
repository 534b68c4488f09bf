package org.opendatagov.cdc.capture;

import io.quarkus.arc.Unremovable;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Gives the clients of Camel's {@code kafka} component the {@code kafka.*} settings that all other clients of the service
 * have, security above all. {@code camel.component.kafka.kafka-client-factory} names it.
 */
@Singleton
@Named("kafkaClients")
@Unremovable
public class KafkaClients extends DefaultKafkaClientFactory {

    private final Map<String, Object> kafka;

    public KafkaClients(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.kafka = kafka;
    }

    @Override
    public Producer<?, ?> getProducer(Properties ofCamel) {
        return super.getProducer(merged(ofCamel, ProducerConfig.configNames()));
    }

    @Override
    public Consumer<?, ?> getConsumer(Properties ofCamel) {
        return super.getConsumer(merged(ofCamel, ConsumerConfig.configNames()));
    }

    /** Camel sets nearly every property, to its default if need be, so that what the operator has set must win. */
    Properties merged(Properties ofCamel, Set<String> known) {
        Properties merged = new Properties();
        merged.putAll(ofCamel);
        kafka.forEach((name, value) -> {
            if (known.contains(name) && !ConsumerConfig.GROUP_ID_CONFIG.equals(name)) {
                merged.put(name, value);
            }
        });
        return merged;
    }
}
