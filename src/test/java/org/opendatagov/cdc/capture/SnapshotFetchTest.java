package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.capture.connector.CaptureProblem;

class SnapshotFetchTest {

    private final SnapshotFetch fetch = new SnapshotFetch(64 << 20);

    @Test
    void theDriverIsBoundedAndTheRowsStayAsTheyAreSet() {
        Properties settings = new Properties();
        settings.setProperty("snapshot.fetch.size", "500");

        fetch.apply(settings, null);

        assertThat(settings)
                .containsEntry("driver.maxResultBuffer", "67108864")
                .containsEntry("snapshot.fetch.size", "500")
                .containsEntry("incremental.snapshot.chunk.size", "1024");
    }

    @Test
    void threadsShareTheBound() {
        Properties settings = new Properties();
        settings.setProperty("snapshot.max.threads", "4");

        fetch.apply(settings, null);

        assertThat(settings).containsEntry("driver.maxResultBuffer", "16777216");
    }

    @Test
    void aRunThatOnlyStreamsHasNoBound() {
        Properties settings = new Properties();

        fetch.apply(settings, Map.of("lsn", 7L));
        assertThat(settings).doesNotContainKey("driver.maxResultBuffer");

        fetch.apply(settings, Map.of("lsn", 7L, "snapshot", "INITIAL"));
        assertThat(settings).containsKey("driver.maxResultBuffer");
    }

    @Test
    void eachTimeThatRowsAreTooLargeFewerAreRead() {
        CaptureProblem tooLarge = new CaptureProblem.Passing(
                "too large",
                new SQLException("Result set exceeded maxResultBuffer limit. Received:  7; Current limit: 6"));

        assertThat(rows()).isEqualTo("10240");
        assertThat(fetch.after(tooLarge)).isSameAs(tooLarge);
        assertThat(rows()).isEqualTo("320");
        fetch.after(tooLarge);
        assertThat(rows()).isEqualTo("10");
        fetch.after(tooLarge);
        assertThat(rows()).isEqualTo("1");

        assertThat(fetch.after(tooLarge))
                .isNotInstanceOf(CaptureProblem.Passing.class)
                .hasMessage(
                        "a row is larger than a quarter of the heap, 64 MiB, as the snapshot reads it; give the process"
                                + " more memory (-Xmx in JAVA_OPTS)");
    }

    @Test
    void otherFailuresChangeNothing() {
        CaptureProblem problem = new CaptureProblem("no", new SQLException("deadlock"));

        assertThat(rows()).isEqualTo("10240");
        assertThat(fetch.after(problem)).isSameAs(problem);
        assertThat(rows()).isEqualTo("10240");
    }

    private String rows() {
        Properties settings = new Properties();
        fetch.apply(settings, null);
        return settings.getProperty("snapshot.fetch.size");
    }
}
