package org.opendatagov.cdc.sink;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.opendatagov.cdc.refusal.Refused;
import org.opendatagov.cdc.refusal.Refused.Reason;
import org.opendatagov.cdc.sink.RebuildProgress.State;
import org.opendatagov.cdc.threads.ServiceThreads;
import org.opendatagov.cdc.threads.WatchedExecutor;

/**
 * Rebuilds indices of Elasticsearch beside the ones in use. A process can do that for indices to which one of its flows writes,
 * one at a time.
 */
@ApplicationScoped
public class SearchRebuilds {

    private final Map<Object, RebuildPlace> places = new ConcurrentHashMap<>();
    private final ServiceThreads threads;
    private final WatchedExecutor sweeps;
    private SearchRebuild last;
    private Thread thread;

    @Inject
    SearchRebuilds(ServiceThreads threads) {
        this.threads = threads;
        this.sweeps = threads.executor("replaced indices");
    }

    /** Adds where a producer writes to, and removes what rebuilds before this process began have left there. */
    void add(Object producer, RebuildPlace place) {
        places.put(producer, place);
        sweep(place, Duration.ZERO);
    }

    private void sweep(RebuildPlace place, Duration delay) {
        sweeps.later(delay, () -> sweep(place));
    }

    private void sweep(RebuildPlace place) {
        if (places.containsValue(place)) {
            Duration again = place.retired().sweep();
            if (again != null) {
                sweep(place, again);
            }
        }
    }

    void remove(Object producer) {
        places.remove(producer);
    }

    /**
     * Begins a rebuild, or goes on with one whose process has ended.
     *
     * @param name the name that is searched, an index or an alias of one
     * @return where it stands now
     * @throws Refused when that can't be
     */
    public synchronized RebuildProgress start(String name) {
        return asked(() -> {
            RebuildPlace place = place(name);
            if (thread != null && thread.isAlive()) {
                throw conflict(last.progress().index() + " is being rebuilt by this process already");
            }
            SearchIndices indices = place.indices();
            String old = only(indices, name);
            String begun = indices.next(name);
            if (begun != null && new RebuildLease(place.server(), begun).isHeld()) {
                throw conflict(
                        name + " is being rebuilt by another process already; if that has ended, ask once more in "
                                + RebuildLease.TERM.toSeconds() + " seconds");
            }
            String next = begun == null ? place.maker().next(name, old, indices) : begun;
            SearchRebuild rebuild = new SearchRebuild(place, name, old, next);
            rebuild.claim();
            last = rebuild;
            thread = threads.start("rebuild of " + name, () -> {
                rebuild.run();
                sweep(place, Duration.ZERO);
            });
            return last.progress();
        });
    }

    /**
     * How far the rebuild of an index is; null when there is none and this process has ended none.
     *
     * @throws Refused when nobody can say
     */
    public synchronized RebuildProgress progress(String name) {
        return asked(() -> {
            RebuildPlace place = place(name);
            SearchIndices indices = place.indices();
            String next = indices.next(name);
            if (last != null
                    && last.progress().index().equals(name)
                    && (next == null || next.equals(last.progress().to()))) {
                return last.progress();
            }
            return next == null ? null : elsewhere(place, name, only(indices, name), next);
        });
    }

    /**
     * Gives a rebuild up, whichever process runs it.
     *
     * @throws Refused when there is none
     */
    public void cancel(String name) {
        asked(() -> {
            RebuildPlace place = place(name);
            SearchIndices indices = place.indices();
            String next = indices.next(name);
            if (next == null || !place.replacement().giveUp(name, next)) {
                throw new Refused(Reason.UNKNOWN, name + " isn't being rebuilt");
            }
            place.replacement().thaw(only(indices, name));
            return null;
        });
    }

    @PreDestroy
    synchronized void close() {
        sweeps.shutdownNow();
        if (thread != null) {
            thread.interrupt();
        }
    }

    private static RebuildProgress elsewhere(RebuildPlace place, String name, String old, String next) {
        DocumentCopy copy = place.copy();
        return new RebuildProgress(
                name, old, next, State.ELSEWHERE, copy.count(old), copy.count(next), null, Instant.now());
    }

    private RebuildPlace place(String name) {
        return places.values().stream()
                .filter(place -> place.index().covers(name))
                .findFirst()
                .orElseThrow(() -> conflict("no flow of this process writes to an index " + name
                        + "; ask a replica that runs it (cdc.flows)"));
    }

    private static String only(SearchIndices indices, String name) {
        List<String> found = indices.of(name);
        if (found.isEmpty()) {
            throw new Refused(Reason.UNKNOWN, "there is no index " + name);
        }
        if (found.size() > 1) {
            throw conflict(name + " stands for several indices: " + String.join(", ", found));
        }
        return found.get(0);
    }

    private static Refused conflict(String message) {
        return new Refused(Reason.CONFLICT, message);
    }

    private static <T> T asked(Supplier<T> call) {
        try {
            return call.get();
        } catch (SinkUnavailableException e) {
            throw new Refused(Reason.UNAVAILABLE, e.getMessage());
        }
    }
}
