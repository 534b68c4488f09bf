package org.opendatagov.cdc.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.RowKey;
import org.opendatagov.cdc.event.SnapshotMarker;

/** Changes of pipeline executions, as a delivery route gets them. */
final class Changes {

    static final Instant COMMITTED = Instant.parse("2026-02-08T10:00:00.123Z");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Changes() {}

    /** A change of the execution at an LSN. */
    static CdcRecord execution(CdcOperation operation, String runId, Long lsn, String before, String after) {
        return at(lsn == null ? 7 : lsn, operation, runId, lsn, before, after);
    }

    /** The same change, at an offset of one's choice. */
    static CdcRecord at(long offset, CdcOperation operation, String runId, Long lsn, String before, String after) {
        CdcEvent event = new CdcEvent(
                operation,
                "odg",
                "public",
                "pipeline_executions",
                "cdc.odg",
                row(before),
                row(after),
                null,
                COMMITTED,
                COMMITTED.plusMillis(20),
                lsn,
                4711L,
                SnapshotMarker.FALSE,
                900L);
        return new CdcRecord(
                new RowKey(List.of(runId)),
                event,
                new ConsumerRecord<>("cdc.odg.public.pipeline_executions", 2, offset, new byte[0], new byte[0]));
    }

    /** An update to a row with this status, with the default replica identity. */
    static CdcRecord became(String status, String runId, long lsn) {
        return execution(
                CdcOperation.UPDATE,
                runId,
                lsn,
                null,
                "{\"run_id\":\"%s\",\"status\":\"%s\",\"rows_processed\":12}".formatted(runId, status));
    }

    private static ObjectNode row(String json) {
        try {
            return json == null ? null : (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
