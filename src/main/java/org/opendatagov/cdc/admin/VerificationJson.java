package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Objects;
import org.opendatagov.cdc.verify.Difference;
import org.opendatagov.cdc.verify.TableStatus;
import org.opendatagov.cdc.verify.VerificationStatus;

/** A verification as the admin surface says it. */
final class VerificationJson {

    private VerificationJson() {}

    static ObjectNode of(VerificationStatus status) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", status.id());
        json.put("state", status.state().name());
        json.put("cause", status.cause());
        json.put("connector", status.request().connector());
        json.put("sink", status.request().flow());
        json.put("repair", status.request().repair());
        json.put("extra", status.request().extra().name().toLowerCase(Locale.ROOT));
        json.put("began", status.began().toString());
        json.put("ended", Objects.toString(status.ended(), null));
        ArrayNode tables = json.putArray("tables");
        status.tables().forEach(table -> tables.add(of(table)));
        return json;
    }

    private static ObjectNode of(TableStatus table) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("table", table.table());
        json.put("in", table.sink());
        json.put("rows", table.rows());
        json.put("entries", table.entries() < 0 ? null : table.entries());
        json.put("missing", table.missing());
        json.put("expired", table.expired());
        json.put("different", table.different());
        json.put("extra", table.extra());
        json.put("foreign", table.foreign());
        json.put("unsettled", table.unsettled());
        json.put("repaired", table.repaired());
        ArrayNode differences = json.putArray("differences");
        for (Difference each : table.differences()) {
            differences
                    .addObject()
                    .put("key", each.key())
                    .put("kind", each.kind())
                    .put("position", each.position() < 0 ? null : each.position());
        }
        return json;
    }
}
