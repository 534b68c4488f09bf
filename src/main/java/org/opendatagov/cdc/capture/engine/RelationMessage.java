package org.opendatagov.cdc.capture.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What PostgreSQL sends of a table before its first change: what it was like then, whatever the catalog says now.
 *
 * @param identity how its rows are told apart: d(efault), that is by the primary key, n(othing), f(ull), i(ndex)
 * @param columns all columns
 * @param key the columns by which rows are told apart
 */
record RelationMessage(String schema, String table, char identity, List<String> columns, List<String> key) {

    private static final byte TYPE = 'R';

    /** Reads a message of the stream, or gives null when it is of another kind. The buffer stays as it is. */
    static RelationMessage read(ByteBuffer message) {
        if (message.get(message.position()) != TYPE) {
            return null;
        }
        ByteBuffer rest = message.duplicate();
        rest.position(rest.position() + 1 + Integer.BYTES);
        String schema = text(rest);
        String table = text(rest);
        char identity = (char) rest.get();
        List<String> columns = new ArrayList<>();
        List<String> key = new ArrayList<>();
        for (int left = rest.getShort(); left > 0; left--) {
            boolean inKey = (rest.get() & 1) != 0;
            String column = text(rest);
            rest.position(rest.position() + 2 * Integer.BYTES);
            columns.add(column);
            if (inKey) {
                key.add(column);
            }
        }
        return new RelationMessage(schema, table, identity, columns, key);
    }

    private static String text(ByteBuffer from) {
        int end = from.position();
        while (from.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - from.position()];
        from.get(bytes);
        from.get();
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * The columns of the primary key at the time of the message.
     *
     * @param now those that the catalog names, in the key's order
     */
    List<String> primaryKey(List<String> now) {
        boolean known = columns.containsAll(now) && !now.isEmpty();
        return switch (identity) {
            // The message has them in the order of the table's columns, so the same ones are better as the catalog has
            // them.
            case 'd' -> key.isEmpty() || (known && now.size() == key.size() && key.containsAll(now)) ? now : key;
            case 'i' -> known ? now : key;
            default -> now;
        };
    }
}
