package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.StringEntity;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.event.CdcRecord;
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
    /** The header of the last row by index: the same header needs no second look. */
    private final Map<String, byte[]> seen = new ConcurrentHashMap<>();

    SearchMappings(SearchServer server) {
        this.server = server;
    }

    /**
     * Sees to it that the row's named columns are mapped in its index, which is made if need be.
     *
     * @throws SinkUnavailableException when the server doesn't answer
     */
    void map(String index, CdcRecord row) {
        Header header = row.source().headers().lastHeader(ColumnTypes.HEADER);
        if (header == null || Arrays.equals(header.value(), seen.get(index))) {
            return;
        }
        ObjectNode fields = JSON.createObjectNode();
        ColumnTypes.parse(header.value()).asMap().forEach((column, type) -> {
            ObjectNode field = SearchFields.mappingOf(ColumnTypes.elementOf(type));
            if (field != null) {
                fields.set(SearchFields.nameOf(column), field);
            }
        });
        if (!fields.isEmpty()) {
            map(index, fields);
        }
        seen.put(index, header.value());
    }

    /** Takes it that nothing is mapped any more. */
    void forget() {
        seen.clear();
    }

    private void map(String name, ObjectNode fields) {
        String index = URLEncoder.encode(name, StandardCharsets.UTF_8);
        // First the index, by the templates that are there; if it is there already that is refused.
        put("/" + index, null);
        Answer present = server.call("GET", "/" + index + "/_mapping", null);
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
        Answer answer = put("/" + index + "/_mapping", mappings);
        if (!answer.isSuccess()) {
            LOG.warnf(
                    "Elasticsearch at %s doesn't map the columns of %s by their types (%s): it may refuse rows whose JSON has another"
                            + " shape than the first, and take times for texts; grant manage on the index, or map them yourself",
                    server.address(), name, answer.reason());
        }
    }

    private Answer put(String path, ObjectNode body) {
        StringEntity entity = body == null ? null : new StringEntity(body.toString(), ContentType.APPLICATION_JSON);
        Answer answer = server.call("PUT", path, entity);
        if (answer.status() >= 500 || answer.status() == 429 || answer.status() == 401) {
            throw server.refused(answer);
        }
        return answer;
    }
}
