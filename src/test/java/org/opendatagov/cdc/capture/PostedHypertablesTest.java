package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostedHypertablesTest {

    /** As Debezium's documentation has it. */
    private final Map<String, String> config = new HashMap<>(Map.of(
            "topic.prefix", "cdc.timescale",
            "database.hostname", "db",
            "database.password", "secret",
            "transforms", "timescaledb, route",
            "transforms.timescaledb.type", "io.debezium.connector.postgresql.transforms.timescaledb.TimescaleDb",
            "transforms.timescaledb.database.hostname", "db",
            "transforms.timescaledb.database.password", "secret",
            "transforms.timescaledb.schema.list", "_timescaledb_internal",
            "transforms.timescaledb.target.topic.prefix", "cdc.timescale",
            "transforms.route.type", "org.apache.kafka.connect.transforms.RegexRouter"));

    @Test
    void theTransformIsTakenOutAndTheOthersStay() {
        assertThat(PostedHypertables.isIn(config)).isTrue();
        assertThat(PostedHypertables.objections(config)).isEmpty();
        assertThat(PostedHypertables.without(config))
                .isEqualTo(Map.of(
                        "topic.prefix", "cdc.timescale",
                        "database.hostname", "db",
                        "database.password", "secret",
                        "transforms", "route",
                        "transforms.route.type", "org.apache.kafka.connect.transforms.RegexRouter"));
    }

    @Test
    void withoutItThereIsNothingToDo() {
        config.remove("transforms");

        assertThat(PostedHypertables.isIn(config)).isFalse();
        assertThat(PostedHypertables.objections(config)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "transforms | route,timescaledb | has to name timescaledb first",
                "transforms.timescaledb.target.topic.prefix | other | has to be as topic.prefix",
                "transforms.timescaledb.database.hostname | elsewhere | has to be as database.hostname, or be left out",
                "transforms.timescaledb.database.password | another | has to be as database.password, or be left out",
                "transforms.timescaledb.predicate | p | isn't carried by this service",
                "transforms.timescaledb.driver.options | -c x=y | isn't carried by this service",
            })
    void whatTheOwnTransformWouldDoOtherwiseIsRefused(String option, String value, String objection) {
        config.put(option, value);

        assertThat(PostedHypertables.objections(config))
                .hasSize(1)
                .hasEntrySatisfying(
                        option,
                        sentence -> assertThat(sentence).contains(objection).doesNotContain("secret", "another"));
    }

    @Test
    void thePrefixThatDebeziumAssumesIsNotTaken() {
        config.remove("transforms.timescaledb.target.topic.prefix");

        assertThat(PostedHypertables.objections(config)).containsOnlyKeys("transforms.timescaledb.target.topic.prefix");
    }
}
