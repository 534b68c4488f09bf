package org.opendatagov.cdc.capture.preflight;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.config.TopicConfig;
import org.opendatagov.cdc.capture.connector.CaptureTopics;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.topics.TopicProblem;
import org.opendatagov.cdc.topics.TopicSpec;
import org.opendatagov.cdc.topics.TopicState;

/** Kafka, and the topics that the connector writes to: those that exist, and whether the others can be made. */
class TopicChecks {

    static final String CONFIGS = "kafka-configs.sh --alter --entity-type topics --entity-name <topic> --add-config ";

    private final CaptureTopics topics;
    private final String offsetsTopic;
    private Map<String, TopicState> found = Map.of();

    TopicChecks(CaptureTopics topics, String offsetsTopic) {
        this.topics = topics;
        this.offsetsTopic = offsetsTopic;
    }

    List<PreflightCheck> checks(Collection<TableName> tables) throws InterruptedException {
        List<TopicSpec> wanted = topics.wanted(tables);
        List<TopicSpec> all = new ArrayList<>(wanted);
        all.add(topics.offsets(offsetsTopic));
        try {
            found = topics.look(all);
        } catch (TopicProblem e) {
            return List.of(
                    e.passes()
                            ? PreflightCheck.passing("kafka", e.getMessage(), Mend.NONE)
                            : PreflightCheck.problem("kafka", e.getMessage(), Mend.NONE));
        }
        List<PreflightCheck> checks = new ArrayList<>();
        checks.add(PreflightCheck.ok(
                "kafka",
                "Kafka answers; of " + all.size() + " topics " + found.size() + " exist and the others can be made"));
        checks.add(offsets(found.get(offsetsTopic)));
        checks.add(replicas(found.values()));
        checks.addAll(new TableTopicChecks(wanted, found).checks());
        return checks;
    }

    /** Whether there can be an offset: the checks have found the topic. */
    boolean foundOffsets() {
        return found.containsKey(offsetsTopic);
    }

    private PreflightCheck offsets(TopicState topic) {
        String policy = topic == null ? TopicConfig.CLEANUP_POLICY_COMPACT : policy(topic);
        return TopicConfig.CLEANUP_POLICY_COMPACT.equals(policy)
                ? PreflightCheck.ok("offsets-topic", "offsets stay in topic " + offsetsTopic)
                : PreflightCheck.problem(
                        "offsets-topic",
                        "topic " + offsetsTopic + " has cleanup.policy " + policy + ", so that Kafka deletes offsets",
                        Mend.words("make it compact: " + CONFIGS.replace("<topic>", offsetsTopic)
                                + "cleanup.policy=compact"));
    }

    private static PreflightCheck replicas(Collection<TopicState> found) {
        List<String> never = names(found, topic -> topic.replicas() < least(topic));
        if (!never.isEmpty()) {
            return PreflightCheck.problem(
                    "topic-replicas",
                    subject(never) + " has fewer replicas than min.insync.replicas, so that it takes no event",
                    Mend.words("add replicas (kafka-reassign-partitions.sh), or lower it: " + CONFIGS
                            + "min.insync.replicas=1"));
        }
        List<String> now = names(found, topic -> topic.inSync() < least(topic));
        return now.isEmpty()
                ? PreflightCheck.ok("topic-replicas", "the topics have the replicas that min.insync.replicas asks for")
                : PreflightCheck.passing(
                        "topic-replicas",
                        subject(now)
                                + " has fewer replicas in sync than min.insync.replicas, so that it takes no event",
                        Mend.words("start the brokers that are down"));
    }

    private static long least(TopicState topic) {
        return topic.number(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
    }

    static String policy(TopicState topic) {
        return topic.settings().get(TopicConfig.CLEANUP_POLICY_CONFIG);
    }

    private static List<String> names(Collection<TopicState> topics, Predicate<TopicState> which) {
        return topics.stream().filter(which).map(TopicState::name).sorted().toList();
    }

    static String subject(List<String> names) {
        return (names.size() == 1 ? "topic " : "topics ") + String.join(", ", names);
    }
}
