package org.opendatagov.cdc.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.sink.BulkOperation.Target;
import org.opendatagov.cdc.sink.BulkWriter.Outcome;
import org.opendatagov.cdc.sink.SinkReport.Result;

/**
 * Writes rows to their indices, which it makes when there are none, and where an index is being rebuilt, to the new one too.
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
    private final IndexMaker maker;
    private final IndexReplacement replacement;
    /** Names that can't be made aliases here, for want of a right. */
    private final Set<String> plain = ConcurrentHashMap.newKeySet();

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
            IndexMaker maker,
            IndexReplacement replacement) {
        this.server = server;
        this.wildcard = wildcard;
        this.bulk = bulk;
        this.mappings = mappings;
        this.maker = maker;
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
            boolean[] stale = new boolean[rows.size()];
            while (true) {
                List<Outcome> outcomes = null;
                SinkUnavailableException failure = null;
                try {
                    indices = withAll(rows, indices);
                    outcomes = write(rows, stale, indices);
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
            plain.clear();
            mappings.forget();
            throw e;
        }
    }

    /** The indices, once there is one for each row. */
    private SearchIndices withAll(List<SearchRow> rows, SearchIndices indices) {
        List<String> missing = rows.stream()
                .map(SearchRow::index)
                .distinct()
                .filter(name -> indices.of(name).isEmpty() && !plain.contains(name))
                .toList();
        for (String name : missing) {
            if (!maker.first(name, indices)) {
                plain.add(name);
            }
        }
        return missing.isEmpty() ? indices : SearchIndices.read(server, wildcard);
    }

    /**
     * Writes to the new index first: when it takes the old one's place, it must have whatever the old one has shown.
     *
     * @param stale the rows that the index in use is known to refuse as stale, and which it has newly refused. The new one doesn't know
     *     what was deleted before it was made, so what it took of them is taken back, also when it has come into use meanwhile
     */
    private List<Outcome> write(List<SearchRow> rows, boolean[] stale, SearchIndices indices) {
        int[] doubled = IntStream.range(0, rows.size())
                .filter(i -> indices.next(rows.get(i).index()) != null)
                .toArray();
        List<BulkOperation> first = new ArrayList<>(doubled.length);
        for (int i : doubled) {
            mappings.mapNext(rows.get(i));
            first.add(operation(rows.get(i), next(rows.get(i), indices), stale[i]));
        }
        List<Outcome> built = bulk.write(first.iterator());

        List<Outcome> inUse = bulk.write(IntStream.range(0, rows.size())
                .mapToObj(i -> {
                    SearchRow row = rows.get(i);
                    mappings.map(row);
                    return operation(row, inUse(row, indices), stale[i]);
                })
                .iterator());
        List<Outcome> outcomes = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            stale[i] = stale[i] || inUse.get(i).result() == Result.STALE;
            outcomes.add(stale[i] ? new Outcome(Result.STALE, null) : inUse.get(i));
        }

        List<BulkOperation> mistaken = new ArrayList<>();
        for (int i = 0; i < doubled.length; i++) {
            SearchRow row = rows.get(doubled[i]);
            if (built.get(i).result() == Result.WRITTEN && stale[doubled[i]]) {
                mistaken.add(BulkOperation.delete(row, next(row, indices)));
            } else if (built.get(i).result() == Result.DEAD
                    && outcomes.get(doubled[i]).result() != Result.DEAD) {
                giveUp(row.index(), indices.next(row.index()), built.get(i).cause());
            }
        }
        bulk.write(mistaken.iterator());
        return outcomes;
    }

    private static Target next(SearchRow row, SearchIndices indices) {
        return Target.next(row.index(), indices.next(row.index()));
    }

    private Target inUse(SearchRow row, SearchIndices indices) {
        String name = row.index();
        if (indices.isIndex(name) || plain.contains(name)) {
            return new Target(name, null);
        }
        // Of several behind an alias that others have made, they say which is written to.
        List<String> behind = indices.of(name);
        return new Target(name, behind.size() == 1 ? behind.get(0) : name);
    }

    private static BulkOperation operation(SearchRow row, Target target, boolean stale) {
        return stale ? BulkOperation.delete(row, target) : BulkOperation.of(row, target);
    }

    private void giveUp(String name, String next, String cause) {
        if (replacement.giveUp(name, next)) {
            LOG.warnf(
                    "the rebuild of %s is given up, since %s refuses a row that %s takes: %s", name, next, name, cause);
        }
    }
}
