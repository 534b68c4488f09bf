package org.opendatagov.cdc.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.opendatagov.cdc.retry.Causes;

/** The dead-letter topics: one a flow, with one partition, made when first needed. */
final class DeadLetterTopics {

    /** What a topic's name can't have. */
    private static final Pattern REFUSED = Pattern.compile("[^a-zA-Z0-9._-]");

    private final Map<String, Object> kafka;
    private final String prefix;
    private final short replicationFactor;
    private final Duration retention;
    private final Set<String> there = ConcurrentHashMap.newKeySet();

    DeadLetterTopics(Map<String, Object> kafka, String prefix, short replicationFactor, Duration retention) {
        this.kafka = kafka;
        this.prefix = prefix;
        this.replicationFactor = replicationFactor;
        this.retention = retention;
    }

    /**
     * The topic of a flow, which exists when this returns.
     *
     * @throws KafkaException when it can't be made
     */
    String of(String flow) {
        String topic = name(flow);
        if (!there.contains(topic)) {
            make(topic);
            there.add(topic);
        }
        return topic;
    }

    /** The name of a flow's topic, whether it is there or not. */
    String name(String flow) {
        return prefix + "." + REFUSED.matcher(flow).replaceAll("_");
    }

    /** Takes it that no topic is there any more. */
    void forget() {
        there.clear();
    }

    private void make(String topic) {
        NewTopic wanted = new NewTopic(topic, 1, replicationFactor)
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        String.valueOf(retention.toMillis()),
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        String.valueOf(KafkaDeadLetters.MAX_BYTES)));
        Map<String, Object> settings = KafkaDeadLetters.settings(kafka, AdminClientConfig.configNames());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, KafkaDeadLetters.REQUEST_TIMEOUT_MS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, KafkaDeadLetters.TIMEOUT_MS);
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(List.of(wanted)).all().get(KafkaDeadLetters.TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            // Without the right to make it, it may have been made by someone else; if not, the write will say so.
            if (!(e.getCause() instanceof TopicExistsException || e.getCause() instanceof AuthorizationException)) {
                throw new KafkaException("the topic " + topic + " can't be made: " + Causes.of(e.getCause()));
            }
        } catch (TimeoutException e) {
            throw new KafkaException("the topic " + topic + " can't be made: Kafka doesn't answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("the topic " + topic + " can't be made: the flow is being stopped");
        }
    }
}
