package org.opendatagov.cdc.capture;

import io.debezium.engine.ChangeEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.util.ConnectUtils;
import org.opendatagov.cdc.capture.connector.EventFormat;
import org.opendatagov.cdc.capture.engine.CapturedRecord;
import org.opendatagov.cdc.capture.engine.PositionHeaders;
import org.opendatagov.cdc.capture.values.ColumnTypeHeaders;
import org.opendatagov.cdc.event.ColumnTypes;
import org.opendatagov.cdc.event.CommitPosition;
import org.opendatagov.cdc.event.UnavailableColumns;

/** Turns the engine's events into the messages that a capture route sees. For one thread, and one run of the engine. */
class EventMessages {

    /** The exchange property with the {@link EventPublisher} that a batch is to be sent with. */
    static final String PUBLISHER = "CdcEventPublisher";

    /** The header of a message with what its partition is chosen by, where that isn't its key. */
    static final String PARTITION_KEY = "CdcPartitionKey";

    /** The header of a message with the {@link org.apache.kafka.common.header.Headers} that transforms have given its record. */
    static final String TRANSFORM_HEADERS = "CdcRecordHeaders";

    /** The headers of a message that become headers of its Kafka record. */
    static final List<String> RECORD_HEADERS =
            List.of(ColumnTypes.HEADER, UnavailableColumns.HEADER, CommitPosition.HEADER);

    private final CamelContext camel;
    private final ColumnTypeHeaders columnTypes = new ColumnTypeHeaders();
    private final PositionHeaders positions;
    private final PartitionKeys partitionKeys;
    private final TransformHeaders transformHeaders;

    /**
     * @param format how the events are written
     * @param settings the engine's settings
     * @param stored the offset with which the run starts, or null when there is none
     * @param shift what is added to each position, in the connector's present epoch
     */
    EventMessages(CamelContext camel, EventFormat format, Properties settings, Map<String, Object> stored, long shift) {
        this.camel = camel;
        this.transformHeaders = new TransformHeaders(settings);
        this.partitionKeys = format == EventFormat.JSON ? null : new PartitionKeys();
        this.positions = new PositionHeaders(stored, shift);
    }

    /** Makes a batch's messages. They are for one try: Camel's Kafka producer takes the topic out of the headers. */
    List<Message> of(List<ChangeEvent<byte[], byte[]>> events) {
        List<Message> messages = new ArrayList<>(events.size());
        for (ChangeEvent<byte[], byte[]> event : events) {
            messages.add(message(event));
        }
        return messages;
    }

    private Message message(ChangeEvent<byte[], byte[]> event) {
        CapturedRecord record = RouteBatches.record(event);
        Message message = new DefaultMessage(camel);
        message.setBody(event.value());
        message.setHeader(KafkaConstants.OVERRIDE_TOPIC, event.destination());
        if (event.key() != null) {
            message.setHeader(KafkaConstants.KEY, event.key());
            if (partitionKeys != null) {
                message.setHeader(PARTITION_KEY, partitionKeys.of(record));
            }
        }
        setByTransforms(message, record);
        byte[] types = columnTypes.of(record);
        if (types != null && types.length > 0) {
            message.setHeader(ColumnTypes.HEADER, types);
        }
        if (record.unavailable() != null) {
            message.setHeader(UnavailableColumns.HEADER, record.unavailable());
        }
        byte[] position = positions.of(record.origin());
        if (position != null) {
            message.setHeader(CommitPosition.HEADER, position);
        }
        return message;
    }

    private void setByTransforms(Message message, CapturedRecord record) {
        if (record.kafkaPartition() != null) {
            message.setHeader(KafkaConstants.PARTITION_KEY, record.kafkaPartition());
        }
        Long timestamp = ConnectUtils.checkAndConvertTimestamp(record.timestamp());
        if (timestamp != null) {
            message.setHeader(KafkaConstants.OVERRIDE_TIMESTAMP, timestamp);
        }
        Headers headers = transformHeaders.of(record);
        if (headers != null) {
            message.setHeader(TRANSFORM_HEADERS, headers);
        }
    }
}
