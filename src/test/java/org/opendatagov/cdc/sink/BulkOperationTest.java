package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.sink.BulkOperation.Target;

class BulkOperationTest {

    @Test
    void anUpsertIsAnIndexActionAndTheDocument() {
        CdcRecord row =
                Rows.update("t", "a\"1", 26_000_000_000L, "{\"n\":0.10,\"text\":\"two\\nlines\",\"meta\":{\"a\":[1]}}");
        assertThat(lines(BulkOperation.of(new SearchRow(row, "cdc_t", "a\"1"), new Target("cdc_t", null))))
                .isEqualTo("""
                {"index":{"_index":"cdc_t","_id":"a\\"1","version":26000000000,"version_type":"external_gte"}}
                {"n":0.10,"text":"two\\nlines","meta":{"a":[1]}}
                """);
    }

    @Test
    void anAliasHasToBeThere() {
        SearchRow row = new SearchRow(Rows.create("t", "1", 5, "{}"), "cdc_t", "1");
        assertThat(lines(BulkOperation.of(row, Target.next("cdc_t", "opendatagov-cdc_t-000002"))))
                .isEqualTo("""
                {"index":{"_index":"opendatagov-cdc_t-next","_id":"1","version":5,"version_type":"external_gte","require_alias":true}}
                {}
                """);
    }

    @Test
    void aDeleteIsOneLineAndGoesToTheIndexBehindAnAlias() {
        assertThat(lines(BulkOperation.of(
                        new SearchRow(Rows.delete("t", "1", 0), "cdc_t", "1"),
                        Target.next("cdc_t", "opendatagov-cdc_t-000002"))))
                .isEqualTo("""
                {"delete":{"_index":"opendatagov-cdc_t-000002","_id":"1","version":0,"version_type":"external_gte"}}
                """);
    }

    private static String lines(BulkOperation operation) {
        return new String(operation.lines(), StandardCharsets.UTF_8);
    }
}
