package org.opendatagov.cdc.stream;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * A record that a flow could not deliver, with the headers {@code __connect.errors.*} that Kafka Connect gives it.
 *
 * @param record the record in the dead-letter topic; its offset is the letter's number
 */
public record DeadLetter(ConsumerRecord<byte[], byte[]> record) {

    static final String HEADER = "__connect.errors.";

    /** The letter's number in its flow. */
    public long offset() {
        return record.offset();
    }

    public Instant since() {
        return Instant.ofEpochMilli(record.timestamp());
    }

    /** The id of the route that gave up. */
    public String flow() {
        return text("connector.name");
    }

    /** The topic from which the record came. */
    public String topic() {
        return text("topic");
    }

    public int partition() {
        return Integer.parseInt(text("partition"));
    }

    /** Where the record stands in its partition. */
    public long recordOffset() {
        return Long.parseLong(text("offset"));
    }

    /** Why it could not be delivered, one sentence. */
    public String cause() {
        return text("exception.message");
    }

    /** The record as the flow read it. */
    ConsumerRecord<byte[], byte[]> original() {
        RecordHeaders headers = new RecordHeaders();
        for (Header header : record.headers()) {
            if (!header.key().startsWith(HEADER)) {
                headers.add(header);
            }
        }
        return new ConsumerRecord<>(
                topic(),
                partition(),
                recordOffset(),
                record.timestamp(),
                TimestampType.CREATE_TIME,
                record.serializedKeySize(),
                record.serializedValueSize(),
                record.key(),
                record.value(),
                headers,
                record.leaderEpoch());
    }

    private String text(String name) {
        Header header = record.headers().lastHeader(HEADER + name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
