package org.opendatagov.cdc.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Cuts a list of steps down to a shorter one that still fails, by leaving out halves, quarters and so on down to single steps. */
final class Shrinker {

    private final Predicate<List<Step>> fails;
    private final long deadline;

    /**
     * @param fails runs the steps and says whether they still fail in the same way
     * @param limit how long it may take
     */
    Shrinker(Predicate<List<Step>> fails, Duration limit) {
        this.fails = fails;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    List<Step> shrink(List<Step> failing) {
        List<Step> shortest = withoutKinds(failing);
        for (int size = shortest.size() / 2; size >= 1; size = size == 1 ? 0 : Math.max(1, size / 2)) {
            for (int start = 0; start < shortest.size() && System.nanoTime() - deadline < 0; ) {
                List<Step> fewer = new ArrayList<>(shortest);
                fewer.subList(start, Math.min(start + size, fewer.size())).clear();
                if (fails.test(fewer)) {
                    shortest = fewer;
                } else {
                    start += size;
                }
            }
        }
        return shortest;
    }

    /** Leaves out all steps about a table, or all that do the same. */
    private List<Step> withoutKinds(List<Step> failing) {
        List<Step> shortest = failing;
        Set<Predicate<Step>> kinds = new LinkedHashSet<>();
        failing.stream()
                .map(Step::target)
                .filter(target -> !target.isEmpty())
                .distinct()
                .forEach(target -> kinds.add(step -> step.target().equals(target)));
        failing.stream().map(Step::verb).distinct().forEach(verb -> kinds.add(step -> step.verb() == verb));
        for (Predicate<Step> kind : kinds) {
            List<Step> fewer = shortest.stream().filter(kind.negate()).toList();
            if (fewer.size() < shortest.size() && System.nanoTime() - deadline < 0 && fails.test(fewer)) {
                shortest = fewer;
            }
        }
        return shortest;
    }
}
