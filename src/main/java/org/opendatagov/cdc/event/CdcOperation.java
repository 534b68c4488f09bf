package org.opendatagov.cdc.event;

import java.util.Locale;

/** What happened to a row or a table, as the {@code op} field of Debezium's envelope says it. */
public enum CdcOperation {
    /** A row was inserted. */
    CREATE("c"),
    /** A row was updated. */
    UPDATE("u"),
    /** A row was deleted. */
    DELETE("d"),
    /** A row was read by a snapshot. */
    READ("r"),
    /** A whole table was truncated; such an event has no key and no row. */
    TRUNCATE("t"),
    /** A logical message was written with {@code pg_logical_emit_message}; it belongs to no table. */
    MESSAGE("m");

    private final String code;
    private final String lowerCaseName;

    CdcOperation(String code) {
        this.code = code;
        this.lowerCaseName = name().toLowerCase(Locale.ROOT);
    }

    /** The letter in the envelope. */
    public String code() {
        return code;
    }

    /** Whether the event carries the state of a row that now exists: an upsert for a sink. */
    public boolean isUpsert() {
        return this == CREATE || this == UPDATE || this == READ;
    }

    /**
     * The operation for a letter of the envelope.
     *
     * @throws IllegalArgumentException when there is no such operation; the message names the letter
     */
    public static CdcOperation ofCode(String code) {
        return switch (code) {
            case "c" -> CREATE;
            case "u" -> UPDATE;
            case "d" -> DELETE;
            case "r" -> READ;
            case "t" -> TRUNCATE;
            case "m" -> MESSAGE;
            default ->
                throw new IllegalArgumentException(
                        "no change event has the op '" + code + "'; known are c, u, d, r, t and m");
        };
    }

    /** The name as routes and metrics write it: {@code create}, {@code update}, … */
    public String lowerCaseName() {
        return lowerCaseName;
    }
}
