package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;
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

    private final SearchServer server;
    private final IndexName index;
    private final ColumnNames flattened;
    private final boolean wanted;
    /** The header of the last row by index: the same header needs no second look. */
    private final Map<String, byte[]> seen = new ConcurrentHashMap<>();

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
        if (!wanted || header == null || Arrays.equals(header.value(), seen.get(target))) {
            return;
        }
        ObjectNode fields = JSON.createObjectNode();
        ColumnTypes.parse(header.value()).asMap().forEach((column, type) -> {
            String name = SearchFields.nameOf(column);
            ObjectNode field = SearchFields.mappingOf(ColumnTypes.elementOf(type), isFlattened(row.index(), name));
            if (field != null) {
                fields.set(name, field);
            }
        });
        if (!fields.isEmpty()) {
            map(target, fields);
        }
        seen.put(target, header.value());
    }

    /** What an index that is made for this name now has to map ahead of any row, by the fields of the one that is there. */
    ObjectNode like(String name, JsonNode properties) {
        ObjectNode fields = JSON.createObjectNode();
        properties.properties().forEach(field -> {
            String type = SearchFields.typeMappedSo(field.getValue());
            if (wanted && type != null) {
                fields.set(field.getKey(), SearchFields.mappingOf(type, isFlattened(name, field.getKey())));
            }
        });
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
    }

    private void map(String target, ObjectNode fields) {
        Answer present = server.call("GET", "/" + SearchServer.encoded(target) + "/_mapping", null);
        for (JsonNode each : present.body()) {
            each.at("/mappings/properties").fieldNames().forEachRemaining(fields::remove);
        }
        if (fields.isEmpty()) {
            return;
        }
        ObjectNode mappings = JSON.createObjectNode();
        // The header says which columns are times, so a text that looks like one is a text.
        mappings.put("date_detection", false);
        mappings.set("properties", fields);
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
