package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;

/** Whether two documents say the same: the order of fields doesn't count, nor how a number is written. */
final class SameJson {

    private SameJson() {}

    /**
     * Compares two documents.
     *
     * @param leftAside fields that don't count
     * @return false also when what is held is no JSON object
     */
    static boolean is(byte[] expected, byte[] held, Set<String> leftAside) {
        try {
            return is(expected, RowJson.EXACT.readTree(held), leftAside);
        } catch (IOException e) {
            return false;
        }
    }

    /** Compares a document with one that has been read already. */
    static boolean is(byte[] expected, JsonNode held, Set<String> leftAside) {
        try {
            return is(RowJson.EXACT.readTree(expected), held, leftAside);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean is(JsonNode expected, JsonNode held, Set<String> leftAside) {
        return expected instanceof ObjectNode one
                && held instanceof ObjectNode other
                && one.without(leftAside).equals(SameJson::compare, other.without(leftAside));
    }

    private static int compare(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }
}
