package org.opendatagov.cdc.verify;

/**
 * A row that a sink doesn't hold as its table has it.
 *
 * @param key the row's key as the sinks write it
 * @param kind what is wrong: {@code ABSENT} from the sink, {@code DIFFERENT}, or {@code EXTRA}: not in the table
 * @param position the place in the commit order of the sink's last write to it, or -1 when the sink doesn't tell
 */
public record Difference(String key, String kind, long position) {}
