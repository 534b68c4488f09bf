package org.opendatagov.cdc.capture.connector;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.TopicConfig;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.topics.KafkaNeeds;
import org.opendatagov.cdc.topics.KafkaReport;
import org.opendatagov.cdc.topics.TopicSettings;
import org.opendatagov.cdc.topics.TopicSpec;
import org.opendatagov.cdc.topics.Topics;

/** The topics of one connector: those of its tables, made at the start, and any other at the first event for it. */
public class CaptureTopics {

    private static final Logger LOG = Logger.getLogger(CaptureTopics.class);

    /** Kafka Connect's topic for offsets has 25 partitions and is compacted. */
    private static final int OFFSET_PARTITIONS = 25;

    private static final String HEARTBEAT = "__debezium-heartbeat.";

    private final Topics topics;
    private final TopicSettings settings;
    private final String prefix;
    private final PartitionCounts partitions;
    private final TopicGroups groups;
    private final Set<String> forgotten = ConcurrentHashMap.newKeySet();
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    public CaptureTopics(
            Topics topics, TopicSettings settings, String prefix, PartitionCounts partitions, TopicGroups groups) {
        this.topics = topics;
        this.settings = settings;
        this.prefix = prefix;
        this.partitions = partitions;
        this.groups = groups;
    }

    /** Makes the offsets topic if it is missing. */
    public void ensureOffsets(String topic) throws InterruptedException {
        topics.ensure(List.of(offsets(topic)));
    }

    /** The offsets topic as it should be. */
    public TopicSpec offsets(String topic) {
        return new TopicSpec(
                topic,
                OFFSET_PARTITIONS,
                settings.replicationFactor(),
                Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    /** The tables' topics as they should be. */
    public List<TopicSpec> wanted(Collection<TableName> tables) {
        // Debezium's names: what Kafka doesn't take becomes an underscore.
        return tables.stream()
                .map(table -> spec((prefix + "." + table).replaceAll("[^a-zA-Z0-9._-]", "_")))
                .toList();
    }

    /** The topic for requests to the connector as it should be. A request is of no use after a day. */
    public TopicSpec requests(String topic) {
        return new TopicSpec(
                topic,
                1,
                settings.replicationFactor(),
                Map.of(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(TimeUnit.DAYS.toMillis(1))));
    }

    /** A topic of heartbeats or of transactions as it should be. */
    public TopicSpec other(String topic) {
        return spec(topic);
    }

    /** Looks at what is needed and changes nothing. */
    public KafkaReport look(KafkaNeeds needs) throws InterruptedException {
        return topics.look(needs);
    }

    /** Where Kafka is, as its clients are told. */
    public String servers() {
        return topics.servers();
    }

    /** The user that the service logs in as, or null when its settings don't say one. */
    public String user() {
        return topics.user();
    }

    /** Makes the topic for requests to the connector if it is missing. */
    public void ensureRequests(String topic) throws InterruptedException {
        topics.ensure(List.of(requests(topic)));
    }

    /** Makes what is missing of the tables' topics. */
    public void ensureForTables(Collection<TableName> tables) throws InterruptedException {
        List<TopicSpec> wanted = wanted(tables);
        topics.ensure(wanted);
        wanted.forEach(topic -> known.add(topic.name()));
    }

    /** Looks for a topic again before the next batch; it may have been removed. */
    public void forget(String topic) {
        if (topic != null && known.remove(topic)) {
            forgotten.add(topic);
        }
    }

    /** Makes what is missing of the topics that a batch goes to. */
    public void ensureFor(Iterator<String> batchTopics) throws InterruptedException {
        Set<String> unknown = new TreeSet<>();
        while (batchTopics.hasNext()) {
            String topic = batchTopics.next();
            if (!known.contains(topic)) {
                unknown.add(topic);
            }
        }
        if (!unknown.isEmpty()) {
            Set<String> made = topics.ensure(unknown.stream().map(this::spec).toList());
            made.stream().filter(forgotten::contains).forEach(CaptureTopics::tellLoss);
            forgotten.removeAll(unknown);
            known.addAll(unknown);
        }
    }

    private static void tellLoss(String topic) {
        LOG.errorf(
                "Topic %s is gone, and with it what it held; it has been made again for what follows."
                        + " Take a snapshot of its table to have every row in it",
                topic);
    }

    private TopicSpec spec(String topic) {
        int count = topic.startsWith(HEARTBEAT) ? 1 : partitions.of(topic.substring(topic.lastIndexOf('.') + 1));
        return groups.of(new TopicSpec(
                topic,
                count,
                settings.replicationFactor(),
                Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        String.valueOf(settings.retention().toMillis()),
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        String.valueOf(settings.maxMessageBytes()))));
    }
}
