package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sink in front of OpenSearch, which keeps JSON without indexing its parts. */
@Tag("faults")
@ExtendWith(SearchFixture.OpenSearch.class)
class OpenSearchIT extends SearchContract {

    OpenSearchIT(SearchFixture search) {
        super(search);
    }

    @Test
    void objectsAreKeptWithoutBeingIndexed() throws Exception {
        String text = "x".repeat(50_000);
        route.write(
                Rows.create("t", "1", 1, "{\"meta\":{\"owner\":\"Ada\"}}"),
                Rows.create("t", "2", 1, "{\"meta\":{\"owner\":{\"long\":\"" + text + "\"}}}"),
                Rows.create("t", "3", 1, "{\"meta\":\"a scalar\"}"));
        assertThat(route.letters).isEmpty();
        assertThat(search.mapping("cdc_t").at("/meta/enabled").isBoolean()).isTrue();
        assertThat(search.found("cdc_t", "meta.owner", "Ada")).isEmpty();
        assertThat(search.source("cdc_t", "2").at("/meta/owner/long").asText()).isEqualTo(text);
    }
}
