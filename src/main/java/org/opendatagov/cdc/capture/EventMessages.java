package org.opendatagov.cdc.capture;

import io.debezium.engine.ChangeEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.opendatagov.cdc.capture.connector.EventFormat;
import org.opendatagov.cdc.capture.engine.PositionHeaders;
import org.opendatagov.cdc.capture.values.ColumnTypeHeaders;
import org.opendatagov.cdc.event.ColumnTypes;
import org.opendatagov.cdc.event.CommitPosition;

/** Turns the engine's events into the messages that a capture route sees. For one thread, and one run of the engine. */
class EventMessages {

    /** The exchange property with the {@link EventPublisher} that a batch is to be sent with. */
    static final String PUBLISHER = "CdcEventPublisher";

    /** The header of a message with what its partition is chosen by, where that isn't its key. */
    static final String PARTITION_KEY = "CdcPartitionKey";

    /** The headers of a message that become headers of its Kafka record. */
    static final List<String> RECORD_HEADERS = List.of(ColumnTypes.HEADER, CommitPosition.HEADER);

    private final CamelContext camel;
    private final ColumnTypeHeaders columnTypes = new ColumnTypeHeaders();
    private final PositionHeaders positions;
    private final PartitionKeys partitionKeys;

    /**
     * @param format how the events are written
     * @param stored the offset with which the run starts, or null when there is none
     */
    EventMessages(CamelContext camel, EventFormat format, Map<String, Object> stored) {
        this.camel = camel;
        this.partitionKeys = format == EventFormat.JSON ? null : new PartitionKeys();
        this.positions = new PositionHeaders(stored);
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
        Message message = new DefaultMessage(camel);
        message.setBody(event.value());
        message.setHeader(KafkaConstants.OVERRIDE_TOPIC, event.destination());
        if (event.key() != null) {
            message.setHeader(KafkaConstants.KEY, event.key());
            if (partitionKeys != null) {
                message.setHeader(PARTITION_KEY, partitionKeys.of(RouteBatches.sourceRecord(event)));
            }
        }
        byte[] types = columnTypes.of(RouteBatches.sourceRecord(event));
        if (types != null && types.length > 0) {
            message.setHeader(ColumnTypes.HEADER, types);
        }
        byte[] position = positions.of(RouteBatches.sourceRecord(event));
        if (position != null) {
            message.setHeader(CommitPosition.HEADER, position);
        }
        return message;
    }
}
