package org.opendatagov.cdc.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcRecord;

/** Writes changes as CloudEvents 1.0 of one type, in JSON's structured mode. */
final class CloudEvents {

    static final String CONTENT_TYPE = "application/cloudevents+json";

    private static final int ID_BYTES = 16;

    private final ObjectMapper json = new ObjectMapper();
    private final String type;
    private final Set<String> columns;
    private final boolean before;

    /**
     * @param type the attribute {@code type}
     * @param columns the columns that the data holds; all when it is empty
     * @param before whether the data holds what the row was before
     */
    CloudEvents(String type, Set<String> columns, boolean before) {
        this.type = type;
        this.columns = columns;
        this.before = before;
    }

    /**
     * The event's id: the same however often the change is captured, read and sent, another for any other change and type.
     *
     * <p>The place in Kafka can't serve, as a capture that is killed publishes some events twice. The LSN of the change
     * tells apart the changes of one row, also inside one transaction, since each is a WAL record of its own; rows that share
     * a WAL record have different keys. An incremental snapshot's reads have no LSN: there the time of reading does it.
     */
    String id(CdcRecord record) {
        CdcEvent event = record.event();
        String place = event.lsn() == null
                ? event.position() + "@" + event.sourceTime()
                : event.lsn() + "/" + event.transactionId();
        String identity = String.join(
                "\n",
                type,
                String.valueOf(event.connector()),
                String.valueOf(event.schema()),
                subject(record),
                event.operation().code(),
                place);
        byte[] digest = sha256(identity.getBytes(StandardCharsets.UTF_8));
        return "cdc_" + HexFormat.of().formatHex(Arrays.copyOf(digest, ID_BYTES));
    }

    /** The event as JSON. */
    byte[] body(String id, CdcRecord record) {
        CdcEvent event = record.event();
        ObjectNode cloudEvent = json.createObjectNode()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", "/opendatagov/cdc/" + event.connector())
                .put("type", type)
                .put("subject", subject(record))
                .put("datacontenttype", "application/json");
        if (event.sourceTime() != null) {
            cloudEvent.put("time", event.sourceTime().toString());
        }
        ObjectNode data = cloudEvent
                .putObject("data")
                .put("operation", event.operation().lowerCaseName())
                .put("table", event.table())
                .put("key", key(record));
        if (before) {
            data.set("before", row(event.before()));
        }
        data.set("after", row(event.after()));
        try {
            return json.writeValueAsBytes(cloudEvent);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the change " + subject(record) + " can't be written as JSON", e);
        }
    }

    /** Those of the columns to send that the row after the change doesn't have. */
    Set<String> missing(CdcRecord record) {
        ObjectNode row = record.event().after();
        return row == null
                ? Set.of()
                : columns.stream().filter(column -> !row.has(column)).collect(Collectors.toSet());
    }

    private JsonNode row(ObjectNode row) {
        if (row == null) {
            return json.nullNode();
        }
        return columns.isEmpty() ? row : row.deepCopy().retain(columns);
    }

    private static String subject(CdcRecord record) {
        return record.key() == null
                ? String.valueOf(record.event().table())
                : record.event().table() + ":" + key(record);
    }

    private static String key(CdcRecord record) {
        return record.key() == null ? null : record.key().text();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java can't compute SHA-256", e);
        }
    }
}
