package org.opendatagov.cdc.bench.deliver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;

/** Rows as lines of {@code _bulk}, with the versions that the service gives them. */
final class BulkWrites {
    private BulkWrites() {}

    static byte[] lines(CdcRecord row) {
        boolean delete = row.event().operation() == CdcOperation.DELETE;
        ObjectNode action = JsonNodeFactory.instance.objectNode();
        action.putObject(delete ? "delete" : "index")
                .put("_index", "cdc_" + row.event().table())
                .put("_id", row.key().text())
                .put("version", row.event().position())
                .put("version_type", "external_gte");
        return (action + "\n" + (delete ? "" : row.event().after() + "\n")).getBytes(StandardCharsets.UTF_8);
    }
}
