package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
 * Maps JSON columns before their first row comes. Left alone, Elasticsearch would map such a column by the first value that it
 * sees, a list of texts say, and refuse every row whose value has another shape. Mapped here, the column takes any JSON and is
 * kept as it is, but not searched. A column that is mapped already stays as it is.
 */
final class JsonColumns {

    private static final Logger LOG = Logger.getLogger(JsonColumns.class);
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final SearchServer server;
    /** The header of the last row by index: the same header needs no second look. */
    private final Map<String, byte[]> seen = new ConcurrentHashMap<>();

    JsonColumns(SearchServer server) {
        this.server = server;
    }

    /**
     * Sees to it that the row's JSON columns are mapped in its index, which is made if need be.
     *
     * @throws SinkUnavailableException when the server doesn't answer
     */
    void map(String index, CdcRecord row) {
        Header header = row.source().headers().lastHeader(ColumnTypes.HEADER);
        if (header == null || Arrays.equals(header.value(), seen.get(index))) {
            return;
        }
        ObjectNode columns = JSON.createObjectNode();
        ColumnTypes.parse(header.value()).asMap().forEach((column, type) -> {
            if (type.endsWith("JSON") || type.endsWith("JSONB")) {
                columns.putObject(column).put("type", "object").put("enabled", false);
            }
        });
        if (!columns.isEmpty()) {
            map(index, columns);
        }
        seen.put(index, header.value());
    }

    /** Takes it that nothing is mapped any more. */
    void forget() {
        seen.clear();
    }

    private void map(String index, ObjectNode columns) {
        ObjectNode mappings = JSON.createObjectNode();
        mappings.set("properties", columns);
        ObjectNode newIndex = JSON.createObjectNode();
        newIndex.set("mappings", mappings);
        Answer answer = put("/" + index, newIndex);
        if (answer.isSuccess()) {
            return;
        }
        // Most likely the index is there already.
        Answer present = server.call("GET", "/" + index + "/_mapping", null);
        for (JsonNode each : present.body()) {
            each.at("/mappings/properties").fieldNames().forEachRemaining(columns::remove);
        }
        if (columns.isEmpty()) {
            return;
        }
        answer = put("/" + index + "/_mapping", mappings);
        if (!answer.isSuccess()) {
            LOG.warnf(
                    "Elasticsearch at %s doesn't map the JSON columns of %s (%s): it may refuse rows whose JSON has another shape"
                            + " than the first; grant manage on the index, or map them yourself",
                    server.address(), index, answer.reason());
        }
    }

    private Answer put(String path, ObjectNode body) {
        Answer answer = server.call("PUT", path, new StringEntity(body.toString(), ContentType.APPLICATION_JSON));
        if (answer.status() >= 500 || answer.status() == 429) {
            throw server.unavailable(answer.reason());
        }
        return answer;
    }
}
