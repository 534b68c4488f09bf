package org.opendatagov.cdc.topics;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;

/**
 * Makes topics before the first event is sent to them, so that their partitions and retention are those of the route and
 * not what a broker's auto-creation would guess. A topic that exists is left as it is; a different number of partitions is
 * said in the log, since changing it would move keys between partitions.
 */
@Singleton
public class Topics {

    private static final Logger LOG = Logger.getLogger(Topics.class);
    private static final int TIMEOUT_SECONDS = 10;

    private static final Pattern USER = Pattern.compile("username\\s*=\\s*\"([^\"]*)\"");

    private final Map<String, Object> kafka;

    public Topics(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.kafka = kafka;
    }

    /**
     * Makes those of the topics that don't exist and returns when the broker has them all.
     *
     * @return the names of those that didn't exist
     * @throws TopicProblem when Kafka can't be reached or refuses a topic; nothing is lost, and a later try may succeed
     */
    public Set<String> ensure(Collection<TopicSpec> topics) throws InterruptedException {
        Map<String, TopicSpec> wanted = new LinkedHashMap<>();
        topics.forEach(topic -> wanted.put(topic.name(), topic));
        try (Admin admin = Admin.create(adminSettings())) {
            Map<String, TopicSpec> missing = new LinkedHashMap<>(wanted);
            existing(admin, wanted.keySet()).forEach((name, description) -> {
                TopicSpec spec = missing.remove(name);
                warnOfOtherPartitions(spec, description);
            });
            if (!missing.isEmpty()) {
                make(admin, missing);
                awaitLeaders(admin, missing.keySet());
            }
            return Set.copyOf(missing.keySet());
        }
    }

    /**
     * Looks at what is needed and changes nothing.
     *
     * @throws TopicProblem when Kafka can't be reached, or would refuse to make a topic for another reason than a missing right
     */
    public KafkaReport look(KafkaNeeds needs) throws InterruptedException {
        try (Admin admin = Admin.create(adminSettings())) {
            return new KafkaLook(admin, TIMEOUT_SECONDS, this::problem).at(needs);
        }
    }

    /** Where Kafka is, as its clients are told. */
    public String servers() {
        return String.valueOf(kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
    }

    /** The user that the service logs in as, or null when its settings don't say one. */
    public String user() {
        Matcher user = USER.matcher(String.valueOf(kafka.get(SaslConfigs.SASL_JAAS_CONFIG)));
        return user.find() ? user.group(1) : null;
    }

    private Map<String, Object> adminSettings() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "opendatagov-cdc-topics");
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_SECONDS * 1000 / 2);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_SECONDS * 1000);
        return settings;
    }

    private Map<String, TopicDescription> existing(Admin admin, Set<String> names) throws InterruptedException {
        Map<String, TopicDescription> found = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(names).topicNameValues().entrySet()) {
            try {
                found.put(topic.getKey(), topic.getValue().get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw problem("can't look at topic " + topic.getKey(), e.getCause());
                }
            } catch (TimeoutException e) {
                throw problem("can't look at topic " + topic.getKey(), e);
            }
        }
        return found;
    }

    private void make(Admin admin, Map<String, TopicSpec> missing) throws InterruptedException {
        Collection<NewTopic> newTopics =
                missing.values().stream().map(TopicSpec::toBeMade).toList();
        for (Map.Entry<String, KafkaFuture<Void>> topic :
                admin.createTopics(newTopics).values().entrySet()) {
            try {
                topic.getValue().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                TopicSpec spec = missing.get(topic.getKey());
                LOG.infof(
                        "Made topic %s with %s partitions",
                        spec.name(), spec.partitions() == -1 ? "the broker's number of" : spec.partitions());
            } catch (ExecutionException e) {
                // Another replica may have been faster.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw problem("can't make topic " + topic.getKey(), e.getCause());
                }
            } catch (TimeoutException e) {
                throw problem("can't make topic " + topic.getKey(), e);
            }
        }
    }

    /**
     * A producer that meets a partition before its leader knows of it may see its first batches out of sequence, and then
     * retries them until their time is up.
     */
    private void awaitLeaders(Admin admin, Set<String> made) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (true) {
            Throwable missing = null;
            Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
            Map<String, TopicDescription> found = existing(admin, made);
            found.values()
                    .forEach(topic -> topic.partitions()
                            .forEach(partition -> partitions.put(
                                    new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest())));
            try {
                admin.listOffsets(partitions).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                missing = e.getCause();
            } catch (TimeoutException e) {
                throw problem("the new topics have no leader yet", e);
            }
            if (missing == null && found.size() == made.size()) {
                return;
            }
            // Of the brokers, some hear of a topic later than others.
            boolean passes = missing == null || missing instanceof UnknownTopicOrPartitionException;
            if (!passes || System.nanoTime() > deadline) {
                throw problem("the new topics have no leader yet", missing == null ? new TimeoutException() : missing);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static void warnOfOtherPartitions(TopicSpec spec, TopicDescription description) {
        int partitions = description.partitions().size();
        if (!spec.takes(partitions)) {
            LOG.warnf(
                    "Topic %s has %d partitions where the route asks for %d; it is used as it is",
                    spec.name(), partitions, spec.partitions());
        }
    }

    private TopicProblem problem(String what, Throwable cause) {
        String servers = servers();
        if (cause instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException) {
            return new TopicProblem(
                    what + ": Kafka doesn't answer at " + servers
                            + "; start it, or correct kafka.bootstrap.servers (KAFKA_BOOTSTRAP_SERVERS)",
                    cause);
        }
        if (cause instanceof InvalidReplicationFactorException) {
            return new TopicProblem(
                    what + ": " + cause.getMessage()
                            + "; lower cdc.topics.replication-factor (CDC_TOPICS_REPLICATION_FACTOR) or add brokers",
                    cause);
        }
        return new TopicProblem(what + " at " + servers + ": " + cause.getMessage(), cause);
    }
}
