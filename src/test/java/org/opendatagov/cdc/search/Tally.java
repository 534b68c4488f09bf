package org.opendatagov.cdc.search;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What all rounds came to. */
final class Tally {

    private final Map<Finding.Kind, Integer> findings = new EnumMap<>(Finding.Kind.class);
    private final Map<String, Integer> refusals = new TreeMap<>();
    private final Map<Integer, Integer> answers = new TreeMap<>();
    private int rounds;
    private int statements;
    private int failed;
    private int kills;
    private int calls;
    private int changes;
    private int events;

    void round(List<Finding> found) {
        rounds++;
        found.forEach(finding -> findings.merge(finding.kind(), 1, Integer::sum));
    }

    void changes(int committed) {
        changes += committed;
    }

    void events(int seen) {
        events += seen;
    }

    void statement() {
        statements++;
    }

    /** A statement that PostgreSQL refused, by the first line of its reason. */
    void refused(String reason) {
        failed++;
        refusals.merge(
                reason.lines().findFirst().orElse("").replaceAll("[0-9]+", "N").replaceAll("\".*\"", "…"),
                1,
                Integer::sum);
    }

    void kill() {
        kills++;
    }

    void answered(int status) {
        answers.merge(status, 1, Integer::sum);
    }

    void call() {
        calls++;
    }

    int rounds() {
        return rounds;
    }

    /** Why statements failed, to see what a generator wastes. */
    String refusals() {
        return refusals + "; calls by answer: " + answers;
    }

    @Override
    public String toString() {
        return "%d rounds, %d statements (%d refused), %d kills, %d calls, %d changes, %d events, %d lost, %d altered, %d in sinks, %d stuck, %d refused"
                .formatted(
                        rounds,
                        statements,
                        failed,
                        kills,
                        calls,
                        changes,
                        events,
                        count(Finding.Kind.LOST),
                        count(Finding.Kind.ALTERED),
                        count(Finding.Kind.SINK),
                        count(Finding.Kind.STUCK),
                        count(Finding.Kind.REFUSED));
    }

    private int count(Finding.Kind kind) {
        return findings.getOrDefault(kind, 0);
    }
}
