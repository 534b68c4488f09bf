package org.opendatagov.cdc.bench.deliver;

import java.util.List;
import org.opendatagov.cdc.bench.ProcessUse;
import org.opendatagov.cdc.sandbox.comparison.Difference;

/** A server that keeps rows. */
interface Sink {

    /** Its name for readers. */
    String title();

    /** The flow of the service that writes there. */
    String flow();

    /** Removes all rows. */
    void empty();

    /** What its process uses. */
    ProcessUse use();

    /** Where it differs from the tables now. */
    List<Difference> differences();
}
