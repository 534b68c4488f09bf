package org.opendatagov.cdc.capture;

import io.debezium.data.Envelope;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Gives the events of a hypertable's chunks the hypertable's name and topic. Unlike Debezium's own TimescaleDB transform it
 * renames tombstones too, so that a deleted row leaves the hypertable's topic when that is compacted.
 *
 * <p>Debezium makes the transform itself, from the engine's settings, and may call it from several threads at once.
 */
public class HypertableTransform implements Transformation<SourceRecord> {

    private static final Pattern CHUNK_TOPIC =
            Pattern.compile("(.+)\\._timescaledb_internal\\.((_hyper_\\d+)_\\d+_chunk)");

    private HypertableCatalog catalog;
    private volatile Map<String, TableName> hypertables = Map.of();

    /** Takes the connection to the catalog from the transform's own settings, see {@link EngineSettings}. */
    @Override
    public void configure(Map<String, ?> settings) {
        catalog = new HypertableCatalog(SourceDatabase.of(settings));
    }

    @Override
    public SourceRecord apply(SourceRecord record) {
        Matcher topic = CHUNK_TOPIC.matcher(record.topic());
        if (!topic.matches()) {
            return record;
        }
        TableName hypertable = hypertableOf(topic.group(3), topic.group(2));
        if (record.value() instanceof Struct envelope) {
            Struct source = envelope.getStruct(Envelope.FieldName.SOURCE);
            source.put("schema", hypertable.schema());
            source.put("table", hypertable.table());
        }
        return record.newRecord(
                topic.group(1) + "." + hypertable,
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                record.timestamp(),
                record.headers());
    }

    private TableName hypertableOf(String prefix, String chunk) {
        TableName hypertable = hypertables.get(prefix);
        if (hypertable == null) {
            // A hypertable that is newer than the last look.
            hypertables = catalog.byChunkPrefix();
            hypertable = hypertables.get(prefix);
        }
        if (hypertable == null) {
            throw new CaptureProblem("chunk " + chunk + " belongs to no hypertable in TimescaleDB's catalog; its"
                    + " hypertable was dropped: take the chunk out of tableIncludeList in the route");
        }
        return hypertable;
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
