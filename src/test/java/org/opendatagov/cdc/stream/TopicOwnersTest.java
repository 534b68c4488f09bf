package org.opendatagov.cdc.stream;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.SnapshotMarker;

class TopicOwnersTest {

    private final TopicOwners owners = new TopicOwners();

    @ParameterizedTest
    @CsvSource({
        "cdc.odg.public.model_cards, public, model_cards",
        "cdc.public.model_cards, public, model_cards",
        "cdc.odg.my_app.order_items, my app, order items",
        "cdc.odg.public.a.b, public, a.b",
        "cards, public, model_cards",
        "cdc.cards, public, model_cards",
    })
    void aTablesEventsMayBeInItsTopicOrInOneOfNoTable(String topic, String schema, String table) {
        CdcEvent event = event(schema, table);

        assertThatCode(() -> owners.require(topic, event)).doesNotThrowAnyException();
        assertThatCode(() -> owners.require(topic, event)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "cdc.odg.public.model_cards, public, veto_records",
        "cdc.odg.public.model_cards, other, model_cards",
        "cdc.odg.public.model_cards, public, cards",
        "cdc.odg.public.model_cards, public, MODEL_CARDS",
        "cdc.odg.public.model_cards, , model_cards",
        "cdc.odg.public.model_cards, , veto_records",
    })
    void anotherTablesEventsMayNot(String topic, String schema, String table) {
        owners.require(topic, event("public", "model_cards"));

        assertThatThrownBy(() -> owners.require(topic, event(schema, table)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is of table " + schema + "." + table);
    }

    @Test
    void whatBelongsToNoTableMayBeAnywhere() {
        assertThatCode(() -> owners.require("cdc.odg.message", event(null, null)))
                .doesNotThrowAnyException();
    }

    private static CdcEvent event(String schema, String table) {
        return new CdcEvent(
                CdcOperation.CREATE,
                "odg",
                schema,
                table,
                "cdc.odg",
                null,
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                5L,
                7L,
                SnapshotMarker.FALSE,
                5L);
    }
}
