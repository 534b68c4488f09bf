package org.opendatagov.cdc.sandbox.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TableComparisonTest {
    private static final TableInfo.Column TIME = column("time", "timestamptz");
    private static final TableInfo.Column NAME = column("name", "varchar");
    private static final TableInfo.Column SCORE = column("score", "float8");
    private static final TableInfo.Column AMOUNT = column("amount", "numeric");
    private static final TableInfo.Column TAGS = column("tags", "jsonb");
    private static final TableInfo TABLE =
            new TableInfo("t", List.of(TIME, NAME, SCORE, AMOUNT, TAGS), List.of(TIME, NAME));

    private static final Instant NOON = Instant.parse("2026-02-08T12:00:00.5Z");
    private static final String ENTRY = "2026-02-08T12%3A00%3A00.5Z:a%25b";
    private static final String CONTENT = """
            {"time": "2026-02-08T12:00:00.5Z", "name": "a%b", "score": 0.1, "amount": 2.50, "tags": {"b": [1.0], "a": null}}""";

    private final List<Object> row =
            Arrays.asList(NOON, "a%b", 0.1, new BigDecimal("2.5"), json("{\"a\": null, \"b\": [1]}"));
    private final TableComparison comparison =
            new TableComparison("Redis", TABLE, Map.of(List.of(NOON, "a%b"), row), UnaryOperator.identity());

    @Test
    void theSameRowInAnotherNotationIsNoDifference() {
        assertThat(differences(ENTRY, CONTENT)).isEmpty();
    }

    @Test
    void aRowThatTheSinkDoesNotHoldIsMissing() {
        assertThat(comparison.finish())
                .singleElement()
                .satisfies(d -> assertThat(d.what()).isEqualTo("is missing"));
    }

    @Test
    void aRowThatTheSourceDoesNotHoldIsReported() {
        assertThat(differences("2026-02-08T12%3A00%3A00.5Z:other", CONTENT.replace("a%b", "other")))
                .contains("is there, but not in the source", "is missing");
    }

    @Test
    void everyFieldIsCompared() {
        assertThat(differences(ENTRY, CONTENT.replace("0.1", "0.10000000000000002")))
                .containsExactly("score is 0.10000000000000002, in the source it is 0.1");
    }

    @Test
    void aNumberIsNoText() {
        assertThat(differences(ENTRY, CONTENT.replace("2.50", "\"2.50\"")))
                .containsExactly("amount is \"2.50\", in the source it is 2.5");
    }

    @Test
    void jsonThatCameAsTextIsADifference() {
        assertThat(differences(ENTRY, CONTENT.replace("{\"b\": [1.0], \"a\": null}", "\"{}\"")))
                .containsExactly("tags is \"{}\", in the source it is {\"a\":null,\"b\":[1]}");
    }

    @Test
    void anAbsentFieldIsNotTheSameAsNull() {
        assertThat(differences(ENTRY, CONTENT.replace("\"score\": 0.1, ", "")))
                .containsExactly("score is absent, in the source it is 0.1");
    }

    @Test
    void aFieldThatIsNoColumnIsReported() {
        assertThat(differences(ENTRY, CONTENT.replace("\"score\"", "\"extra\": 1, \"score\"")))
                .containsExactly("extra is there, but no column of the source");
    }

    @Test
    void anEntryUnderAWrongNameIsReported() {
        assertThat(differences("2026-02-08T12:00:00.5Z:a%b", CONTENT)).containsExactly("should be called " + ENTRY);
    }

    @Test
    void twoEntriesOfOneRowAreReported() {
        comparison.add(new SinkRow(ENTRY, json(CONTENT)));

        assertThat(differences("2026-02-08T12%3A00%3A00.500Z:a%25b", CONTENT.replace("00.5Z", "00.500Z")))
                .containsExactly("is there twice, under another name too");
    }

    private List<String> differences(String name, String content) {
        comparison.add(new SinkRow(name, json(content)));
        return comparison.finish().stream().map(Difference::what).toList();
    }

    private static TableInfo.Column column(String name, String type) {
        return new TableInfo.Column(name, type, 200, true);
    }

    private static JsonNode json(String text) {
        try {
            return Canonical.JSON.readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
