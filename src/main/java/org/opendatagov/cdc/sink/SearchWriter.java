package org.opendatagov.cdc.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.sink.BulkWriter.Outcome;
import org.opendatagov.cdc.sink.SinkReport.Result;

/**
 * Writes rows to their indices and, where an index is being rebuilt, to the new one too.
 *
 * <p>Whether one is, is looked up after each write: when that has changed since the last look, the write is repeated. So whoever
 * begins to rebuild knows that each write which counts as done reaches the new index, or was in the old one before.
 */
final class SearchWriter {

    private static final Logger LOG = Logger.getLogger(SearchWriter.class);

    private final SearchServer server;
    private final String wildcard;
    private final BulkWriter bulk;
    private final SearchMappings mappings;
    private final IndexReplacement replacement;
    private volatile SearchIndices known;

    /**
     * Makes a writer.
     *
     * @param wildcard the names of all indices it may write to
     */
    SearchWriter(
            SearchServer server,
            String wildcard,
            BulkWriter bulk,
            SearchMappings mappings,
            IndexReplacement replacement) {
        this.server = server;
        this.wildcard = wildcard;
        this.bulk = bulk;
        this.mappings = mappings;
        this.replacement = replacement;
    }

    /**
     * Writes all rows.
     *
     * @return the outcome of each, in the same order
     * @throws SinkUnavailableException when the server doesn't take them now; some may have been taken, and all may be sent again
     */
    List<Outcome> write(List<SearchRow> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        try {
            SearchIndices indices = known == null ? SearchIndices.read(server, wildcard) : known;
            while (true) {
                List<Outcome> outcomes = null;
                SinkUnavailableException failure = null;
                try {
                    outcomes = write(rows, indices);
                } catch (SinkUnavailableException e) {
                    failure = e;
                }
                SearchIndices now = SearchIndices.read(server, wildcard);
                if (!now.equals(indices)) {
                    indices = now;
                    mappings.forget();
                } else if (failure != null) {
                    throw failure;
                } else {
                    known = now;
                    return outcomes;
                }
            }
        } catch (SinkUnavailableException e) {
            // Who comes back may be another, empty server.
            known = null;
            mappings.forget();
            throw e;
        }
    }

    /** The new index comes first: when it takes the old one's place, it must have whatever the old one has shown. */
    private List<Outcome> write(List<SearchRow> rows, SearchIndices indices) {
        int[] doubled = IntStream.range(0, rows.size())
                .filter(i -> indices.next(rows.get(i).index()) != null)
                .toArray();
        List<BulkOperation> first = new ArrayList<>(doubled.length);
        for (int i : doubled) {
            mappings.mapNext(rows.get(i));
            first.add(BulkOperation.toNext(rows.get(i)));
        }
        List<Outcome> built = bulk.write(first);

        rows.forEach(mappings::map);
        List<Outcome> inUse = bulk.write(rows.stream().map(BulkOperation::of).toList());

        List<BulkOperation> mistaken = new ArrayList<>();
        for (int i = 0; i < doubled.length; i++) {
            SearchRow row = rows.get(doubled[i]);
            Result result = inUse.get(doubled[i]).result();
            if (built.get(i).result() == Result.WRITTEN && result == Result.STALE) {
                // The new index doesn't know what was deleted before it was made.
                mistaken.add(BulkOperation.takenBack(row));
            } else if (built.get(i).result() == Result.DEAD && result != Result.DEAD) {
                giveUp(row.index(), indices.next(row.index()), built.get(i).cause());
            }
        }
        bulk.write(mistaken);
        return inUse;
    }

    private void giveUp(String name, String next, String cause) {
        if (replacement.giveUp(name, next)) {
            LOG.warnf(
                    "the rebuild of %s is given up, since %s refuses a row that %s takes: %s", name, next, name, cause);
        }
    }
}
