package org.opendatagov.cdc.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Reads the {@code source} block: where a change comes from. What nobody needs is passed over. */
final class SourceReader {

    private static final String NO_POSITION = "[null";

    final Timestamps time = new Timestamps();
    String database;
    String schema;
    String table;
    String connector;
    Long lsn;
    Long transactionId;
    SnapshotMarker snapshot = SnapshotMarker.FALSE;
    long position;

    void read(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new MalformedEnvelopeException("its field 'source' is no object");
        }
        String field;
        while ((field = parser.nextFieldName()) != null) {
            parser.nextToken();
            switch (field) {
                case "db" -> database = text(parser, field);
                case "schema" -> schema = text(parser, field);
                case "table" -> table = text(parser, field);
                case "name" -> connector = text(parser, field);
                case "lsn" -> lsn = number(parser, field);
                case "txId" -> transactionId = number(parser, field);
                case "ts_ms" -> time.readMillis(parser);
                case "ts_us" -> time.readMicros(parser);
                case "ts_ns" -> time.readNanos(parser);
                case "snapshot" -> snapshot = snapshot(parser);
                case "sequence" -> position = position(text(parser, field));
                default -> parser.skipChildren();
            }
        }
    }

    /** The text, or null for a JSON null and for the empty text that Debezium writes where a message has no table. */
    private static String text(JsonParser parser, String field) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new MalformedEnvelopeException("its field 'source." + field + "' is no text");
        }
        String text = parser.getText();
        return text.isEmpty() ? null : text;
    }

    private static Long number(JsonParser parser, String field) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw new MalformedEnvelopeException("its field 'source." + field + "' is no whole number");
        }
        return parser.getLongValue();
    }

    private static SnapshotMarker snapshot(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return SnapshotMarker.FALSE;
        }
        try {
            // A boolean's text is "true" or "false": early versions of Debezium wrote booleans.
            return SnapshotMarker.of(parser.getText());
        } catch (IllegalArgumentException e) {
            throw new MalformedEnvelopeException("its field 'source.snapshot' is no snapshot marker");
        }
    }

    /** The first element of {@code ["988172976","988170984"]}, 0 where there is none. */
    private static long position(String sequence) {
        if (sequence == null || sequence.startsWith(NO_POSITION)) {
            return 0;
        }
        int end = sequence.indexOf('"', 2);
        if (sequence.startsWith("[\"") && end > 0) {
            try {
                long position = Long.parseLong(sequence, 2, end, 10);
                if (CommitPosition.isPossible(position)) {
                    return position;
                }
            } catch (NumberFormatException e) {
                // falls through to the one sentence below
            }
        }
        throw new MalformedEnvelopeException("its field 'source.sequence' is no list of two LSNs");
    }
}
