package org.opendatagov.cdc.endtoend;

import java.util.HashMap;
import java.util.Map;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.Sources;

/** The connector {@code odg-postgresql-cdc} as OpenDataGov gives it to Kafka Connect. */
final class OdgConnector {

    private OdgConnector() {}

    /** Its configuration on a server; it captures as superuser, and makes its topics itself. */
    static Map<String, String> config(PostgresServer postgres) {
        Map<String, String> config = new HashMap<>();
        config.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        config.put("tasks.max", "2");
        config.put("database.hostname", "127.0.0.1");
        config.put("database.port", Integer.toString(postgres.port()));
        config.put("database.user", PostgresServer.SUPERUSER);
        config.put("database.password", PostgresServer.SUPERUSER_PASSWORD);
        config.put("database.dbname", Sources.ODG);
        config.put("plugin.name", "pgoutput");
        config.put("slot.name", "debezium_odg");
        config.put("publication.name", "debezium_publication");
        config.put(
                "table.include.list",
                "public.governance_decisions,public.approval_records,public.veto_records,public.audit_events,"
                        + "public.pipeline_versions,public.pipeline_executions,public.lineage_events,"
                        + "public.model_cards,public.quality_reports,public.data_contracts");
        config.put("snapshot.mode", "initial");
        config.put("topic.prefix", "cdc.odg");
        config.put("topic.creation.default.partitions", "3");
        config.put("topic.creation.default.replication.factor", "1");
        config.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
        config.put("key.converter.schemas.enable", "false");
        config.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        config.put("value.converter.schemas.enable", "true");
        config.put("heartbeat.interval.ms", "10000");
        config.put("decimal.handling.mode", "double");
        config.put("time.precision.mode", "adaptive_time_microseconds");
        return config;
    }
}
