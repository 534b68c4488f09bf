package org.opendatagov.cdc.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Turns the value of a record of a CDC topic, Debezium's JSON envelope with or without Kafka Connect's schema around it, into
 * a {@link CdcEvent}. Set it as a consumer's {@code value.deserializer}; it has no settings of its own and may be shared by
 * threads. Other formats are read by who makes it with {@link Payloads} that open them.
 *
 * <p>Tombstones, heartbeats and records of a transaction topic become null. With the record's header {@link
 * ColumnTypes#HEADER} jsonb and numeric columns get their types back; a text that can't be read as its type stays a text. Where
 * the header is missing, a schema around the envelope tells the jsonb columns. The header {@link CommitPosition#HEADER} takes the place of the envelope's own position,
 * and {@link UnavailableColumns#HEADER} tells values that look like Debezium's placeholder from it.
 */
public final class CdcEventDeserializer implements Deserializer<CdcEvent> {

    private static final String HEARTBEAT_TOPICS = "__debezium-heartbeat";

    private final ColumnTypesCache columnTypes = new ColumnTypesCache();
    private final Payloads payloads;

    /** For Kafka, which makes a deserializer by its name. */
    public CdcEventDeserializer() {
        this(Payloads.JSON);
    }

    /** For events in any format. */
    public CdcEventDeserializer(Payloads payloads) {
        this.payloads = payloads;
    }

    @Override
    public CdcEvent deserialize(String topic, byte[] data) {
        return deserialize(topic, null, null, null, data);
    }

    /**
     * Reads one record. The column types that a schema around the envelope names are added to the headers as {@link
     * ColumnTypes#HEADER}, so that whoever gets the record finds them in one place.
     *
     * @throws SerializationException when the value isn't an envelope; the message names the topic and what is wrong, never the
     *     value
     */
    @Override
    public CdcEvent deserialize(String topic, Headers headers, byte[] data) {
        if (headers == null) {
            return deserialize(topic, data);
        }
        byte[] columnTypesHeader = value(headers, ColumnTypes.HEADER);
        EnvelopeReader reader = reader(topic, columnTypesHeader, value(headers, UnavailableColumns.HEADER));
        CdcEvent event = read(topic, reader, value(headers, CommitPosition.HEADER), data);
        if (columnTypesHeader == null && !reader.columnTypes().isEmpty()) {
            headers.add(ColumnTypes.HEADER, reader.columnTypes().toHeader());
        }
        return event;
    }

    private static byte[] value(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : header.value();
    }

    CdcEvent deserialize(
            String topic, byte[] columnTypesHeader, byte[] unavailableHeader, byte[] positionHeader, byte[] data) {
        return read(topic, reader(topic, columnTypesHeader, unavailableHeader), positionHeader, data);
    }

    private EnvelopeReader reader(String topic, byte[] columnTypesHeader, byte[] unavailableHeader) {
        try {
            return new EnvelopeReader(columnTypes.get(columnTypesHeader), UnavailableColumns.parse(unavailableHeader));
        } catch (IllegalArgumentException e) {
            throw refusal(topic, e.getMessage());
        }
    }

    private CdcEvent read(String topic, EnvelopeReader reader, byte[] positionHeader, byte[] data) {
        CdcEvent event = read(topic, reader, data);
        try {
            return event == null || positionHeader == null ? event : event.at(CommitPosition.parse(positionHeader));
        } catch (IllegalArgumentException e) {
            throw refusal(topic, e.getMessage());
        }
    }

    private CdcEvent read(String topic, EnvelopeReader reader, byte[] data) {
        if (data == null || (topic != null && topic.startsWith(HEARTBEAT_TOPICS))) {
            return null;
        }
        try (JsonParser parser = payloads.open(data)) {
            return reader.read(parser);
        } catch (MalformedEnvelopeException e) {
            throw refusal(topic, e.getMessage());
        } catch (JsonProcessingException e) {
            // Its message quotes the value, so only the place is told.
            throw refusal(topic, "it isn't JSON from byte " + e.getLocation().getByteOffset() + " on");
        } catch (IOException e) {
            throw new SerializationException("A record of the topic '" + topic + "' could not be read", e);
        }
    }

    private static SerializationException refusal(String topic, String reason) {
        return new SerializationException("A record of the topic '" + topic + "' is no change event: " + reason);
    }
}
