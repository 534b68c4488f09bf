package org.opendatagov.cdc.stream;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.opendatagov.cdc.event.RowKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when the keys of a topic come with other columns than before: the table's primary key has been altered, and its rows
 * now have other names in the sinks. It looks at the last record of each partition of a batch, since such a change stays.
 */
final class KeyColumns {

    private static final Logger LOG = LoggerFactory.getLogger(KeyColumns.class);

    private final String flow;
    private final Map<String, Set<List<String>>> seen = new HashMap<>();

    KeyColumns(String flow) {
        this.flow = flow;
    }

    void look(ConsumerRecords<byte[], byte[]> polled) {
        for (TopicPartition partition : polled.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
            look(
                    partition.topic(),
                    RowKey.columns(records.get(records.size() - 1).key()));
        }
    }

    private void look(String topic, List<String> columns) {
        Set<List<String>> before = seen.computeIfAbsent(topic, any -> new LinkedHashSet<>());
        if (!columns.isEmpty() && before.add(columns) && before.size() > 1) {
            LOG.warn(
                    "{}: the keys of {} have come with other columns, {}: the primary key has been altered, and what stands in the"
                            + " sinks under keys of the old columns stays until somebody removes it there",
                    flow,
                    topic,
                    before);
        }
    }
}
