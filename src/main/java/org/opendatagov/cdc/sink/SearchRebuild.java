package org.opendatagov.cdc.sink;

import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.refusal.Refused;
import org.opendatagov.cdc.retry.Backoff;
import org.opendatagov.cdc.sink.BulkOperation.Target;
import org.opendatagov.cdc.sink.RebuildProgress.State;

/**
 * One rebuild of an index, from the moment on in which the new one is there: copies the documents, and puts the new index into the
 * old one's place. Begins again where Elasticsearch was away, until it is done or somebody gives it up.
 */
final class SearchRebuild implements Runnable {

    private static final Logger LOG = Logger.getLogger(SearchRebuild.class);

    private final RebuildPlace place;
    private final String name;
    private final String old;
    private final String next;
    private final RebuildLease lease;
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private volatile RebuildProgress progress;
    private boolean copied;

    SearchRebuild(RebuildPlace place, String name, String old, String next) {
        this.place = place;
        this.name = name;
        this.old = old;
        this.next = next;
        lease = new RebuildLease(place.server(), next);
        progress = new RebuildProgress(name, old, next, State.COPYING, -1, 0, null, Instant.now());
    }

    /** Tells other processes that this one is at it. */
    void claim() {
        lease.renew();
    }

    RebuildProgress progress() {
        return progress;
    }

    @Override
    public void run() {
        LOG.infof("%s is being rebuilt: %s is copied to %s", name, old, next);
        try {
            copyAndSwap();
        } catch (RuntimeException | Error e) {
            LOG.debugf(e, "The rebuild of %s has ended", name);
            end(State.FAILED, e.toString());
        }
    }

    private void copyAndSwap() {
        int page = 0;
        while (!progress.state().isEnd() && !Thread.currentThread().isInterrupted()) {
            try {
                if (page == 0) {
                    page = place.copy().pageSize(old);
                }
                step(page);
            } catch (SinkUnavailableException e) {
                become(State.WAITING, e.getMessage());
                LOG.warnf("the rebuild of %s waits: %s", name, e.getMessage());
                // It may have been a page too large to read.
                page = Math.max(1, page / 2);
                pause();
            }
        }
    }

    private void step(int page) {
        SearchIndices indices = place.indices();
        if (!next.equals(indices.next(name))) {
            if (indices.of(name).contains(next)) {
                end(State.DONE, null);
            } else {
                end(
                        State.CANCELLED,
                        "by a call, or since the new index refused a row: then a replica's log says which");
            }
            return;
        }
        try {
            if (!copied) {
                become(State.COPYING, null);
                lease.renew();
                place.replacement().refresh(old);
                place.copy().run(old, Target.next(name, next), page, this::count);
                copied = true;
                lease.end();
            }
            become(State.SWAPPING, null);
            place.replacement().swap(name, old, next);
            end(State.DONE, null);
        } catch (Refused e) {
            place.replacement().giveUp(name, next);
            end(State.FAILED, e.getMessage());
        }
    }

    private void pause() {
        try {
            Thread.sleep(backoff.next().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(State state, String cause) {
        become(state, cause);
        switch (state) {
            case DONE -> LOG.infof("%s has been rebuilt: %s took the place of %s", name, next, old);
            case CANCELLED -> LOG.infof("the rebuild of %s was given up", name);
            default -> LOG.warnf("the rebuild of %s failed, and %s stays in use: %s", name, old, cause);
        }
    }

    private void count(long done, long documents) {
        lease.renew();
        progress = new RebuildProgress(name, old, next, progress.state(), documents, done, null, progress.since());
    }

    private void become(State state, String cause) {
        Instant since = state == progress.state() ? progress.since() : Instant.now();
        progress = new RebuildProgress(name, old, next, state, progress.documents(), progress.copied(), cause, since);
    }
}
