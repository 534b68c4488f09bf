package org.opendatagov.cdc.sink;

import java.util.List;
import org.opendatagov.cdc.event.RowKey;

/** Goes through the keys of the rows that a sink holds of a table. For one thread. */
public interface HeldKeys extends AutoCloseable {

    /**
     * Some of them.
     *
     * @param keys keys of rows; one may come twice
     * @param foreign how many entries more stand among them that are no row's
     */
    record Page(List<RowKey> keys, int foreign) {}

    /**
     * The next ones.
     *
     * @return a page, which may be empty, or null when there are no more
     * @throws SinkUnavailableException when the sink doesn't answer
     */
    Page next();

    @Override
    void close();
}
