package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.connector.Sql;

/** Names that PostgreSQL takes between quotes are captured like others. */
@ExtendWith(CaptureWorld.Provider.class)
class OddNamesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CaptureWorld world;

    OddNamesIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    void aPublicationOfTheOwnersWhoseNameNeedsQuotes() throws Exception {
        String publication = "Cdc.Pub, \"of\" it's ü";
        world.odg.run("CREATE TABLE odd_owned (id int PRIMARY KEY)");
        world.odg.run("GRANT SELECT ON odd_owned TO cdc");
        world.odg.run("CREATE PUBLICATION " + Sql.identifier(publication) + " FOR TABLE odd_owned");
        try (LocalCapture capture = start("odd_owned", publication, "public.odd_owned", "disabled")) {
            capture.awaitState(ConnectorState.STREAMING);
            world.odg.run("INSERT INTO odd_owned VALUES (1)");
            awaitIds("odd.odd_owned.public.odd_owned", 1);
        }
        drop("odd_owned", publication, "odd_owned");
    }

    @Test
    void aPublicationThatTheServiceMakesForTablesWhoseNamesNeedQuotes() throws Exception {
        String publication = "CdcPub";
        String table = "\"Schema of ü\".\"Table \"\"it's\"\" %\"";
        world.odg.run("CREATE SCHEMA \"Schema of ü\"");
        world.odg.run("CREATE TABLE " + table + " (\"Id of\" int PRIMARY KEY, \"a.b \"\"c\"\" ü\" text)");
        world.odg.run("INSERT INTO " + table + " VALUES (0, 'x')");
        // Only the owner of a table may publish it.
        world.odg.run("GRANT CREATE ON DATABASE odg TO cdc");
        world.odg.run("ALTER SCHEMA \"Schema of ü\" OWNER TO cdc");
        world.odg.run("ALTER TABLE " + table + " OWNER TO cdc");
        for (int run = 1; run <= 2; run++) {
            try (LocalCapture capture = start("odd_made", publication, "Schema of ü\\..*", "filtered")) {
                capture.awaitState(ConnectorState.STREAMING);
                world.odg.run("INSERT INTO " + table + " VALUES (" + run + ", 'x')");
                int rows = run + 1;
                await().atMost(PATIENCE)
                        .until(() -> events("odd.odd_made.Schema").size() == rows);
            }
        }
        assertThat(world.odg.number("SELECT count(*) FROM pg_publication WHERE pubname = 'CdcPub'"))
                .isEqualTo(1);
        assertThat(events("odd.odd_made.Schema"))
                .extracting(event -> event.value().at("/after/a.b \"c\" ü").asText())
                .containsOnly("x");
        drop("odd_made", publication, table);
        world.odg.run("DROP SCHEMA \"Schema of ü\"");
        world.odg.run("REVOKE CREATE ON DATABASE odg FROM cdc");
    }

    private LocalCapture start(String name, String publication, String tables, String autocreate) throws Exception {
        Map<String, String> options = new LinkedHashMap<>(Map.of(
                "source",
                "odg",
                "topicPrefix",
                "odd." + name,
                "slotName",
                name,
                "publicationName",
                publication,
                "publicationAutocreateMode",
                autocreate,
                "tableIncludeList",
                tables,
                "snapshotMode",
                "initial",
                "heartbeatIntervalMs",
                "1000"));
        return new LocalCapture(
                world.postgres,
                world.kafka,
                "postgres-cdc:" + name + "?"
                        + options.entrySet().stream()
                                .map(option -> option.getKey() + "="
                                        + URLEncoder.encode(option.getValue(), StandardCharsets.UTF_8)
                                                .replace("+", "%20"))
                                .collect(Collectors.joining("&")));
    }

    private List<TopicRecord> events(String prefix) {
        return world.topics.topics().stream()
                .filter(topic -> topic.startsWith(prefix))
                .flatMap(topic -> world.topics.read(topic).stream())
                .toList();
    }

    private void awaitIds(String topic, int... ids) {
        await().atMost(PATIENCE)
                .until(() -> world.topics.topics().contains(topic)
                        && world.topics.read(topic).size() == ids.length);
    }

    private void drop(String slot, String publication, String table) throws Exception {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> world.odg.run("SELECT pg_drop_replication_slot('" + slot + "')") != 0);
        world.odg.run("DROP PUBLICATION " + Sql.identifier(publication));
        world.odg.run("DROP TABLE " + table);
    }
}
