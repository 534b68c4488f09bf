package org.opendatagov.cdc.capture.hypertable;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
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

    private static final Logger LOG = Logger.getLogger(HypertableTopics.class);

    private static final Destination AS_THEY_ARE = new Destination(null, null, true);
    private static final Destination NOWHERE = new Destination(null, null, false);

    /** A table that is named like a chunk may be a detached one, which may be attached again: nobody says so, so it is looked up again. */
    private static final Duration DETACHED = Duration.ofSeconds(1);

    private static final Pattern CHUNK = Pattern.compile("(.+)_\\d+_chunk");

    /** Chunks come and go; far more than are written to at a time. */
    private static final int MAX_DESTINATIONS = 20_000;

    private final String prefix;
    private final HypertableCatalog catalog;
    private final CapturedHypertables captured;
    private final Map<String, Hypertable> former = new HashMap<>();
    private final Map<String, Hypertable> seen = new HashMap<>();
    private final Set<String> leftOut = new HashSet<>();
    private final Map<String, Destination> destinations = new ConcurrentHashMap<>();

    /** When tables that are named like chunks were looked up, by {@code System.nanoTime}. */
    private final Map<String, Long> detached = new ConcurrentHashMap<>();

    /**
     * Reads the catalog, so that the hypertables of now are known.
     *
     * @param topicPrefix what the names of topics begin with
     * @param captured which hypertables the route asks for
     * @param former hypertables that are gone, as the route names them
     * @throws CaptureProblem when the catalog can't be read
     */
    HypertableTopics(
            String topicPrefix, HypertableCatalog catalog, CapturedHypertables captured, List<Hypertable> former) {
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
        return destination == null || isOld(topic, destination) ? look(topic) : destination;
    }

    private boolean isOld(String topic, Destination destination) {
        if (detached.isEmpty() || !destination.equals(AS_THEY_ARE)) {
            return false;
        }
        Long looked = detached.get(topic);
        return looked != null && System.nanoTime() - looked > DETACHED.toNanos();
    }

    private synchronized Destination look(String topic) {
        Destination destination = destinations.get(topic);
        if (destination == null || isOld(topic, destination)) {
            detached.remove(topic);
            destination = topic.startsWith(prefix) && topic.indexOf('.', prefix.length()) > 0
                    ? ofTable(topic.substring(prefix.length()))
                    : AS_THEY_ARE;
            if (destinations.size() >= MAX_DESTINATIONS) {
                destinations.clear();
                detached.clear();
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
            if (!internal && chunk.matches()) {
                detached.put(prefix + table, System.nanoTime());
            }
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
        if (captured.excludes(chunks, found.hypertables())) {
            if (leftOut.add(chunks)) {
                LOG.warnf(
                        "Changes of chunk %s and others of its hypertable are left out: the hypertable has been dropped, and each that"
                                + " the connector names is older and still there",
                        table);
            }
            return NOWHERE;
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
        return hypertable.internal() || !captured.contains(hypertable.name()) ? NOWHERE : renamed(hypertable);
    }

    private Destination renamed(Hypertable hypertable) {
        return new Destination(hypertable, prefix + asInTopic(hypertable.name()), true);
    }

    private static String asInTopic(TableName name) {
        return name.toString().replaceAll("[^A-Za-z0-9._-]", "_");
    }
}
