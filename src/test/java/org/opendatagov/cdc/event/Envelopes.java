package org.opendatagov.cdc.event;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Envelopes as Debezium 3.6.1 writes them, and short ways to read them. */
final class Envelopes {

    static final String TOPIC = "cdc.odg.public.pipeline_executions";
    static final String SEQUENCE = "\"[\\\"988172976\\\",\\\"988170984\\\"]\"";

    private Envelopes() {}

    /** An envelope without a schema, of {@code public.pipeline_executions}; each argument but op is a JSON value. */
    static String envelope(String op, String before, String after, String snapshot, String sequence) {
        return """
                {"before":%s,"after":%s,"source":{"version":"3.6.1.Final","connector":"postgresql","name":"cdc.odg",\
                "ts_ms":1770545400123,"snapshot":%s,"db":"odg","sequence":%s,"ts_us":1770545400123456,\
                "ts_ns":1770545400123456000,"schema":"public","table":"pipeline_executions","txId":771,"lsn":988170984,\
                "xmin":null,"origin":null,"origin_lsn":null},"transaction":null,"op":"%s","ts_ms":1770545400391,\
                "ts_us":1770545400391728,"ts_ns":1770545400391728004}""".formatted(before, after, snapshot, sequence, op);
    }

    static String envelope(String op, String before, String after) {
        return envelope(op, before, after, "\"false\"", SEQUENCE);
    }

    static String insert(String after) {
        return envelope("c", "null", after);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static CdcEvent read(String json) {
        return new CdcEventDeserializer().deserialize(TOPIC, bytes(json));
    }

    /** Reads an insert of this row with the header that names these types. */
    static CdcEvent read(String columnTypes, String after) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(ColumnTypes.HEADER, bytes(columnTypes));
        return new CdcEventDeserializer().deserialize(TOPIC, headers, bytes(insert(after)));
    }
}
