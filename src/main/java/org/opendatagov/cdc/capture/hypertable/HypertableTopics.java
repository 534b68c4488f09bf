package org.opendatagov.cdc.capture.hypertable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.Hypertable;
import org.opendatagov.cdc.capture.connector.HypertableCatalog;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * Tells where the events of a table go: those of a chunk to its hypertable's topic, those of another table to its own. The
 * catalog is asked once for each table. A hypertable that was seen once stays known, so that events of one that has
 * been dropped since still find its topic. For many threads.
 */
class HypertableTopics {

    /** Where events go: a hypertable, or null to leave them; nowhere when {@code captured} is false. */
    record Destination(Hypertable hypertable, String topic, boolean captured) {}

    private static final Destination AS_THEY_ARE = new Destination(null, null, true);
    private static final Destination NOWHERE = new Destination(null, null, false);

    private static final Pattern CHUNK = Pattern.compile("(.+)_\\d+_chunk");

    /** Chunks come and go; far more than are written to at a time. */
    private static final int MAX_DESTINATIONS = 20_000;

    private final String prefix;
    private final HypertableCatalog catalog;
    private final Predicate<TableName> captured;
    private final Map<String, Hypertable> former = new HashMap<>();
    private final Map<String, Hypertable> seen = new HashMap<>();
    private final Map<String, Destination> destinations = new ConcurrentHashMap<>();

    /**
     * Reads the catalog, so that the hypertables of now are known.
     *
     * @param topicPrefix what the names of topics begin with
     * @param captured which hypertables the route asks for
     * @param former hypertables that are gone, as the route names them
     * @throws CaptureProblem when the catalog can't be read
     */
    HypertableTopics(
            String topicPrefix, HypertableCatalog catalog, Predicate<TableName> captured, List<Hypertable> former) {
        this.prefix = topicPrefix + ".";
        this.catalog = catalog;
        this.captured = captured;
        former.forEach(gone -> this.former.put(asInTopic(gone.chunks()), gone));
        remember(catalog.find(""));
    }

    /**
     * Where a topic's events go.
     *
     * @throws CaptureProblem when they are a chunk's whose hypertable nobody knows, or the catalog can't be read
     */
    Destination of(String topic) {
        Destination destination = destinations.get(topic);
        return destination == null ? look(topic) : destination;
    }

    private synchronized Destination look(String topic) {
        Destination destination = destinations.get(topic);
        if (destination == null) {
            destination = topic.startsWith(prefix) && topic.indexOf('.', prefix.length()) > 0
                    ? ofTable(topic.substring(prefix.length()))
                    : AS_THEY_ARE;
            if (destinations.size() >= MAX_DESTINATIONS) {
                destinations.clear();
            }
            destinations.put(topic, destination);
        }
        return destination;
    }

    private Destination ofTable(String table) {
        HypertableCatalog.Found found = catalog.find(table);
        remember(found);
        if (found.owner() != null) {
            return ofChunks(found.owner());
        }
        Matcher chunk = CHUNK.matcher(table);
        if (found.exists() || !chunk.matches()) {
            boolean internal = found.hypertables().stream()
                    .anyMatch(hypertable -> hypertable.internal()
                            && asInTopic(hypertable.name()).equals(table));
            return internal ? NOWHERE : AS_THEY_ARE;
        }
        String chunks = chunk.group(1);
        if (seen.containsKey(chunks)) {
            return ofChunks(seen.get(chunks));
        }
        if (former.containsKey(chunks)) {
            Hypertable gone = former.get(chunks);
            return gone.internal() ? NOWHERE : renamed(gone);
        }
        throw new CaptureProblem("changes of chunk " + table + " wait in the WAL, and its hypertable has been dropped"
                + " meanwhile; say in the route which it was with formerHypertables: " + chunks
                + "=<schema>.<table>(<key columns, separated by blanks>), or give its changes up with"
                + " formerHypertables: " + chunks + "=none");
    }

    private void remember(HypertableCatalog.Found found) {
        found.hypertables().forEach(hypertable -> seen.put(asInTopic(hypertable.chunks()), hypertable));
    }

    private Destination ofChunks(Hypertable hypertable) {
        return hypertable.internal() || !captured.test(hypertable.name()) ? NOWHERE : renamed(hypertable);
    }

    private Destination renamed(Hypertable hypertable) {
        return new Destination(hypertable, prefix + asInTopic(hypertable.name()), true);
    }

    private static String asInTopic(TableName name) {
        return name.toString().replaceAll("[^A-Za-z0-9._-]", "_");
    }
}
