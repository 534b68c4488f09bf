package org.opendatagov.cdc.event;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Parsed headers by their bytes: all events of one shape of a table carry the same ones. Safe for many threads. */
final class ColumnTypesCache {

    /** Many more than a database has tables. Beyond it the cache starts anew. */
    static final int LIMIT = 1_000;

    private final ConcurrentMap<ByteBuffer, ColumnTypes> parsed = new ConcurrentHashMap<>();

    ColumnTypes get(byte[] header) {
        if (header == null || header.length == 0) {
            return ColumnTypes.NONE;
        }
        ByteBuffer key = ByteBuffer.wrap(header);
        ColumnTypes known = parsed.get(key);
        if (known != null) {
            return known;
        }
        ColumnTypes types = ColumnTypes.parse(header);
        if (parsed.size() >= LIMIT) {
            parsed.clear();
        }
        parsed.put(key, types);
        return types;
    }

    int size() {
        return parsed.size();
    }
}
