package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SharedWorld.Provider.class)
class ReadOwnWritesIT {

    private static final int CHANGES = 20;

    private final SharedWorld world;

    ReadOwnWritesIT(SharedWorld world) {
        this.world = world;
    }

    @Test
    void whoeverWaitsForHisLsnReadsHisChangeInTheCache() throws Exception {
        try (OwnWrites own = new OwnWrites(world)) {
            for (int change = 0; change < CHANGES; change++) {
                own.changeAndRead(world.service());
            }
            System.out.println("Median wait for the cache: " + own.median().toMillis() + " ms");
        }
    }

    @Test
    void aCacheThatIsHeldUpIsWaitedFor() throws Exception {
        try (OwnWrites own = new OwnWrites(world)) {
            own.changeAndRead(world.service());
            world.sinks().cache().holdUpWrites(Duration.ofMillis(500));
            own.changeAndRead(world.service());
        }
    }

    @Test
    void aFlowWithOtherTopicsIsWaitedForLikewise() throws Exception {
        try (OwnWrites own = new OwnWrites(world)) {
            String lsn = own.change();

            assertThat(OwnWrites.await(world.service(), lsn, "notify-model-card", Duration.ofSeconds(10))
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<String> search =
                    OwnWrites.await(world.service(), lsn, "deliver-search", Duration.ofSeconds(10));
            assertThat(search.statusCode()).isEqualTo(200);
            own.assertDocument();
        }
    }

    @Test
    void onAQuietSourceTheEndOfTheWalIsReachedToo() throws Exception {
        for (String table : new String[] {"quiet_a", "quiet_b"}) {
            world.postgres.execute("odg", "CREATE TABLE " + table + " (id int); DROP TABLE " + table);
            long end = world.odg.number("SELECT pg_current_wal_insert_lsn() - '0/0'");

            HttpResponse<String> answer =
                    OwnWrites.await(world.service(), String.valueOf(end), "deliver-cache", Duration.ofSeconds(10));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        assertThat(world.topics.topics()).doesNotContain("cdc.odg.message");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "odg-postgresql-cdc | sink=deliver-cache | 400 | lsn is needed, once",
                "odg-postgresql-cdc | lsn=0/1 | 400 | sink is needed, once",
                "odg-postgresql-cdc | lsn=0/1&lsn=0/2&sink=deliver-cache | 400 | lsn is needed, once",
                "odg-postgresql-cdc | lsn=0-1&sink=deliver-cache | 400 | such as 16/B374D848",
                "odg-postgresql-cdc | lsn=123456789012345678901&sink=deliver-cache | 400 | such as 16/B374D848",
                "odg-postgresql-cdc | lsn=0/1&sink=deliver-cache&timeout=1h | 400 | timeout has to be a number from 0 to 30000",
                "odg-postgresql-cdc | lsn=0/1&sink=deliver-cache&flow=x | 400 | 'takes lsn, sink, timeout'",
                "odg-postgresql-cdc | lsn=FFFFFFFF/FFFFFFFF&sink=deliver-cache | 400 | lies beyond the end of the WAL of PostgreSQL at",
                "odg-postgresql-cdc | lsn=0/1&sink=nope | 404 | 'has no flow nope; it has deliver-cache, deliver-search'",
                "nope | lsn=0/1&sink=deliver-cache | 404 | 'has no connector nope; it has odg-'",
            })
    void aWaitThatCannotEndIsRefusedWithOneSentence(String connector, String query, int status, String sentence) {
        HttpResponse<String> answer =
                Caller.VIEWER.call(world.service(), "GET", "/admin/connectors/" + connector + "/wait?" + query);

        JsonNode body = TopicReader.tree(answer.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(body.path("error_code").asInt()).isEqualTo(status);
        assertThat(body.path("message").asText()).contains(sentence);
    }
}
