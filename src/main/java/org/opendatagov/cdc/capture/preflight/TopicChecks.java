package org.opendatagov.cdc.capture.preflight;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.config.TopicConfig;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.CaptureTopics;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.topics.KafkaNeeds;
import org.opendatagov.cdc.topics.KafkaReport;
import org.opendatagov.cdc.topics.TopicNeed;
import org.opendatagov.cdc.topics.TopicProblem;
import org.opendatagov.cdc.topics.TopicSpec;
import org.opendatagov.cdc.topics.TopicState;

/** Kafka, and the topics that the connector writes to: those that exist, and whether the others can be made. */
class TopicChecks {

    static final String CONFIGS = "kafka-configs.sh --alter --entity-type topics --entity-name <topic> --add-config ";

    private final CaptureTopics topics;
    private final CaptureOptions options;
    private final String offsetsTopic;
    private final KafkaNeeds others;
    private Set<String> existing = Set.of();

    /** Takes what the service itself needs of Kafka beside the connector. */
    TopicChecks(CaptureTopics topics, CaptureOptions options, String offsetsTopic, KafkaNeeds others) {
        this.topics = topics;
        this.options = options;
        this.offsetsTopic = offsetsTopic;
        this.others = others;
    }

    /**
     * Looks.
     *
     * @param otherTopics those of heartbeats and transactions
     */
    List<PreflightCheck> checks(Collection<TableName> tables, Collection<String> otherTopics)
            throws InterruptedException {
        List<TopicSpec> wanted = topics.wanted(tables);
        KafkaNeeds needs = needs(wanted, otherTopics);
        KafkaReport report;
        try {
            report = topics.look(needs);
        } catch (TopicProblem e) {
            return List.of(
                    e.passes()
                            ? PreflightCheck.passing("kafka", e.getMessage(), Mend.NONE)
                            : PreflightCheck.problem("kafka", e.getMessage(), Mend.NONE));
        }
        existing = report.existing();
        List<PreflightCheck> checks = new ArrayList<>();
        checks.add(PreflightCheck.ok(
                "kafka",
                "Kafka answers; of " + needs.topics().size() + " topics " + existing.size() + " exist"
                        + (report.unmakeable().isEmpty() && report.denied().isEmpty()
                                ? " and the others can be made"
                                : "")));
        checks.add(new KafkaRights(topics, needs, report).check());
        checks.add(offsets(report.states().get(offsetsTopic)));
        checks.add(replicas(report.states().values()));
        checks.addAll(new TableTopicChecks(wanted, report.states()).checks());
        return checks;
    }

    private KafkaNeeds needs(List<TopicSpec> tables, Collection<String> otherTopics) {
        List<TopicNeed> all = new ArrayList<>();
        tables.forEach(topic -> all.add(TopicNeed.written(topic)));
        otherTopics.forEach(topic -> all.add(TopicNeed.written(topics.other(topic))));
        all.add(TopicNeed.shared(topics.offsets(offsetsTopic)));
        all.add(TopicNeed.shared(topics.requests(options.requestsTopic())));
        return new KafkaNeeds(all, options.exactlyOnce() ? List.of(options.transactionalId()) : List.of()).and(others);
    }

    /** Whether there can be an offset: the checks have found the topic. */
    boolean foundOffsets() {
        return existing.contains(offsetsTopic);
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
