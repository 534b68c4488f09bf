package org.opendatagov.cdc.capture.preflight;

import java.util.List;

/**
 * The columns that Debezium takes for the key of a table's events: its primary key, or else the columns of the first unique index
 * by name that is on columns alone. Debezium asks nothing more of such an index, and takes the columns that it only includes, too.
 *
 * @param columns the columns in their order, none when the table has neither
 * @param index the index that they are of, or null
 * @param primary whether that is the primary key
 * @param tellsApart whether two rows never have the same values there: not so with an index of some rows only, one that isn't
 *     valid, or one with a column that may be null
 */
record RowKey(List<String> columns, String index, boolean primary, boolean tellsApart) {

    boolean exists() {
        return !columns.isEmpty();
    }

    /** Whether it takes a unique index for a key that is none. */
    boolean mergesRows() {
        return exists() && !tellsApart;
    }
}
