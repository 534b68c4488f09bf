package org.opendatagov.cdc.routes;

/**
 * A mistake in a route file.
 *
 * @param file the file, as people find it
 * @param line the line, from 1 on, or 0 when it is no line's
 * @param reason what is wrong, in one sentence
 */
record RouteProblem(String file, int line, String reason) {

    @Override
    public String toString() {
        return line == 0 ? file + ": " + reason : file + ":" + line + ": " + reason;
    }
}
