package org.opendatagov.cdc.capture;

import java.util.Map;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What a row's partition is chosen by where its key isn't plain JSON: the plain JSON that it would be. Keys with a schema, or with a schema's
 * id, change when the table does, and the row would go to another partition, where nothing keeps its events in order. So would all
 * rows when the format is changed.
 */
class PartitionKeys {

    private final JsonConverter json = new JsonConverter();

    PartitionKeys() {
        json.configure(Map.of("schemas.enable", "false", "replace.null.with.default", "false"), true);
    }

    /** The plain JSON of the record's key, or null when it has none. */
    byte[] of(SourceRecord record) {
        return json.fromConnectData(record.topic(), record.keySchema(), record.key());
    }
}
