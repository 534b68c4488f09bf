package org.opendatagov.cdc.verify;

import java.util.List;

/**
 * How far the comparison of a table with a sink has come.
 *
 * @param table as {@code schema.table}
 * @param sink {@code cache} or {@code search}
 * @param rows rows of the table that have been compared
 * @param entries entries of the sink whose rows were looked for; -1 where the sink can't be gone through
 * @param missing rows that the sink should hold and doesn't
 * @param expired rows that a sink which forgets doesn't hold, which is no fault
 * @param different rows that it holds otherwise
 * @param extra rows that it holds and the table doesn't have
 * @param foreign entries under the table's names that can be no row's, and are left alone
 * @param unsettled rows that changed again and again, or whose sink holds a place beyond the source's
 * @param repaired those of the missing, different and extra ones that have been repaired
 * @param differences the first of them
 */
public record TableStatus(
        String table,
        String sink,
        long rows,
        long entries,
        long missing,
        long expired,
        long different,
        long extra,
        long foreign,
        long unsettled,
        long repaired,
        List<Difference> differences) {}
