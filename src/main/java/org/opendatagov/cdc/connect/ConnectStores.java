package org.opendatagov.cdc.connect;

import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;
import org.apache.kafka.connect.storage.ConfigBackingStore;
import org.apache.kafka.connect.storage.PrivilegedWriteException;
import org.apache.kafka.connect.storage.StatusBackingStore;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.retry.Backoff;
import org.opendatagov.cdc.retry.Causes;
import org.opendatagov.cdc.threads.ServiceThreads;
import org.opendatagov.cdc.topics.KafkaNeeds;
import org.opendatagov.cdc.topics.TopicNeed;
import org.opendatagov.cdc.topics.TopicSettings;
import org.opendatagov.cdc.topics.TopicSpec;

/**
 * Kafka Connect's topics of configurations and statuses, through its own stores, which read a topic once and then follow it.
 * Opening them goes on until Kafka answers; nobody has to wait for it.
 */
@Singleton
public class ConnectStores {

    private static final Logger LOG = Logger.getLogger(ConnectStores.class);
    private static final int TRIES = 5;
    private static final String GROUP = "opendatagov-cdc";
    /** As Kafka Connect makes it. */
    private static final int STATUS_PARTITIONS = 5;

    private static final Duration REFRESH = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(3);

    private final Map<String, Object> kafka;
    private final ConnectSettings settings;
    private final short replicationFactor;
    private final ConfigUpdates updates;
    private final CountDownLatch open = new CountDownLatch(1);
    private final ServiceThreads threads;
    private Thread opening;
    private volatile OpenStores stores;
    private volatile boolean stopping;
    private volatile String obstacle;

    ConnectStores(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            ConnectSettings settings,
            TopicSettings topics,
            ConfigUpdates updates,
            ServiceThreads threads) {
        this.kafka = kafka;
        this.settings = settings;
        this.replicationFactor = topics.replicationFactor();
        this.updates = updates;
        this.threads = threads;
    }

    void start(@Observes AfterStart started) {
        opening = threads.start("connect-stores", this::open);
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
        return stores.configs();
    }

    /**
     * The statuses.
     *
     * @throws ConnectUnavailableException when Kafka hasn't been reached yet
     */
    StatusBackingStore statuses() {
        requireOpen();
        return stores.statuses();
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

    /**
     * Does nothing once the topics have been read.
     *
     * @throws ConnectUnavailableException when they haven't
     */
    void requireOpen() {
        if (!isOpen()) {
            throw new ConnectUnavailableException(
                    obstacle == null
                            ? "Topic " + settings.configsTopic() + " is still being read; try again"
                            : obstacle);
        }
    }

    /** The id of the Kafka cluster, or null when it hasn't been reached yet. */
    public String clusterId() {
        return isOpen() ? stores.clusterId() : null;
    }

    private void open() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10));
        try {
            while (!stopping && !tryToOpen()) {
                TimeUnit.MILLISECONDS.sleep(backoff.next().toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tryToOpen() {
        OpenStores tried = null;
        try {
            tried = new OpenStores(worker());
            tried.open(updates);
        } catch (RuntimeException e) {
            obstacle = sentence(e);
            LOG.debug("Why the topics can't be read", e);
            if (tried != null) {
                tried.close();
            }
            return false;
        }
        stores = tried;
        obstacle = null;
        open.countDown();
        updates.changed();
        return true;
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

    /** What the stores need of Kafka. */
    KafkaNeeds needs() {
        return new KafkaNeeds(
                List.of(topic(settings.configsTopic(), 1), topic(settings.statusTopic(), STATUS_PARTITIONS)),
                List.of(DistributedConfig.transactionalProducerId(GROUP)));
    }

    private TopicNeed topic(String name, int partitions) {
        return TopicNeed.shared(new TopicSpec(
                name,
                partitions,
                replicationFactor,
                Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)));
    }

    private Map<String, String> worker() {
        Map<String, String> worker = new HashMap<>();
        worker.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, "5000");
        worker.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000");
        worker.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "10000");
        kafka.forEach((name, value) -> worker.put(name, String.valueOf(value)));
        worker.put(DistributedConfig.GROUP_ID_CONFIG, GROUP);
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

    @PreDestroy
    void stop() throws InterruptedException {
        stopping = true;
        if (opening != null) {
            opening.interrupt();
            opening.join(CLOSE.toMillis());
        }
        OpenStores opened = stores;
        if (opened != null) {
            // A store waits without end for what Kafka hasn't taken yet.
            threads.start("connect-stores-close", opened::close).join(CLOSE.toMillis());
        }
    }
}
