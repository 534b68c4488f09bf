package org.opendatagov.cdc.capture.preflight;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.opendatagov.cdc.topics.TopicSpec;
import org.opendatagov.cdc.topics.TopicState;

/** The topics of the tables that exist already, and are used as they are, against what the service would make. */
class TableTopicChecks {

    private final List<TopicSpec> wanted;
    private final Map<String, TopicState> found;

    /** Takes the topics as they should be, and those that exist by name. */
    TableTopicChecks(List<TopicSpec> wanted, Map<String, TopicState> found) {
        this.wanted = wanted;
        this.found = found;
    }

    List<PreflightCheck> checks() {
        return List.of(partitions(), retention(), messageSize());
    }

    private PreflightCheck partitions() {
        List<String> others = new ArrayList<>();
        for (TopicSpec spec : wanted) {
            TopicState topic = found.get(spec.name());
            if (topic != null && !spec.takes(topic.partitions())) {
                others.add(spec.name() + " (" + topic.partitions() + " instead of " + spec.partitions() + ")");
            }
        }
        return others.isEmpty()
                ? PreflightCheck.ok("topic-partitions", "the topics have the partitions that the route asks for")
                : PreflightCheck.warning(
                        "topic-partitions",
                        TopicChecks.subject(others)
                                + " has other partitions than the route asks for and is used as it is",
                        Mend.words("set topicPartitions and topicPartitionsByTable in the route to what is there"));
    }

    private PreflightCheck retention() {
        List<String> compacted = new ArrayList<>();
        List<String> shorter = new ArrayList<>();
        for (TopicSpec spec : wanted) {
            TopicState topic = found.get(spec.name());
            if (topic != null && TopicChecks.policy(topic).contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
                compacted.add(spec.name());
            }
            if (topic != null && keepsShorter(topic, spec)) {
                shorter.add(spec.name());
            }
        }
        if (!shorter.isEmpty()) {
            return PreflightCheck.warning(
                    "topic-retention",
                    TopicChecks.subject(shorter)
                            + " keeps events for a shorter time than cdc.topics.retention asks for",
                    Mend.words("lower that, or raise the topic's: " + TopicChecks.CONFIGS
                            + "retention.ms=<milliseconds>"));
        }
        return compacted.isEmpty()
                ? PreflightCheck.ok("topic-retention", "the topics keep events as long as they should")
                : PreflightCheck.warning(
                        "topic-retention",
                        TopicChecks.subject(compacted)
                                + " is compacted, so that who reads late sees only the last event of a row,"
                                + " and an event without key (TRUNCATE, say) is refused",
                        Mend.words("if every event is needed: " + TopicChecks.CONFIGS + "cleanup.policy=delete"));
    }

    private static boolean keepsShorter(TopicState topic, TopicSpec spec) {
        String asked = spec.settings().get(TopicConfig.RETENTION_MS_CONFIG);
        long kept = topic.number(TopicConfig.RETENTION_MS_CONFIG);
        return asked != null
                && TopicChecks.policy(topic).contains(TopicConfig.CLEANUP_POLICY_DELETE)
                && kept >= 0
                && (kept < Long.parseLong(asked) || Long.parseLong(asked) < 0);
    }

    private PreflightCheck messageSize() {
        List<String> smaller = new ArrayList<>();
        String bytes = "";
        for (TopicSpec spec : wanted) {
            TopicState topic = found.get(spec.name());
            bytes = spec.settings().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            if (topic != null && topic.number(TopicConfig.MAX_MESSAGE_BYTES_CONFIG) < Long.parseLong(bytes)) {
                smaller.add(spec.name());
            }
        }
        return smaller.isEmpty()
                ? PreflightCheck.ok("topic-message-size", "the topics take the largest events that are sent")
                : PreflightCheck.warning(
                        "topic-message-size",
                        TopicChecks.subject(smaller) + " takes smaller events than the " + bytes
                                + " bytes of cdc.topics.max-message-bytes",
                        Mend.words("lower that, or raise the topic's: " + TopicChecks.CONFIGS + "max.message.bytes="
                                + bytes));
    }
}
