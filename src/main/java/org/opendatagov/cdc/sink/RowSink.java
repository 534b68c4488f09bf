package org.opendatagov.cdc.sink;

import java.util.List;
import java.util.Set;
import org.opendatagov.cdc.event.CdcRecord;

/** A sink that can tell what it holds, for who compares it with the source. */
public interface RowSink {

    /** {@code cache} or {@code search}. */
    String name();

    /** Whether it lets go of rows by itself, so that one which isn't there is no loss. */
    boolean forgets();

    /**
     * Compares rows with what the sink holds of them.
     *
     * @param rows as they should be: reads, and deletes of rows that there aren't
     * @param leftAside columns that aren't compared
     * @return for each row how it is held, in the same order
     * @throws SinkUnavailableException when the sink doesn't answer
     */
    List<HeldRow> compare(List<CdcRecord> rows, Set<String> leftAside);

    /**
     * Writes rows through the fence, as a flow does.
     *
     * @param flow the flow whose sink it is, to whose dead letters goes what the sink refuses
     * @throws SinkUnavailableException when the sink doesn't take them
     */
    void write(String flow, List<CdcRecord> rows);

    /**
     * Goes through what it holds of a table.
     *
     * @param any any record of the table
     * @param keyColumns the names of the key's columns, in key order
     * @return null when it can't be gone through
     */
    HeldKeys keys(CdcRecord any, List<String> keyColumns);
}
