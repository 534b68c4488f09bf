package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How a row stands in Redis. */
enum CacheFormat {
    /** A string that holds the row as JSON. */
    JSON {
        @Override
        List<byte[]> values(ObjectNode row) {
            return List.of(RowJson.bytes(json -> json.writeTree(row)));
        }
    },
    /** A hash with a field a column: texts as they are, anything else as its JSON. A column that is null has no field. */
    HASH {
        @Override
        List<byte[]> values(ObjectNode row) {
            List<byte[]> values = new ArrayList<>(row.size() * 2);
            row.properties().forEach(column -> {
                JsonNode value = column.getValue();
                if (!value.isNull()) {
                    values.add(column.getKey().getBytes(StandardCharsets.UTF_8));
                    values.add(
                            value.isTextual()
                                    ? value.textValue().getBytes(StandardCharsets.UTF_8)
                                    : RowJson.bytes(json -> json.writeTree(value)));
                }
            });
            return values;
        }
    };

    /** What the script gets of a row: the value, or fields and values in turn. */
    abstract List<byte[]> values(ObjectNode row);
}
