package org.opendatagov.cdc.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;

class CloudEventsTest {

    private static final String ROW =
            "{\"run_id\":\"r1\",\"status\":\"failed\",\"input_datasets\":[{\"id\":\"a\"}],\"bytes_processed\":9007199254740993}";

    private final ObjectMapper json = new ObjectMapper();
    private final CloudEvents events = new CloudEvents("org.opendatagov.pipeline.failed", Set.of(), true);

    @Test
    void theEnvelopeSaysWhatHappenedWhereAndWhen() throws IOException {
        CdcRecord record = Changes.execution(CdcOperation.UPDATE, "r1", 100L, null, ROW);

        JsonNode event = json.readTree(events.body("cdc_1", record));

        assertThat(event).isEqualTo(json.readTree("""
                        {"specversion": "1.0", "id": "cdc_1", "source": "/opendatagov/cdc/cdc.odg",
                         "type": "org.opendatagov.pipeline.failed", "subject": "pipeline_executions:r1",
                         "time": "2026-02-08T10:00:00.123Z", "datacontenttype": "application/json",
                         "data": {"operation": "update", "table": "pipeline_executions", "key": "r1", "before": null,
                                  "after": %s}}
                        """.formatted(ROW)));
    }

    @Test
    void theDataHoldsTheColumnsAskedFor() throws IOException {
        CloudEvents some = new CloudEvents("t", Set.of("run_id", "status", "no_such_column"), true);
        CdcRecord record = Changes.execution(CdcOperation.UPDATE, "r1", 100L, ROW, ROW);

        JsonNode data = json.readTree(some.body("cdc_1", record)).get("data");

        JsonNode expected = json.readTree("{\"run_id\":\"r1\",\"status\":\"failed\"}");
        assertThat(data.get("after")).isEqualTo(expected);
        assertThat(data.get("before")).isEqualTo(expected);
        assertThat(some.missing(record)).containsExactly("no_such_column");
        assertThat(record.event().after().size())
                .as("columns of the change itself")
                .isEqualTo(4);
    }

    @Test
    void whatTheRowWasBeforeCanBeLeftOut() throws IOException {
        CloudEvents without = new CloudEvents("t", Set.of(), false);
        CdcRecord record = Changes.execution(CdcOperation.UPDATE, "r1", 100L, ROW, ROW);

        JsonNode data = json.readTree(without.body("cdc_1", record)).get("data");

        assertThat(data.has("before")).isFalse();
        assertThat(data.get("after")).isEqualTo(json.readTree(ROW));
    }

    @Test
    void theIdStaysWhenTheChangeIsCapturedAgain() {
        CdcRecord first = Changes.at(17, CdcOperation.UPDATE, "r1", 100L, null, ROW);
        CdcRecord again = Changes.at(23, CdcOperation.UPDATE, "r1", 100L, null, ROW);

        assertThat(events.id(again)).isEqualTo(events.id(first)).matches("cdc_[0-9a-f]{32}");
    }

    @Test
    void anyOtherChangeHasAnotherId() {
        CdcRecord change = Changes.execution(CdcOperation.UPDATE, "r1", 100L, null, ROW);
        CdcRecord laterInTheTransaction = Changes.execution(CdcOperation.UPDATE, "r1", 101L, null, ROW);
        CdcRecord otherRowOfTheSameWalRecord = Changes.execution(CdcOperation.UPDATE, "r2", 100L, null, ROW);
        CdcRecord otherOperation = Changes.execution(CdcOperation.CREATE, "r1", 100L, null, ROW);
        CdcRecord snapshotRead = Changes.execution(CdcOperation.READ, "r1", null, null, ROW);

        List<String> ids = Stream.of(
                        change, laterInTheTransaction, otherRowOfTheSameWalRecord, otherOperation, snapshotRead)
                .map(events::id)
                .toList();

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(new CloudEvents("other", Set.of(), true).id(change)).isNotEqualTo(events.id(change));
    }
}
