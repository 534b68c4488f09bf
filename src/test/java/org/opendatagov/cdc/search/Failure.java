package org.opendatagov.cdc.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Steps after which something is wrong.
 *
 * @param seed of the round that they are from
 */
record Failure(long seed, List<Step> steps, List<Finding> findings) {

    private static final Path FOLDER = Path.of("target", "search-failures");

    Set<Finding.Kind> kinds() {
        return findings.stream().map(Finding::kind).collect(Collectors.toSet());
    }

    /** Writes it to a file that {@link Step#read} takes, and returns that. */
    Path write(String suffix) throws IOException {
        Files.createDirectories(FOLDER);
        Stream<String> comments = Stream.concat(
                Stream.of("# Seed " + seed),
                findings.stream().map(finding -> "# " + finding.toString().replace('\n', ' ')));
        return Files.write(
                FOLDER.resolve(seed + suffix + ".steps"),
                Stream.concat(comments, steps.stream().map(Step::toString)).toList());
    }
}
