package org.opendatagov.cdc.capture.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendatagov.cdc.capture.SourceRecords.change;
import static org.opendatagov.cdc.capture.SourceRecords.heartbeat;
import static org.opendatagov.cdc.capture.SourceRecords.incremental;
import static org.opendatagov.cdc.capture.SourceRecords.message;
import static org.opendatagov.cdc.capture.SourceRecords.snapshot;
import static org.opendatagov.cdc.capture.SourceRecords.tombstone;

import io.debezium.config.Configuration;
import java.util.Properties;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.ExtractField;
import org.apache.kafka.connect.transforms.Filter;
import org.apache.kafka.connect.transforms.RegexRouter;
import org.apache.kafka.connect.transforms.predicates.RecordIsTombstone;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.capture.connector.RecordKind;

class CaptureTransformsTest {

    private final Properties settings = new Properties();

    @Test
    void withoutTransformsARecordIsAsItWas() {
        SourceRecord change = change(20, 10);

        CapturedRecord record = apply(change);
        assertThat(record.isPublished()).isTrue();
        assertThat(record.value()).isSameAs(change.value());
        assertThat(record.origin().kind()).isEqualTo(RecordKind.CHANGE);
        assertThat(record.origin().lsn()).isEqualTo(20);
        assertThat(record.origin().transaction()).isEqualTo(7);
        assertThat(record.origin().table()).isEqualTo("t");
    }

    @Test
    void whatATransformMakesOfARecordLeavesItsOriginAlone() {
        settings.setProperty("transforms", "row, name");
        settings.setProperty("transforms.row.type", ExtractField.Value.class.getName());
        settings.setProperty("transforms.row.field", "after");
        settings.setProperty("transforms.name.type", RegexRouter.class.getName());
        settings.setProperty("transforms.name.regex", ".*");
        settings.setProperty("transforms.name.replacement", "cdc.odg.message");
        SourceRecord change = change(20, 10);

        CapturedRecord record = apply(change);
        assertThat(record.topic()).isEqualTo("cdc.odg.message");
        assertThat(record.valueSchema().field("source")).isNull();
        assertThat(record.sourceOffset()).isSameAs(change.sourceOffset());
        assertThat(record.origin().kind()).isEqualTo(RecordKind.CHANGE);
        assertThat(record.origin().sequence()).isEqualTo("[\"10\",\"20\"]");
    }

    @Test
    void aRecordThatIsDroppedIsStillThere() {
        settings.setProperty("transforms", "drop");
        settings.setProperty("transforms.drop.type", Filter.class.getName());
        settings.setProperty("transforms.drop.predicate", "isTombstone");
        settings.setProperty("predicates", "isTombstone");
        settings.setProperty("predicates.isTombstone.type", RecordIsTombstone.class.getName());

        assertThat(apply(change(20, 10)).isPublished()).isTrue();
        CapturedRecord dropped = apply(tombstone(20, 10));
        assertThat(dropped.isPublished()).isFalse();
        assertThat(dropped.origin().kind()).isEqualTo(RecordKind.TOMBSTONE);
        assertThat(dropped.origin().lsn()).isEqualTo(20);
    }

    @Test
    void whatIsForTheServiceAloneReachesNoTransform() {
        settings.setProperty("transforms", "fails");
        settings.setProperty("transforms.fails.type", ExtractField.Value.class.getName());
        settings.setProperty("transforms.fails.field", "no_such_field");

        for (String prefix : new String[] {"opendatagov-cdc", "::timescaledb-compression-start"}) {
            assertThat(apply(message(prefix)).isPublished()).isFalse();
        }
    }

    @Test
    void eachKindIsKnown() {
        assertThat(kind(snapshot(20))).isEqualTo(RecordKind.SNAPSHOT_ROW);
        assertThat(kind(incremental(20, "1"))).isEqualTo(RecordKind.ROW_ON_DEMAND);
        assertThat(kind(heartbeat(20, 10))).isEqualTo(RecordKind.HEARTBEAT);
        assertThat(kind(message("somebody's"))).isEqualTo(RecordKind.MESSAGE);
        assertThat(kind(message("opendatagov-cdc"))).isEqualTo(RecordKind.OWN_MESSAGE);
        assertThat(kind(message("::timescaledb-compression-end"))).isEqualTo(RecordKind.COMPRESSION_MARK);
    }

    private RecordKind kind(SourceRecord record) {
        return apply(record).origin().kind();
    }

    private CapturedRecord apply(SourceRecord record) {
        Properties wrapped = new Properties();
        wrapped.putAll(settings);
        CaptureTransforms.wrap(wrapped, "");
        assertThat(wrapped).containsEntry("transforms", "captured").doesNotContainKey("predicates");
        try (CaptureTransforms transforms = new CaptureTransforms()) {
            transforms.configure(Configuration.from(wrapped)
                    .subset("transforms.captured", true)
                    .asMap());
            return (CapturedRecord) transforms.apply(record);
        }
    }
}
