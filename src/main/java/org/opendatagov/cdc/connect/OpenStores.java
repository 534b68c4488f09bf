package org.opendatagov.cdc.connect;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.json.JsonConverterConfig;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;
import org.apache.kafka.connect.storage.ConfigBackingStore;
import org.apache.kafka.connect.storage.KafkaConfigBackingStore;
import org.apache.kafka.connect.storage.KafkaStatusBackingStore;
import org.apache.kafka.connect.storage.StatusBackingStore;
import org.apache.kafka.connect.util.TopicAdmin;
import org.jboss.logging.Logger;

/** Kafka Connect's stores of one try to open them. Whatever has been opened is closed, however far the try came. */
final class OpenStores implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OpenStores.class);
    private static final String CLIENT = "opendatagov-cdc-";

    private final DistributedConfig config;
    private TopicAdmin admin;
    private StatusBackingStore statuses;
    private ConfigBackingStore configs;
    private String clusterId;

    /**
     * @param worker a worker's settings
     */
    OpenStores(Map<String, String> worker) {
        this.config = new DistributedConfig(worker);
    }

    /**
     * Reads both topics to their ends, and makes those that are missing.
     *
     * @throws RuntimeException when Kafka doesn't answer, or refuses; to be closed then, too
     */
    void open(ConfigBackingStore.UpdateListener updates) {
        clusterId = config.kafkaClusterId();
        admin = new TopicAdmin(new HashMap<>(config.originals()));
        statuses = new KafkaStatusBackingStore(Time.SYSTEM, converter(), () -> admin, CLIENT);
        statuses.configure(config);
        statuses.start();
        configs = new KafkaConfigBackingStore(converter(), config, null, () -> admin, CLIENT);
        configs.setUpdateListener(updates);
        configs.start();
    }

    ConfigBackingStore configs() {
        return configs;
    }

    StatusBackingStore statuses() {
        return statuses;
    }

    String clusterId() {
        return clusterId;
    }

    @Override
    public void close() {
        if (configs != null) {
            quietly("configurations", configs::stop);
        }
        if (statuses != null) {
            quietly("statuses", statuses::stop);
        }
        if (admin != null) {
            quietly("topics", () -> admin.close(Duration.ZERO));
        }
    }

    /** A store that was never configured or started throws a NullPointerException when it is stopped. */
    private static void quietly(String what, Runnable stop) {
        try {
            stop.run();
        } catch (RuntimeException e) {
            LOG.debugf(e, "The store of %s didn't stop in order", what);
        }
    }

    private static JsonConverter converter() {
        JsonConverter converter = new JsonConverter();
        converter.configure(Map.of(JsonConverterConfig.SCHEMAS_ENABLE_CONFIG, "false"), false);
        return converter;
    }
}
