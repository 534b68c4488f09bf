package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.RowKey;
import org.opendatagov.cdc.event.SnapshotMarker;
import org.opendatagov.cdc.sink.NamePattern.Placeholder;

class SharedNamesTest {

    private final Logger logger = Logger.getLogger(SharedNames.class.getName());
    private final List<String> said = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            said.add(
                    entry.getMessage().contains("%s")
                            ? entry.getMessage().formatted(entry.getParameters())
                            : entry.getMessage());
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void leave() {
        logger.removeHandler(handler);
    }

    @Test
    void tablesOfOneNameInTwoSchemasAreReportedOnce() {
        SharedNames names = names("{table}:{key}");

        names.look(List.of(row("odg", "a", "orders"), row("odg", "b", "orders"), row("odg", "b", "orders")));
        names.look(List.of(row("odg", "b", "orders"), row("odg", "a", "others")));

        assertThat(said)
                .containsExactly(
                        "Rows of odg.a.orders and of odg.b.orders have the same names by the option key, so that one"
                                + " replaces the other; put {schema} into it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{schema}.{table}:{key}", "{database}.{schema}.{table}:{key}"})
    void namesThatTellThemApartAreFine(String pattern) {
        names(pattern).look(List.of(row("odg", "a", "orders"), row("odg", "b", "orders")));

        assertThat(said).isEmpty();
    }

    @Test
    void soAreTablesOfTwoDatabases() {
        names("{schema}.{table}:{key}").look(List.of(row("odg", "a", "orders"), row("timescale", "a", "orders")));

        assertThat(said).singleElement().asString().endsWith("put {database} into it");
    }

    private static SharedNames names(String pattern) {
        return new SharedNames("the option key", NamePattern.parse("key", pattern, Placeholder.OF_A_ROW));
    }

    private static CdcRecord row(String database, String schema, String table) {
        CdcEvent event = new CdcEvent(
                CdcOperation.CREATE,
                database,
                schema,
                table,
                "cdc",
                null,
                Rows.parse("{}"),
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                1L,
                1L,
                SnapshotMarker.FALSE,
                1L);
        return new CdcRecord(new RowKey(List.of("1")), event, new ConsumerRecord<>("t", 0, 0, null, null));
    }
}
