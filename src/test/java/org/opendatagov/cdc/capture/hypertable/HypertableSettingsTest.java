package org.opendatagov.cdc.capture.hypertable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.capture.connector.SourceDatabase;

class HypertableSettingsTest {

    private final Properties settings = new Properties();

    @Test
    void theTransformHasTheSourcesConnectionAndTheRoutesLists() {
        settings.setProperty("topic.prefix", "cdc.metrics");
        settings.setProperty("table.include.list", "public.a,public.b");

        add();

        assertThat(settings)
                .containsEntry("transforms", "hypertables")
                .containsEntry("transforms.hypertables.type", HypertableTransform.class.getName())
                .containsEntry("transforms.hypertables.hostname", "db")
                .containsEntry("transforms.hypertables.port", "5433")
                .containsEntry("transforms.hypertables.topicPrefix", "cdc.metrics")
                .containsEntry("transforms.hypertables.include", "public.a,public.b")
                .containsEntry("transforms.hypertables.former", "chunks.n=none");
    }

    @Test
    void theRoutesOwnTransformsFollow() {
        settings.setProperty("transforms", "mask");

        add();

        assertThat(settings).containsEntry("transforms", "hypertables,mask");
    }

    @Test
    void ofTheMessagesOnlyTimescalesMarksAreRead() {
        add();

        assertThat(settings).containsEntry("message.prefix.include.list", "::timescaledb-.*");
    }

    @Test
    void theMessagesThatTheRouteAsksForAreReadToo() {
        settings.setProperty("message.prefix.include.list", "app");

        add();

        assertThat(settings).containsEntry("message.prefix.include.list", "app,::timescaledb-.*");
    }

    @Test
    void aRouteMaySayWhichMessagesItDoesNotWant() {
        settings.setProperty("message.prefix.exclude.list", "app");

        add();

        assertThat(settings).doesNotContainKey("message.prefix.include.list");
    }

    private void add() {
        SourceDatabase database = new SourceDatabase("cdc.t", "db", 5433, "t", "cdc", "secret", "prefer");
        HypertableSettings.add(settings, database, "chunks.n=none");
    }
}
