package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.opendatagov.cdc.capture.SnapshotProgress;

/** How far a snapshot is, as the admin surface says it. */
final class ProgressJson {

    private ProgressJson() {}

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
