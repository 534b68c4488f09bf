package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.ColumnTypes;
import org.opendatagov.cdc.sink.SearchServer.Answer;

/**
 * Maps the columns whose types a record's header names before their first row comes. Left alone, Elasticsearch would map a column
 * by the first value that it sees: a JSON column whose first value is a list of texts would refuse every row with another
 * shape, a numeric of 5 would make a field of whole numbers, and the date {@code infinity} a text. A column that is mapped
 * already, by a template say, stays as it is.
 */
final class SearchMappings {

    private static final Logger LOG = Logger.getLogger(SearchMappings.class);
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final byte[] NONE = {};

    private final SearchServer server;
    private final IndexName index;
    private final ColumnNames flattened;
    private final boolean wanted;
    /** The header of the last row by index and table: the same header needs no second look. */
    private final Map<String, byte[]> seen = new ConcurrentHashMap<>();
    /** Fields that are mapped as their columns were before, likewise. */
    private final Map<String, List<OlderField>> older = new ConcurrentHashMap<>();

    /**
     * Makes mappings.
     *
     * @param index which indices are a table's
     * @param flattened JSON columns that hold objects alone, whose parts can be searched
     * @param wanted whether anything is mapped at all
     */
    SearchMappings(SearchServer server, IndexName index, ColumnNames flattened, boolean wanted) {
        this.server = server;
        this.index = index;
        this.flattened = flattened;
        this.wanted = wanted;
    }

    /**
     * Sees to it that the row's named columns are mapped in its index.
     *
     * @throws SinkUnavailableException when the server doesn't answer
     */
    void map(SearchRow row) {
        map(row, row.index());
    }

    /** The same for the index that is being built, if it is there yet. */
    void mapNext(SearchRow row) {
        map(row, SearchIndices.nextOf(row.index()));
    }

    private void map(SearchRow row, String target) {
        Header header = row.row().source().headers().lastHeader(ColumnTypes.HEADER);
        byte[] types = header == null ? NONE : header.value();
        String place = place(target, row.row().event());
        byte[] last = seen.getOrDefault(place, NONE);
        if (!wanted || Arrays.equals(types, last)) {
            return;
        }
        Map<String, String> named = ColumnTypes.parse(types).asMap();
        ObjectNode fields = JSON.createObjectNode();
        named.forEach((column, type) -> {
            String name = SearchFields.nameOf(column);
            ObjectNode field = SearchFields.mappingOf(ColumnTypes.elementOf(type), isFlattened(row.index(), name));
            if (field != null) {
                fields.set(name, field);
            }
        });
        map(row.row().event(), target, fields, named);
        seen.put(place, types);
    }

    private static String place(String target, CdcEvent event) {
        return target + '/' + tableOf(event);
    }

    private static String tableOf(CdcEvent event) {
        return event.schema() + "." + event.table();
    }

    /**
     * What an index that is made for this name now has to map ahead of any row: columns by their present types, as far as rows have told
     * them, others as the index that is there has them.
     *
     * @param present the mapping of the index that is there
     */
    ObjectNode like(String name, JsonNode present) {
        ObjectNode fields = JSON.createObjectNode();
        if (!wanted) {
            return fields;
        }
        Map<String, String> types = KnownTypes.in(present.path("_meta"));
        present.path("properties").properties().forEach(field -> {
            String type = SearchFields.typeMappedSo(field.getValue());
            if (type != null && (types == null || SearchFields.isJson(type))) {
                // A column that holds JSON no more may still have some in documents that haven't changed since.
                fields.set(
                        field.getKey(),
                        SearchFields.mappingOf(type, types == null && isFlattened(name, field.getKey())));
            }
        });
        if (types != null) {
            types.forEach((column, type) -> {
                String field = SearchFields.nameOf(column);
                ObjectNode mapping = SearchFields.mappingOf(ColumnTypes.elementOf(type), isFlattened(name, field));
                if (mapping != null) {
                    fields.set(field, mapping);
                }
            });
        }
        return fields;
    }

    private boolean isFlattened(String name, String field) {
        return flattened.names().stream().anyMatch(listed -> {
            int dot = listed.indexOf('.');
            return SearchFields.nameOf(listed).equals(field)
                    || (dot > 0
                            && SearchFields.nameOf(listed.substring(dot + 1)).equals(field)
                            && index.covers(name, listed.substring(0, dot)));
        });
    }

    /** Takes it that nothing is mapped any more. */
    void forget() {
        seen.clear();
        older.clear();
    }

    /**
     * What a person can do about a row that its index refuses, when that is because a field is mapped as a column was before its type was
     * changed.
     *
     * @param cause why it was refused, which names the field
     * @return the end of a sentence, or an empty text
     */
    String advice(SearchRow row, String cause) {
        return older.getOrDefault(place(row.index(), row.row().event()), List.of()).stream()
                .filter(field -> cause.contains("[" + field.name() + "]"))
                .findFirst()
                .map(field -> "; " + field.sentence() + " Rebuild the index (POST /admin/search/" + row.index()
                        + "/rebuild), then replay the letter")
                .orElse("");
    }

    private void map(CdcEvent event, String target, ObjectNode fields, Map<String, String> types) {
        Answer present = server.call("GET", "/" + SearchServer.encoded(target) + "/_mapping", null);
        ObjectNode meta = null;
        List<OlderField> outdated = new ArrayList<>();
        for (JsonNode each : present.body()) {
            JsonNode mapped = each.at("/mappings/properties");
            outdated.addAll(OlderField.of(mapped, fields, types));
            mapped.fieldNames().forEachRemaining(fields::remove);
            meta = KnownTypes.with(each.at("/mappings/_meta"), tableOf(event), event.position(), types);
        }
        older.put(place(target, event), outdated);
        ObjectNode mappings = JSON.createObjectNode();
        if (!fields.isEmpty()) {
            // The header says which columns are times, so a text that looks like one is a text.
            mappings.put("date_detection", false);
            mappings.set("properties", fields);
        }
        if (meta != null) {
            mappings.set("_meta", meta);
        }
        if (mappings.isEmpty()) {
            return;
        }
        Answer answer = put("/" + SearchServer.encoded(target) + "/_mapping", mappings);
        if (!answer.isSuccess() && answer.status() != 404) {
            LOG.warnf(
                    "Elasticsearch at %s doesn't map the columns of %s by their types (%s): it may refuse rows whose JSON has another"
                            + " shape than the first, and take times for texts; grant manage on the index, or map them yourself",
                    server.address(), target, answer.reason());
        }
    }

    private Answer put(String path, ObjectNode body) {
        Answer answer = server.call("PUT", path, body == null ? null : SearchServer.json(body));
        if (answer.status() >= 500 || answer.status() == 429 || answer.status() == 401) {
            throw server.refused(answer);
        }
        return answer;
    }
}
