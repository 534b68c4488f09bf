package org.opendatagov.cdc.threads;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Starts the service's long-lived threads and keeps which of them have ended by a failure that nobody handled. The work of such a thread
 * isn't done any more, so the service isn't live: only a restart brings it back.
 */
@Singleton
public class ServiceThreads {

    private static final Logger LOG = Logger.getLogger(ServiceThreads.class);

    private final Map<String, String> failures = new ConcurrentHashMap<>();

    /**
     * Starts a daemon thread.
     *
     * @param work ends by itself only when it is done, or after an interrupt
     */
    public Thread start(String name, Runnable work) {
        Thread thread = new Thread(watched(name, work), name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** An executor of one daemon thread for work that is done now and then. Its owner shuts it down. */
    public WatchedExecutor executor(String name) {
        return new WatchedExecutor(name, this);
    }

    /** The same work for a thread of somebody else's pool. */
    public Runnable watched(String name, Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                failed(name, e);
            }
        };
    }

    /** Why threads have ended, by the names of the threads; empty as long as all is well. */
    public Map<String, String> failures() {
        return new TreeMap<>(failures);
    }

    void failed(String name, Throwable cause) {
        failures.putIfAbsent(name, cause.toString());
        LOG.errorf(cause, "Thread '%s' has ended unexpectedly: %s; restart the service", name, cause);
    }
}
