package org.opendatagov.cdc.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rounds that failed once, cut down by the random search, see docs/development.md; or, with {@code -Dsearch.file}, the one of this file.
 */
@ExtendWith(SearchWorld.Provider.class)
class KeptRoundsIT {

    private static final Path KEPT = Path.of("src", "test", "resources", "search");

    private final Rounds rounds;

    KeptRoundsIT(SearchWorld world) {
        rounds = new Rounds(world);
    }

    static List<Path> kept() {
        String one = System.getProperty("search.file");
        if (one != null) {
            return List.of(Path.of(one));
        }
        try (Stream<Path> files = Files.list(KEPT)) {
            return files.filter(file -> file.toString().endsWith(".steps"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("kept")
    void nothingIsWrongAfterwards(Path file) {
        assertThat(rounds.run(Step.read(file))).as(file.toString()).isEmpty();
    }
}
