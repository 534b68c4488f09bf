package org.opendatagov.cdc.sink;

import java.util.stream.Stream;

/** What failed TLS connections say. */
final class Certificates {

    private Certificates() {}

    /** Whether the server's certificate was the cause: signed by an unknown authority, expired, or another server's. */
    static boolean wereRefused(String cause) {
        return Stream.of("certification path", "certificate", "No subject alternative", "No name matching")
                .anyMatch(cause::contains);
    }
}
