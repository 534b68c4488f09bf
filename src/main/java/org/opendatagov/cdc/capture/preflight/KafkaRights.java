package org.opendatagov.cdc.capture.preflight;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;
import org.opendatagov.cdc.capture.connector.CaptureTopics;
import org.opendatagov.cdc.topics.KafkaNeeds;
import org.opendatagov.cdc.topics.KafkaReport;
import org.opendatagov.cdc.topics.TopicNeed;
import org.opendatagov.cdc.topics.TopicSpec;

/**
 * Whether Kafka lets the service use its topics, as far as it says so: what a topic that is still to be made will allow can't be asked. What is
 * missing is named at once, with the commands of Kafka's tools that make every topic and grant every right that the connector needs.
 */
final class KafkaRights {

    static final String NAME = "kafka-rights";

    private final CaptureTopics kafka;
    private final KafkaNeeds needs;
    private final KafkaReport report;

    KafkaRights(CaptureTopics kafka, KafkaNeeds needs, KafkaReport report) {
        this.kafka = kafka;
        this.needs = needs;
        this.report = report;
    }

    PreflightCheck check() {
        List<String> missing = new ArrayList<>();
        if (!report.unmakeable().isEmpty()) {
            missing.add("make " + TopicChecks.subject(report.unmakeable()));
        }
        report.denied()
                .forEach((topic, operations) -> missing.add(
                        operations.stream().sorted().map(KafkaRights::words).collect(joining(" and ")) + " topic "
                                + topic));
        report.deniedIds().forEach(id -> missing.add("write under the transactional id " + id));
        if (missing.isEmpty()) {
            return PreflightCheck.ok(NAME, "Kafka lets the service use the topics, as far as it can be asked");
        }
        String message = "Kafka at " + kafka.servers() + " doesn't let the service " + String.join(", nor ", missing);
        Mend mend = Mend.tools("run as an administrator of Kafka ", commands());
        return onlySettings()
                ? PreflightCheck.warning(NAME, message + ", which only these checks need", mend)
                : PreflightCheck.problem(NAME, message, mend);
    }

    private boolean onlySettings() {
        return report.unmakeable().isEmpty()
                && report.deniedIds().isEmpty()
                && report.denied().values().stream().allMatch(Set.of(AclOperation.DESCRIBE_CONFIGS)::equals);
    }

    private static String words(AclOperation operation) {
        return operation == AclOperation.DESCRIBE_CONFIGS
                ? "see the settings of"
                : name(operation).toLowerCase(Locale.ROOT);
    }

    /** As Kafka's tools write it: DescribeConfigs. */
    private static String name(AclOperation operation) {
        StringBuilder name = new StringBuilder();
        for (String word : operation.name().split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    /** All that is needed, not only what is missing: a topic that may not even be described may lack everything. */
    private List<String> commands() {
        List<String> commands = new ArrayList<>();
        Map<String, Set<String>> topics = new TreeMap<>();
        for (TopicNeed need : needs.topics()) {
            String name = need.topic().name();
            if (report.unmakeable().contains(name)
                    || (report.denied().containsKey(name) && !report.existing().contains(name))) {
                commands.add(make(need.topic()));
            }
            topics.computeIfAbsent(
                            need.operations().stream()
                                    .sorted()
                                    .map(operation -> " --operation " + name(operation))
                                    .collect(joining()),
                            any -> new TreeSet<>())
                    .add(name);
        }
        topics.forEach((operations, names) -> commands.add(grant()
                + operations
                + names.stream().map(name -> " --topic " + name).collect(joining())));
        if (!needs.transactionalIds().isEmpty()) {
            needs.transactionalIds()
                    .forEach(id ->
                            commands.add(grant() + " --operation Describe --operation Write --transactional-id " + id));
        }
        return commands;
    }

    private String make(TopicSpec topic) {
        StringBuilder command = new StringBuilder("kafka-topics.sh --bootstrap-server " + kafka.servers()
                + " --create --if-not-exists --topic " + topic.name());
        if (topic.partitions() > 0) {
            command.append(" --partitions ").append(topic.partitions());
        }
        if (topic.replicationFactor() > 0) {
            command.append(" --replication-factor ").append(topic.replicationFactor());
        }
        new TreeMap<>(topic.settings())
                .forEach((name, value) ->
                        command.append(" --config ").append(name).append('=').append(value));
        return command.toString();
    }

    private String grant() {
        String user = kafka.user();
        return "kafka-acls.sh --bootstrap-server " + kafka.servers() + " --add --allow-principal "
                + (user == null ? "'User:<the service>'" : "User:" + user);
    }
}
