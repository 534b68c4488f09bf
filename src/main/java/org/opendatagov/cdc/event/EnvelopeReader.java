package org.opendatagov.cdc.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;

/** Reads one envelope in one pass over its bytes. */
final class EnvelopeReader {

    private final UnavailableColumns unavailable;
    private ColumnTypes types;
    private RowReader rows;
    private final SourceReader source = new SourceReader();
    private final Timestamps time = new Timestamps();
    private boolean sourceSeen;
    private boolean onlyTimes = true;
    private boolean transactionBoundary;
    private String op;
    private ObjectNode before;
    private ObjectNode after;
    private CdcMessage message;

    /**
     * @param types what the record's header says; when it says nothing, a schema around the envelope may
     * @param unavailable what the record's header says
     */
    EnvelopeReader(ColumnTypes types, UnavailableColumns unavailable) {
        this.unavailable = unavailable;
        use(types);
    }

    private void use(ColumnTypes found) {
        types = found;
        rows = new RowReader(found, unavailable);
    }

    /** The column types by which the rows were read. */
    ColumnTypes columnTypes() {
        return types;
    }

    /**
     * The event, or null when the record tells of no change: a heartbeat, the begin or end of a transaction, or a tombstone
     * in a schema wrapper.
     *
     * @throws MalformedEnvelopeException when it is anything else
     * @throws com.fasterxml.jackson.core.JsonProcessingException when it isn't JSON
     */
    CdcEvent read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new MalformedEnvelopeException("it holds no JSON object");
        }
        boolean hasContent = readFields(parser, true);
        if (parser.nextToken() != null) {
            throw new MalformedEnvelopeException("something follows its JSON object");
        }
        return hasContent ? event() : null;
    }

    /** Whether there was an envelope at all. */
    private boolean readFields(JsonParser parser, boolean mayBeWrapped) throws IOException {
        boolean hasContent = true;
        String field;
        while ((field = parser.nextFieldName()) != null) {
            JsonToken token = parser.nextToken();
            if (mayBeWrapped && field.equals("payload")) {
                hasContent = token != JsonToken.VALUE_NULL;
                if (token == JsonToken.START_OBJECT) {
                    readFields(parser, false);
                } else if (hasContent) {
                    throw new MalformedEnvelopeException("its payload is no JSON object");
                }
            } else if (mayBeWrapped && field.equals("schema")) {
                readSchema(parser);
            } else {
                readField(parser, field);
            }
        }
        return hasContent;
    }

    private void readSchema(JsonParser parser) throws IOException {
        if (types.isEmpty()) {
            use(ConnectSchema.read(parser));
        } else {
            parser.skipChildren();
        }
    }

    private void readField(JsonParser parser, String field) throws IOException {
        switch (field) {
            case "ts_ms" -> time.readMillis(parser);
            case "ts_us" -> time.readMicros(parser);
            case "ts_ns" -> time.readNanos(parser);
            default -> {
                onlyTimes = false;
                readContent(parser, field);
            }
        }
    }

    private void readContent(JsonParser parser, String field) throws IOException {
        switch (field) {
            case "before" -> before = rows.read(parser, field);
            case "after" -> after = rows.read(parser, field);
            case "source" -> {
                sourceSeen = true;
                source.read(parser);
            }
            case "op" -> op = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
            case "message" -> message = message(parser);
            case "status" -> {
                String status = parser.getText();
                transactionBoundary = status.equals("BEGIN") || status.equals("END");
            }
            default -> {}
        }
        parser.skipChildren();
    }

    private static CdcMessage message(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return null;
        }
        String prefix = "";
        byte[] content = {};
        String field;
        while ((field = parser.nextFieldName()) != null) {
            JsonToken token = parser.nextToken();
            if (field.equals("prefix") && token == JsonToken.VALUE_STRING) {
                prefix = parser.getText();
            } else if (field.equals("content") && token == JsonToken.VALUE_STRING) {
                content = decode(parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        return new CdcMessage(prefix, content);
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new MalformedEnvelopeException("its message's content is no base64");
        }
    }

    private CdcEvent event() {
        if (op == null) {
            if (transactionBoundary || (onlyTimes && time.instant() != null)) {
                return null;
            }
            throw new MalformedEnvelopeException("it has no field 'op'");
        }
        CdcOperation operation = operation();
        check(sourceSeen, "it has no field 'source'");
        check(source.time.instant() != null, "it has no field 'source.ts_ms'");
        check(operation == CdcOperation.MESSAGE || source.table != null, "it has no field 'source.table'");
        check(!operation.isUpsert() || after != null, "it has the op '" + op + "' but no row in 'after'");
        check(operation != CdcOperation.MESSAGE || message != null, "it has the op 'm' but no field 'message'");
        return new CdcEvent(
                operation,
                source.database,
                source.schema,
                source.table,
                source.connector,
                before,
                after,
                message,
                source.time.instant(),
                time.instant(),
                source.lsn,
                source.transactionId,
                source.snapshot,
                source.position);
    }

    private CdcOperation operation() {
        try {
            return CdcOperation.ofCode(op);
        } catch (IllegalArgumentException e) {
            throw new MalformedEnvelopeException("its op is none of c, u, d, r, t and m");
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new MalformedEnvelopeException(otherwise);
        }
    }
}
