package org.opendatagov.cdc.capture.preflight;

import java.util.List;
import java.util.stream.Stream;
import org.opendatagov.cdc.capture.preflight.PreflightCheck.Status;

/**
 * What a connector found when it looked at its source and at Kafka.
 *
 * @param connector the connector's name
 * @param database where its source is, without who reads it
 * @param status the worst of the checks
 * @param checks the checks in the order in which they were made; after some problems those that depend on them are left out
 */
public record PreflightReport(String connector, String database, Status status, List<PreflightCheck> checks) {

    public PreflightReport {
        checks = List.copyOf(checks);
    }

    static PreflightReport of(String connector, String database, List<PreflightCheck> checks) {
        Status worst = checks.stream()
                .map(PreflightCheck::status)
                .max(Status::compareTo)
                .orElse(Status.OK);
        return new PreflightReport(connector, database, worst, checks);
    }

    /** The checks that have turned out so. */
    public Stream<PreflightCheck> with(Status wanted) {
        return checks.stream().filter(check -> check.status() == wanted);
    }
}
