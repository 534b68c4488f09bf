package org.opendatagov.cdc.capture;

/**
 * A table to read again.
 *
 * @param table its name as {@code schema.table}, as {@code tableIncludeList} would name it, without the escapes
 * @param condition which of its rows, as the text behind {@code WHERE}, or null for all of them
 */
public record SnapshotTable(String table, String condition) {}
