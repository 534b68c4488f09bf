package org.opendatagov.cdc.sandbox;

import java.util.concurrent.TimeUnit;
import org.opendatagov.cdc.servers.CdcService;

/** Ends everything that runs when this JVM ends, for whatever reason: first the service, then the servers. */
final class Stage {
    private static final long SERVICE_SECONDS = 15;

    private final Thread main;
    private final Board board;
    private final Servers servers;
    private CdcService service;
    private boolean ending;

    Stage(Thread main, Board board, Servers servers) {
        this.main = main;
        this.board = board;
        this.servers = servers;
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end"));
    }

    /** Starts the service, unless the end has come before. */
    synchronized void launch(CdcService launched) {
        if (!ending) {
            service = launched;
            service.start();
        }
    }

    /** Whether the end has come, by a signal perhaps; then it is no wonder when something fails. */
    synchronized boolean isEnding() {
        return ending;
    }

    private void end() {
        CdcService running = begin();
        main.interrupt();
        board.say("Stopping what runs.");
        if (running != null) {
            stop(running);
        }
        servers.close();
    }

    private synchronized CdcService begin() {
        ending = true;
        return service;
    }

    /** Whatever does not end in time is killed when this JVM is gone. */
    private void stop(CdcService running) {
        Thread stop = new Thread(running::stop, "stop-service");
        stop.setDaemon(true);
        stop.start();
        try {
            stop.join(TimeUnit.SECONDS.toMillis(SERVICE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stop.isAlive()) {
            board.say("The service did not stop within " + SERVICE_SECONDS + " s and is killed, see " + running.log());
        }
    }
}
