package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;
import org.opendatagov.cdc.capture.SnapshotProgress;

/** How far a snapshot is, as the admin surface says it. */
final class ProgressJson {

    private ProgressJson() {}

    /** The tables that a snapshot hasn't read whole, each with its cause. */
    static ArrayNode of(Map<String, String> incomplete) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        incomplete.forEach(
                (table, cause) -> json.addObject().put("table", table).put("cause", cause));
        return json;
    }

    /** JSON's null when there is none. */
    static JsonNode of(SnapshotProgress progress) {
        if (progress == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("incremental", progress.incremental());
        json.put("tablesDone", progress.tablesDone());
        json.put("tables", progress.tables());
        json.put("table", progress.table());
        json.put("rows", progress.rows());
        json.put("expectedRows", progress.expectedRows() < 0 ? null : progress.expectedRows());
        json.put("since", Objects.toString(progress.since(), null));
        return json;
    }
}
