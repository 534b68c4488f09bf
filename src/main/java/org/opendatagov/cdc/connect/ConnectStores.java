package org.opendatagov.cdc.connect;

import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.json.JsonConverterConfig;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;
import org.apache.kafka.connect.storage.ConfigBackingStore;
import org.apache.kafka.connect.storage.KafkaConfigBackingStore;
import org.apache.kafka.connect.storage.KafkaStatusBackingStore;
import org.apache.kafka.connect.storage.PrivilegedWriteException;
import org.apache.kafka.connect.storage.StatusBackingStore;
import org.apache.kafka.connect.util.TopicAdmin;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.retry.Backoff;
import org.opendatagov.cdc.retry.Causes;
import org.opendatagov.cdc.topics.TopicSettings;

/**
 * Kafka Connect's topics of configurations and statuses, through its own stores, which read a topic once and then follow it.
 * Opening them goes on until Kafka answers; nobody has to wait for it.
 */
@Singleton
public class ConnectStores {

    private static final Logger LOG = Logger.getLogger(ConnectStores.class);
    private static final String CLIENT = "opendatagov-cdc-";
    private static final int TRIES = 5;
    private static final Duration REFRESH = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(3);

    private final Map<String, Object> kafka;
    private final ConnectSettings settings;
    private final short replicationFactor;
    private final ConfigUpdates updates;
    private final CountDownLatch open = new CountDownLatch(1);
    private final Thread opening = new Thread(this::open, "connect-stores");
    private volatile ConfigBackingStore configs;
    private volatile StatusBackingStore statuses;
    private volatile TopicAdmin admin;
    private volatile String clusterId;
    private volatile String obstacle;

    ConnectStores(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            ConnectSettings settings,
            TopicSettings topics,
            ConfigUpdates updates) {
        this.kafka = kafka;
        this.settings = settings;
        this.replicationFactor = topics.replicationFactor();
        this.updates = updates;
    }

    void start(@Observes AfterStart started) {
        opening.setDaemon(true);
        opening.start();
    }

    /**
     * Waits until the topics have been read.
     *
     * @return whether they have
     */
    boolean awaitOpen(Duration patience) throws InterruptedException {
        return open.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isOpen() {
        return open.getCount() == 0;
    }

    /** Why the topics can't be read, one sentence, or null when nothing has been found to be in the way. */
    String obstacle() {
        return obstacle;
    }

    /**
     * The configurations, target states and restart requests.
     *
     * @throws ConnectUnavailableException when Kafka hasn't been reached yet
     */
    ConfigBackingStore configs() {
        requireOpen();
        return configs;
    }

    /**
     * The statuses.
     *
     * @throws ConnectUnavailableException when Kafka hasn't been reached yet
     */
    StatusBackingStore statuses() {
        requireOpen();
        return statuses;
    }

    /**
     * Writes to the configs topic, knowing what stands there: one at a time here, and one at a time among the replicas, since another
     * one that writes meanwhile fences this one, which then looks again.
     *
     * @throws ConnectUnavailableException when Kafka doesn't take it in time
     */
    synchronized <T> T write(Function<ConfigBackingStore, T> work) {
        ConfigBackingStore store = configs();
        try {
            for (int i = 1; ; i++) {
                try {
                    store.claimWritePrivileges();
                    store.refresh(REFRESH.toMillis(), TimeUnit.MILLISECONDS);
                    return work.apply(store);
                } catch (PrivilegedWriteException e) {
                    if (i == TRIES) {
                        throw e;
                    }
                }
            }
        } catch (ConnectException | TimeoutException e) {
            throw new ConnectUnavailableException("Kafka hasn't taken the request in time (" + Causes.of(e)
                    + "); it may still take effect when Kafka answers again");
        }
    }

    private void requireOpen() {
        if (!isOpen()) {
            throw new ConnectUnavailableException(
                    obstacle == null
                            ? "Topic " + settings.configsTopic() + " is still being read; try again"
                            : obstacle);
        }
    }

    /** The id of the Kafka cluster, or null when it hasn't been reached yet. */
    public String clusterId() {
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
            statuses = new KafkaStatusBackingStore(Time.SYSTEM, converter(), () -> admin, CLIENT);
            statuses.configure(config);
            statuses.start();
            configs = new KafkaConfigBackingStore(converter(), config, null, () -> admin, CLIENT);
            configs.setUpdateListener(updates);
            configs.start();
            clusterId = config.kafkaClusterId();
            open.countDown();
            updates.changed();
            return true;
        } catch (RuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            close();
            obstacle = sentence(e);
            LOG.debug("Why the topics can't be read", e);
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
        return "topics " + settings.configsTopic() + " and " + settings.statusTopic() + " of Kafka at " + servers
                + " can't be read: " + Causes.of(failure);
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
        // Of replicas that write configurations at the same time one is then fenced.
        worker.put(DistributedConfig.EXACTLY_ONCE_SOURCE_SUPPORT_CONFIG, "enabled");
        worker.put(DistributedConfig.CONFIG_TOPIC_CONFIG, settings.configsTopic());
        worker.put(DistributedConfig.CONFIG_STORAGE_REPLICATION_FACTOR_CONFIG, Short.toString(replicationFactor));
        worker.put(DistributedConfig.STATUS_STORAGE_TOPIC_CONFIG, settings.statusTopic());
        worker.put(DistributedConfig.STATUS_STORAGE_REPLICATION_FACTOR_CONFIG, Short.toString(replicationFactor));
        // Asked for by the worker's configuration; the connectors write their offsets themselves.
        worker.put(DistributedConfig.OFFSET_STORAGE_TOPIC_CONFIG, settings.offsetsTopic());
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
        // A store waits without end for what Kafka hasn't taken yet.
        Thread closing = new Thread(this::close, "connect-stores-close");
        closing.setDaemon(true);
        closing.start();
        closing.join(CLOSE.toMillis());
    }

    private void close() {
        if (configs != null) {
            configs.stop();
        }
        if (statuses != null) {
            statuses.stop();
        }
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
