package org.opendatagov.cdc.capture.connector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OptionsPlaceTest {

    @Test
    void anOptionHasTheNameUnderWhichItStandsThere() {
        assertThat(OptionsPlace.ROUTE.option("tableIncludeList")).isEqualTo("tableIncludeList in the route");
        assertThat(OptionsPlace.CONFIGURATION.option("tableIncludeList"))
                .isEqualTo("table.include.list in its configuration");
    }
}
