package org.opendatagov.cdc.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Steps come from a seed alone, are read as they were written, and are left out one by one. */
class StepsTest {

    @Test
    void aSeedAlwaysMakesTheSameStepsAndTheirTextHasAllOfThem() {
        for (long seed = 0; seed < 300; seed++) {
            List<Step> steps = Generator.round(seed);
            assertThat(steps).isEqualTo(Generator.round(seed));
            assertThat(steps.stream().map(Step::toString).map(Step::parse).toList())
                    .isEqualTo(steps);
        }
    }

    @Test
    void whatIsNotNeededForAFailureIsLeftOut() {
        List<Step> steps = IntStream.range(0, 50)
                .mapToObj(i -> Step.of(Step.Verb.PAUSE, Integer.toString(i)))
                .toList();
        List<Step> needed = List.of(steps.get(3), steps.get(31), steps.get(49));

        assertThat(new Shrinker(fewer -> fewer.containsAll(needed), Duration.ofMinutes(1)).shrink(steps))
                .isEqualTo(needed);
    }
}
