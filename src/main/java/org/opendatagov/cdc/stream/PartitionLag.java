package org.opendatagov.cdc.stream;

import java.time.Duration;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a flow is behind in one partition.
 *
 * @param end the offset behind the last record that may be read
 * @param committed the offset up to which the flow has delivered everything, or null when it has delivered nothing yet
 * @param events how many have yet to be delivered, at most: Kafka's marks of transactions, which have offsets too, count among them. None
 *     when there is nothing else
 * @param time since the first of them was committed in the source, or, where its record doesn't say, since it was captured
 */
public record PartitionLag(TopicPartition partition, long end, Long committed, long events, Duration time) {}
