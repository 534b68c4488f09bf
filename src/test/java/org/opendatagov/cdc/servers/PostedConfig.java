package org.opendatagov.cdc.servers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Configurations of Debezium's connector as they are posted to Kafka Connect's calls. */
public final class PostedConfig {

    private PostedConfig() {}

    /**
     * One for the database {@link Sources#ODG}, as its superuser, without tables. The publication is made for those that it gets.
     *
     * @param name the connector's name, which is that of its topics, slot and publication, too
     */
    public static ObjectNode of(PostgresServer server, String name) {
        String inDatabase = name.replace('-', '_');
        return JsonNodeFactory.instance
                .objectNode()
                .put("connector.class", "io.debezium.connector.postgresql.PostgresConnector")
                .put("database.hostname", "127.0.0.1")
                .put("database.port", String.valueOf(server.port()))
                .put("database.user", PostgresServer.SUPERUSER)
                .put("database.password", PostgresServer.SUPERUSER_PASSWORD)
                .put("database.dbname", Sources.ODG)
                .put("plugin.name", "pgoutput")
                .put("slot.name", inDatabase)
                .put("publication.name", inDatabase)
                .put("publication.autocreate.mode", "filtered")
                .put("topic.prefix", name);
    }
}
