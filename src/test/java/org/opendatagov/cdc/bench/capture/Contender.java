package org.opendatagov.cdc.bench.capture;

import org.opendatagov.cdc.bench.ProcessUse;

/** A program that captures, with its settings. */
interface Contender {

    /** Its name in options, files and topics: lower case, with hyphens. */
    String name();

    /** Its name for readers. */
    String title();

    /** Starts the program in a new process. Returns as soon as nothing more has to be done for it to capture. */
    Capture start(Job job);

    /** A program that runs. */
    interface Capture extends AutoCloseable {

        boolean isAlive();

        ProcessUse use();

        /** What it has logged, as a name for messages. */
        String log();

        /** Ends it, in good order if it can. */
        @Override
        void close();
    }
}
