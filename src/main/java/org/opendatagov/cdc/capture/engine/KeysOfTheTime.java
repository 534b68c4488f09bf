package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.MessageDecoderContext;
import io.debezium.connector.postgresql.connection.PostgresReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationStream.ReplicationMessageProcessor;
import io.debezium.connector.postgresql.connection.pgoutput.PgOutputMessageDecoder;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/**
 * Debezium's decoder, whose tables have the key that they had when their changes were written. Debezium asks the catalog, which may have moved
 * on: a key column that was renamed, or a table that was dropped, would leave the events without keys. It notes what it decodes in a
 * {@link StreamedChange}.
 */
class KeysOfTheTime extends PgOutputMessageDecoder {

    private static final Logger LOG = Logger.getLogger(KeysOfTheTime.class);

    private final CatalogInTime catalog;
    private final StreamedChange change;

    private KeysOfTheTime(MessageDecoderContext context, CatalogInTime catalog, StreamedChange change) {
        super(context, catalog);
        this.catalog = catalog;
        this.change = change;
    }

    /**
     * Puts it into a connection that Debezium has made, which offers no other way: the decoder comes from an enum.
     *
     * @param stream a connection with the plugin pgoutput
     */
    static void putInto(
            ReplicationConnection stream, MessageDecoderContext context, CatalogInTime catalog, StreamedChange change) {
        try {
            Field decoder = PostgresReplicationConnection.class.getDeclaredField("messageDecoder");
            decoder.setAccessible(true);
            decoder.set(stream, new KeysOfTheTime(context, catalog, change));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warnf(
                    "Keys of tables are taken from the catalog alone (%s); events of a table whose key is renamed while the"
                            + " service is away have none, and a large value that an update leaves alone is missing",
                    e.getMessage());
        }
    }

    @Override
    public void processNotEmptyMessage(ByteBuffer message, ReplicationMessageProcessor processor, TypeRegistry types)
            throws SQLException, InterruptedException {
        RelationMessage table = RelationMessage.read(message);
        catalog.expect(table);
        if (table != null) {
            change.expect(table);
        }
        super.processNotEmptyMessage(message, change.noting(processor), types);
    }
}
