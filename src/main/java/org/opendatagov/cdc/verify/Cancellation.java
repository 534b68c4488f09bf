package org.opendatagov.cdc.verify;

/** Whether somebody has ended a verification. An interrupt alone may get lost in a database's driver. */
final class Cancellation {

    private volatile boolean asked;

    void ask(Thread thread) {
        asked = true;
        thread.interrupt();
    }

    boolean isAsked() {
        return asked;
    }

    void check() throws InterruptedException {
        if (asked) {
            throw new InterruptedException();
        }
    }
}
