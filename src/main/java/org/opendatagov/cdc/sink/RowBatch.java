package org.opendatagov.cdc.sink;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.RowKey;
import org.opendatagov.cdc.retry.Causes;

/**
 * The body of an exchange, sorted by what a sink can do with it.
 *
 * @param rows upserts and deletes of rows with a key, in the order of the batch
 * @param keyless changes of rows in tables without a key, as far as they get none: no sink can know which entry they mean
 * @param others truncates and messages, which are about no single row
 * @param refused rows for which the condition fails
 */
record RowBatch(List<CdcRecord> rows, List<CdcRecord> keyless, List<CdcRecord> others, List<Refused> refused) {

    /**
     * A row of which nobody can say whether the sink keeps it.
     *
     * @param cause why not, one sentence
     */
    record Refused(CdcRecord row, String cause) {}

    /**
     * Sorts a body.
     *
     * @param selection which rows the sink keeps, and what of them
     * @throws IllegalArgumentException when the body isn't a list of {@link CdcRecord}
     */
    static RowBatch of(Object body, RowSelection selection) {
        RowBatch batch = new RowBatch(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        if (!(body instanceof List<?> list)) {
            throw wrongBody(body);
        }
        for (Object each : list) {
            if (!(each instanceof CdcRecord row)) {
                throw wrongBody(each);
            }
            batch.add(row, selection);
        }
        return batch;
    }

    private static IllegalArgumentException wrongBody(Object found) {
        return new IllegalArgumentException(
                "a sink takes the list of records that cdc-events hands on, but the body holds "
                        + (found == null ? "nothing" : "a " + found.getClass().getName()));
    }

    private void add(CdcRecord row, RowSelection selection) {
        boolean upsert = row.event().operation().isUpsert() && row.event().after() != null;
        if (!upsert && row.event().operation() != CdcOperation.DELETE) {
            others.add(row);
        } else {
            RowKey key = row.key() == null ? selection.keyless().keyOf(row) : row.key();
            if (key == null) {
                keyless.add(row);
            } else {
                addRow(new CdcRecord(key, row.event(), row.source()), upsert, selection);
            }
        }
    }

    private void addRow(CdcRecord row, boolean upsert, RowSelection selection) {
        try {
            rows.add(upsert ? selection.of(row) : row);
        } catch (RuntimeException e) {
            refused.add(new Refused(row, "the sink's condition fails on this row: " + Causes.of(e)));
        }
    }

    /**
     * The last state of each entry, in the order in which the batch reaches it. An event that stands lower than one before it (a
     * replay that began inside the batch) doesn't count, just as the sink itself would refuse it: writing what remains ends
     * where writing all of them in order ends.
     */
    Map<String, CdcRecord> latest(Function<CdcRecord, String> entry) {
        Map<String, CdcRecord> latest = new LinkedHashMap<>(rows.size() * 2);
        for (CdcRecord row : rows) {
            latest.merge(
                    entry.apply(row),
                    row,
                    (held, next) -> next.event().position() >= held.event().position() ? next : held);
        }
        return latest;
    }
}
