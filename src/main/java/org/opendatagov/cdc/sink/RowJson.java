package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** How sinks write rows as JSON. */
final class RowJson {

    /** A jsonb value may be nested 1000 deep when it is read, and stands one deeper in its row. */
    private static final int DEPTH = 2_000;

    /** Values one after the other stand on lines of their own. */
    static final JsonMapper MAPPER = new JsonMapper(new JsonFactoryBuilder()
            .rootValueSeparator("\n")
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(DEPTH).build())
            .build());

    private RowJson() {}
}
