package org.opendatagov.cdc.event;

/** The PostgreSQL types of those columns that plain JSON can't tell apart, as the capture writes them beside each event. */
public final class ColumnTypes {

    /** The Kafka header that carries them: a JSON object of column names and PostgreSQL type names, {@code {"metadata":"JSONB"}}. */
    public static final String HEADER = "cdc.column.types";

    private ColumnTypes() {}
}
