package org.opendatagov.cdc.search;

import java.util.List;

/** Runs one round after the other on a world. */
final class Rounds {

    private final SearchWorld world;
    private final Tally tally = new Tally();

    Rounds(SearchWorld world) {
        this.world = world;
    }

    /** Runs steps and returns what is wrong afterwards. */
    List<Finding> run(List<Step> steps) {
        String schema = world.nextSchema();
        try {
            List<Finding> findings = new Round(world, schema, tally).run(steps);
            tally.round(findings);
            return findings;
        } catch (Exception e) {
            throw new IllegalStateException("Round " + schema + " can't be run: " + e.getMessage(), e);
        }
    }

    Tally tally() {
        return tally;
    }
}
