package org.opendatagov.cdc.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Puts a consumer's properties together: our defaults, then {@code kafka.*}, then what the endpoint says, then what must be. */
final class KafkaProperties {

    /** These decide what is committed and what a batch is: no one else may set them. */
    private static final Set<String> OWN = Set.of(
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            ConsumerConfig.GROUP_PROTOCOL_CONFIG,
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);

    private static final int SMALLEST_PARTITION_FETCH = 64 * 1024;
    private static final int LARGEST_PARTITION_FETCH = 1024 * 1024;

    private KafkaProperties() {}

    /**
     * The properties for an endpoint's consumer.
     *
     * @throws IllegalArgumentException when a property can't be; the message names it, without its value where that may be secret
     */
    static Map<String, Object> of(CdcEventsEndpoint endpoint) {
        Map<String, Object> properties = new HashMap<>(defaults());
        properties.putAll(endpoint.getComponent().kafka());
        properties.putAll(parameters(endpoint));
        endpoint.getAdditionalProperties().forEach((name, value) -> {
            if (OWN.contains(name)) {
                throw new IllegalArgumentException("additionalProperties." + name
                        + " can't be set, for the flow's own work depends on it; remove it");
            }
            properties.put(name, String.valueOf(value));
        });
        OWN.forEach(properties::remove);
        properties.putAll(own(endpoint));
        check(properties);
        return properties;
    }

    private static Map<String, Object> defaults() {
        return Map.of(
                // What the capture had to take back is never read.
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                // New topics are found, and a replica that died is replaced, within seconds.
                ConsumerConfig.METADATA_MAX_AGE_CONFIG, "5000",
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000",
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "3000",
                // A broker that is away is asked again soon, but not so often that it fills the log.
                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "2000");
    }

    private static Map<String, Object> parameters(CdcEventsEndpoint endpoint) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, endpoint.isOneByOne() ? 1 : endpoint.getMaxPollRecords());
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, endpoint.getMaxPollBytes());
        // Kafka's client keeps a fetch for each partition ready, so a partition's share is what bounds the memory.
        properties.put(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                Math.min(Math.max(endpoint.getMaxPollBytes() / 16, SMALLEST_PARTITION_FETCH), LARGEST_PARTITION_FETCH));
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, endpoint.getAutoOffsetReset());
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        if (endpoint.getBrokers() != null) {
            properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, endpoint.getBrokers());
        }
        return properties;
    }

    private static Map<String, Object> own(CdcEventsEndpoint endpoint) {
        String group = endpoint.getGroupId() == null ? "opendatagov-cdc." + endpoint.getName() : endpoint.getGroupId();
        return Map.of(
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName(),
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName(),
                ConsumerConfig.GROUP_ID_CONFIG, group,
                // Only partitions that move are taken away, so the others' batches go on.
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
    }

    private static void check(Map<String, Object> properties) {
        Object brokers = properties.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG);
        if (brokers == null || brokers.toString().isBlank()) {
            throw new IllegalArgumentException(
                    "no Kafka is named; set kafka.bootstrap.servers (KAFKA_BOOTSTRAP_SERVERS) to its host:port list");
        }
        try {
            ConsumerConfig.configDef().parse(properties);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + "; correct it under kafka.* or additionalProperties.*", e);
        }
    }
}
