package org.opendatagov.cdc.capture.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceDatabaseTest {

    private final SourceDatabase database = new SourceDatabase("cdc.odg", "db", 5432, "odg", "cdc", "secret", "prefer");

    @ParameterizedTest
    @CsvSource({
        "28P01, cdc.odg.password",
        "28000, cdc.odg.user",
        "3D000, cdc.odg.database",
        "08001, cdc.odg.host",
        "08006, cdc.odg.port",
        "57P03, wait",
        "53300, max_connections",
        "55006, in use",
    })
    void aFailureNamesTheDatabaseAndTheMendButNoSecret(String state, String mend) {
        assertThat(database.problem(new SQLException("why\nDetail: more", state)))
                .hasMessageStartingWith("PostgreSQL at db:5432/odg")
                .hasMessageContaining(mend)
                .hasMessageNotContainingAny("secret", "Detail");
    }

    @Test
    void anUnknownFailureSaysWhatTheServerSaid() {
        assertThat(database.problem(new SQLException("disk full", "53100")))
                .hasMessage("PostgreSQL at db:5432/odg failed: disk full");
    }

    @Test
    void aMissingSettingIsNamedWithItsEnvironmentVariable() {
        SourceDatabase unknownUser = new SourceDatabase("cdc.odg", "db", 5432, "odg", null, "secret", "prefer");

        assertThatThrownBy(unknownUser::connect)
                .isInstanceOf(CaptureProblem.class)
                .hasMessage("cdc.odg.user isn't set; set it, or the environment variable CDC_ODG_USER");
    }
}
