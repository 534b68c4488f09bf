package org.opendatagov.cdc.capture.hypertable;

import io.debezium.data.Envelope;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.opendatagov.cdc.capture.connector.Hypertable;
import org.opendatagov.cdc.capture.connector.HypertableCatalog;
import org.opendatagov.cdc.capture.connector.SourceDatabase;

/**
 * Gives the events of a hypertable's chunks the hypertable's name and topic, and leaves out those of hypertables that the
 * route doesn't ask for, whose chunks can't be told by their names. Unlike Debezium's own TimescaleDB transform it renames
 * tombstones too, so that a deleted row leaves the hypertable's topic when that is compacted.
 *
 * <p>Debezium makes the transform itself, from the settings that {@link HypertableSettings} writes, and may call it from
 * several threads at once.
 */
public class HypertableTransform implements Transformation<SourceRecord> {

    private HypertableTopics topics;

    @Override
    public void configure(Map<String, ?> settings) {
        topics = new HypertableTopics(
                text(settings, "topicPrefix"),
                new HypertableCatalog(SourceDatabase.of(settings)),
                new CapturedHypertables(text(settings, "include"), text(settings, "exclude")),
                Hypertable.formerOf(text(settings, "former")));
    }

    private static String text(Map<String, ?> settings, String name) {
        Object value = settings.get(name);
        return value == null ? "" : value.toString();
    }

    @Override
    public SourceRecord apply(SourceRecord record) {
        HypertableTopics.Destination destination = topics.of(record.topic());
        if (!destination.captured()) {
            return null;
        }
        Hypertable hypertable = destination.hypertable();
        if (hypertable == null) {
            return record;
        }
        Struct key = (Struct) record.key();
        if (record.value() instanceof Struct envelope) {
            Struct source = envelope.getStruct(Envelope.FieldName.SOURCE);
            source.put("schema", hypertable.name().schema());
            source.put("table", hypertable.name().table());
            if (key == null) {
                key = keyOf(hypertable, envelope, destination.topic());
            }
        } else if (key == null) {
            // A tombstone is nothing without a key.
            return null;
        }
        return record.newRecord(
                destination.topic(),
                record.kafkaPartition(),
                key == null ? null : key.schema(),
                key,
                record.valueSchema(),
                record.value(),
                record.timestamp(),
                record.headers());
    }

    /** The key of a row whose chunk is gone, which is why Debezium found no primary key; null when it has none. */
    private static Struct keyOf(Hypertable hypertable, Struct envelope, String topic) {
        Struct after = envelope.getStruct(Envelope.FieldName.AFTER);
        Struct row = after == null ? envelope.getStruct(Envelope.FieldName.BEFORE) : after;
        if (row == null || hypertable.key().isEmpty()) {
            return null;
        }
        SchemaBuilder builder = SchemaBuilder.struct().name(topic + ".Key");
        for (String column : hypertable.key()) {
            Field field = row.schema().field(column);
            if (field == null) {
                return null;
            }
            builder.field(column, field.schema());
        }
        Schema schema = builder.build();
        Struct key = new Struct(schema);
        hypertable.key().forEach(column -> key.put(column, row.get(column)));
        return key;
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public void close() {
        // Sessions are closed after each look.
    }
}
