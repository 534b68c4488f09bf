package org.opendatagov.cdc.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs random rounds for a while, see docs/development.md. */
@Tag("faults")
@ExtendWith(SearchWorld.Provider.class)
class RandomSearchIT {

    private static final Duration TIME = Duration.ofSeconds(Long.getLong("search.seconds", 120));
    private static final Duration SHRINKING = Duration.ofSeconds(Long.getLong("search.shrink", 180));

    private final Rounds rounds;

    RandomSearchIT(SearchWorld world) {
        rounds = new Rounds(world);
    }

    @Test
    void randomRounds() throws Exception {
        long seed = Long.getLong("search.seed", new Random().nextInt(1_000_000_000));
        long begun = System.nanoTime();
        System.out.println("Random search from seed " + seed);
        List<String> failures = new ArrayList<>();
        for (long next = seed; System.nanoTime() - begun < TIME.toNanos(); next++) {
            Failure round = run(next);
            if (!round.findings().isEmpty()) {
                failures.add(report(round));
            }
        }
        System.out.println("Random search from seed " + seed + ": " + rounds.tally());
        System.out.println("Refused statements: " + rounds.tally().refusals());
        assertThat(failures).isEmpty();
    }

    private Failure run(long seed) throws IOException {
        long begun = System.nanoTime();
        List<Step> steps = Generator.round(seed);
        new Failure(seed, steps, List.of()).write("");
        List<Finding> findings = rounds.run(steps);
        System.out.println("Seed " + seed + ": " + steps.size() + " steps, "
                + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms, " + findings.size() + " findings");
        return new Failure(seed, steps, findings);
    }

    private String report(Failure failure) throws IOException {
        failure.findings().forEach(System.out::println);
        String file = failure.write("").toString();
        Failure shortest = shrink(failure);
        shortest.write("-short");
        System.out.println(
                "Seed " + failure.seed() + " fails with " + shortest.steps().size() + " steps:");
        shortest.steps().forEach(System.out::println);
        return file + ": " + shortest.findings();
    }

    private Failure shrink(Failure failure) {
        List<Failure> shorter = new ArrayList<>(List.of(failure));
        new Shrinker(
                        fewer -> {
                            List<Finding> found = rounds.run(fewer);
                            boolean same = found.stream().map(Finding::kind).anyMatch(failure.kinds()::contains);
                            if (same) {
                                shorter.add(new Failure(failure.seed(), fewer, found));
                            }
                            return same;
                        },
                        SHRINKING)
                .shrink(failure.steps());
        return shorter.get(shorter.size() - 1);
    }
}
