package org.opendatagov.cdc.stream;

import java.nio.charset.StandardCharsets;

/** Keys and values of CDC topics as Debezium writes them. */
final class Envelopes {

    private Envelopes() {}

    static byte[] key(int id) {
        return bytes("{\"id\":" + id + "}");
    }

    /** A created or updated row of a table, with its id and a counting column {@code n}. */
    static byte[] row(String op, String table, int id, int n, long sourceMillis) {
        String snapshot = op.equals("r") ? "true" : "false";
        return bytes("{\"before\":null,\"after\":{\"id\":" + id + ",\"n\":" + n + "},\"source\":{\"connector\":"
                + "\"postgresql\",\"name\":\"cdc.odg\",\"db\":\"odg\",\"schema\":\"public\",\"table\":\"" + table
                + "\",\"ts_ms\":" + sourceMillis + ",\"snapshot\":\"" + snapshot + "\",\"sequence\":\"[\\\"" + n
                + "\\\",\\\"" + n + "\\\"]\",\"txId\":7,\"lsn\":" + n + "},\"op\":\"" + op + "\",\"ts_ms\":"
                + sourceMillis + "}");
    }

    static byte[] created(int id) {
        return row("c", "approval_records", id, id, System.currentTimeMillis());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
