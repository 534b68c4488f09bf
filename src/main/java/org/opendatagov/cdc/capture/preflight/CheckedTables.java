package org.opendatagov.cdc.capture.preflight;

import java.util.List;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * The tables that a connector's lists match.
 *
 * @param captured those that will be captured, chunks of hypertables left out
 * @param leftOut those that can't be and that nobody counts on: a pattern happens to match them
 */
public record CheckedTables(List<TableName> captured, List<TableName> leftOut) {

    static final CheckedTables NONE = new CheckedTables(List.of(), List.of());
}
