package org.opendatagov.cdc.sandbox.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a sink holds for a row.
 *
 * @param name the Redis key without the table, or the document's id
 * @param content the row
 */
public record SinkRow(String name, JsonNode content) {

    /** The key by which the row is found among the source's, or null when the content lacks a part of it. */
    List<Object> key(TableInfo table) {
        List<Object> key = new ArrayList<>();
        for (TableInfo.Column column : table.key()) {
            JsonNode part = content.path(column.name());
            if (part.isMissingNode() || part.isNull()) {
                return null;
            }
            key.add(Canonical.fromJson(part, column.type()));
        }
        return key;
    }

    /** The key as text, as DESIGN has it: one part raw; several percent-encoded, joined by a colon. */
    String keyText(TableInfo table) {
        List<String> parts = table.key().stream()
                .map(column -> content.path(column.name()).asText())
                .toList();
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return String.join(
                ":",
                parts.stream()
                        .map(part -> part.replace("%", "%25").replace(":", "%3A"))
                        .toList());
    }
}
