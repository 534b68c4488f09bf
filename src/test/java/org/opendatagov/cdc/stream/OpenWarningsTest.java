package org.opendatagov.cdc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class OpenWarningsTest {

    private static final Instant NOW = Instant.parse("2026-02-08T10:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final OpenWarnings warnings = new OpenWarnings(meters, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void theSameSentenceIsCountedAndALaterOneTakesItsPlace() {
        warnings.warn("flow", "table a", "no key");
        warnings.warn("flow", "table a", "no key");
        warnings.warn("flow", "table b", "no key either");
        assertThat(warnings.of("flow")).containsExactly("no key (2 times)", "no key either");

        warnings.warn("flow", "table a", "a key again");
        assertThat(warnings.of("flow")).containsExactly("a key again", "no key either");
        assertThat(warnings.of("other")).isEmpty();
        assertThat(meters.get("cdc.flow.warnings").tag("flow", "flow").gauge().value())
                .isEqualTo(2);
    }

    @Test
    void aRepairEndsWhatWasThereBeforeIt() {
        warnings.warn("flow", Truncates.about("public", "t"), "truncated");

        warnings.endOfTruncate("flow", "public", "t", NOW);
        warnings.endOfTruncate("other", "public", "t", NOW.plusSeconds(1));
        assertThat(warnings.of("flow")).containsExactly("truncated");

        warnings.endOfTruncate("flow", "public", "t", NOW.plusSeconds(1));
        assertThat(warnings.of("flow")).isEmpty();
    }
}
