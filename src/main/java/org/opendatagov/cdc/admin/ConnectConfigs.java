package org.opendatagov.cdc.admin;

import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.json.JsonConverterConfig;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;
import org.apache.kafka.connect.storage.ConfigBackingStore;
import org.apache.kafka.connect.storage.KafkaConfigBackingStore;
import org.apache.kafka.connect.util.TopicAdmin;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.retry.Backoff;
import org.opendatagov.cdc.retry.Causes;
import org.opendatagov.cdc.topics.TopicSettings;

/**
 * Kafka Connect's topic of configurations and target states, through its own store, which reads the topic once and then
 * follows it. Opening it goes on until Kafka answers; nobody has to wait for it.
 */
@Singleton
class ConnectConfigs {

    private static final Logger LOG = Logger.getLogger(ConnectConfigs.class);
    private static final String CLIENT = "opendatagov-cdc-";
    private static final Duration CLOSE = Duration.ofSeconds(3);

    private final Map<String, Object> kafka;
    private final String topic;
    private final short replicationFactor;
    private final RestartRequests restarts;
    private final CountDownLatch open = new CountDownLatch(1);
    private final Thread opening = new Thread(this::open, "connect-configs");
    private volatile ConfigBackingStore store;
    private volatile TopicAdmin admin;
    private volatile String clusterId;
    private volatile String obstacle;

    ConnectConfigs(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            AdminSettings settings,
            TopicSettings topics,
            RestartRequests restarts) {
        this.kafka = kafka;
        this.topic = settings.configsTopic();
        this.replicationFactor = topics.replicationFactor();
        this.restarts = restarts;
    }

    @PostConstruct
    void start() {
        opening.setDaemon(true);
        opening.start();
    }

    /**
     * Waits until the topic has been read.
     *
     * @return whether it has
     */
    boolean awaitOpen(Duration patience) throws InterruptedException {
        return open.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isOpen() {
        return open.getCount() == 0;
    }

    /** Why the topic can't be read, one sentence, or null when nothing has been found to be in the way. */
    String obstacle() {
        return obstacle;
    }

    /**
     * The store.
     *
     * @throws RefusedCall when Kafka hasn't been reached yet
     */
    ConfigBackingStore store() {
        if (!isOpen()) {
            throw new RefusedCall(
                    503, obstacle == null ? "Topic " + topic + " is still being read; try again" : obstacle);
        }
        return store;
    }

    /** The id of the Kafka cluster, or null when it hasn't been reached yet. */
    String clusterId() {
        return clusterId;
    }

    private void open() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10));
        try {
            while (!tryToOpen()) {
                TimeUnit.MILLISECONDS.sleep(backoff.next().toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tryToOpen() throws InterruptedException {
        try {
            Map<String, String> worker = worker();
            DistributedConfig config = new DistributedConfig(worker);
            admin = new TopicAdmin(new HashMap<>(worker));
            store = new KafkaConfigBackingStore(converter(), config, null, () -> admin, CLIENT);
            store.setUpdateListener(restarts);
            store.start();
            clusterId = config.kafkaClusterId();
            open.countDown();
            return true;
        } catch (RuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            close();
            obstacle = sentence(e);
            LOG.debug("Why the topic can't be read", e);
            return false;
        }
    }

    private String sentence(Throwable failure) {
        Object servers = kafka.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException) {
                return "Kafka doesn't answer at " + servers
                        + "; start it, or correct kafka.bootstrap.servers (KAFKA_BOOTSTRAP_SERVERS)";
            }
        }
        return "topic " + topic + " of Kafka at " + servers + " can't be read: " + Causes.of(failure);
    }

    private Map<String, String> worker() {
        Map<String, String> worker = new HashMap<>();
        worker.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, "5000");
        worker.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000");
        worker.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "10000");
        kafka.forEach((name, value) -> worker.put(name, String.valueOf(value)));
        worker.put(DistributedConfig.GROUP_ID_CONFIG, "opendatagov-cdc");
        worker.put(WorkerConfig.KEY_CONVERTER_CLASS_CONFIG, JsonConverter.class.getName());
        worker.put(WorkerConfig.VALUE_CONVERTER_CLASS_CONFIG, JsonConverter.class.getName());
        worker.put(DistributedConfig.CONFIG_TOPIC_CONFIG, topic);
        worker.put(DistributedConfig.CONFIG_STORAGE_REPLICATION_FACTOR_CONFIG, Short.toString(replicationFactor));
        // Asked for by the worker's configuration, and used by nothing here.
        worker.put(DistributedConfig.OFFSET_STORAGE_TOPIC_CONFIG, "connect-offsets");
        worker.put(DistributedConfig.STATUS_STORAGE_TOPIC_CONFIG, "connect-status");
        return worker;
    }

    private static JsonConverter converter() {
        JsonConverter converter = new JsonConverter();
        converter.configure(Map.of(JsonConverterConfig.SCHEMAS_ENABLE_CONFIG, "false"), false);
        return converter;
    }

    @PreDestroy
    void stop() throws InterruptedException {
        opening.interrupt();
        opening.join(CLOSE.toMillis());
        // The store waits without end for what Kafka hasn't taken yet.
        Thread closing = new Thread(this::close, "connect-configs-close");
        closing.setDaemon(true);
        closing.start();
        closing.join(CLOSE.toMillis());
    }

    private void close() {
        if (store != null) {
            store.stop();
        }
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
