package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.PostgresPartition;
import io.debezium.connector.postgresql.SourceInfo;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.data.Envelope;
import io.debezium.document.Array;
import io.debezium.document.Document;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.EventDispatcher.SnapshotReceiver;
import io.debezium.pipeline.signal.SignalPayload;
import io.debezium.pipeline.spi.OffsetContext;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.debezium.relational.TableSchema;
import io.debezium.util.ColumnUtils;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.connector.WalEnd;
import org.opendatagov.cdc.capture.values.TableSchemas;

/**
 * Publishes deletes that the WAL doesn't have, such as those of whole compressed batches by TimescaleDB, when it is asked to. A key that the
 * table doesn't have now stays deleted until a later event of the stream, which comes later in the topic too. So nothing that the stream
 * is still to bring can be undone by it. For the thread that streams.
 */
class MissedDeletes {

    /**
     * The signal that asks for it. Its data: {@code {"schema": …, "table": …, "lsn": …, "keys": [[…], …]}}, with the texts of the primary
     * key's columns, in key order.
     */
    static final String SIGNAL = "publish-deletes";

    private static final Logger LOG = Logger.getLogger(MissedDeletes.class);
    private static final int MAX_SECONDS = 30;

    private final SnapshotParts parts;
    private final TableSchemas schemas;
    private final EventDispatcher<PostgresPartition, TableId> dispatcher;

    MissedDeletes(SnapshotParts parts, TableSchemas schemas, EventDispatcher<PostgresPartition, TableId> dispatcher) {
        this.parts = parts;
        this.schemas = schemas;
        this.dispatcher = dispatcher;
    }

    /** Carries out a request; the stream goes on when it can't be. */
    void publish(SignalPayload<PostgresPartition> signal) throws InterruptedException {
        SnapshotLocks locks = new SnapshotLocks(parts.connection());
        try {
            locks.begin();
            // Whoever may write to the topic of requests may have written anything.
            Document wanted = signal.data;
            TableName name = new TableName(wanted.getString("schema"), wanted.getString("table"));
            Table table = schemas.find(name);
            if (table == null) {
                LOG.warnf("Deletes of table %s can't be published: it has been dropped", name);
                return;
            }
            long lsn = wanted.getLong("lsn");
            // A sink would refuse whatever comes for the key until the WAL is there.
            if (lsn > WalEnd.of(parts.connection().connection())) {
                LOG.warnf(
                        "Deletes of table %s can't be published: the request names an LSN that the WAL hasn't reached",
                        name);
                return;
            }
            publish(signal.partition, signal.offsetContext, table, absent(table, keys(wanted)), lsn);
        } catch (SQLException | RuntimeException e) {
            SnapshotSessionEnded.check(e);
            LOG.warnf("A request to publish deletes can't be carried out: %s", e.getMessage());
        } finally {
            locks.end();
        }
    }

    private static List<List<String>> keys(Document wanted) {
        List<List<String>> keys = new ArrayList<>();
        for (Array.Entry entry : wanted.getArray("keys")) {
            List<String> parts = new ArrayList<>();
            entry.getValue().asArray().forEach(part -> parts.add(part.getValue().asString()));
            keys.add(parts);
        }
        return keys;
    }

    /** Rows with the values of those keys alone that the table doesn't have. */
    private List<Object[]> absent(Table table, List<List<String>> keys) throws SQLException {
        PostgresConnection session = parts.connection();
        Column[] key = table.primaryKeyColumns().toArray(Column[]::new);
        ColumnUtils.ColumnArray read =
                new ColumnUtils.ColumnArray(key, table.columns().size());
        List<Object[]> rows = new ArrayList<>();
        try (Statement statement = session.connection().createStatement()) {
            statement.setEscapeProcessing(false);
            statement.setQueryTimeout(MAX_SECONDS);
            try (ResultSet result = statement.executeQuery(SnapshotQueries.absent(table, keys))) {
                while (result.next()) {
                    rows.add(session.rowToArray(table, result, read));
                }
            }
        }
        return rows;
    }

    private void publish(PostgresPartition partition, OffsetContext offset, Table table, List<Object[]> rows, long lsn)
            throws InterruptedException {
        TableSchema schema = schemas.of(table);
        SnapshotReceiver<PostgresPartition> receiver =
                dispatcher.getIncrementalSnapshotChangeEventReceiver(parts.changes());
        offset.incrementalSnapshotEvents();
        for (Object[] row : rows) {
            offset.event(table.id(), Instant.now());
            Struct source = offset.getSourceInfo();
            source.put(SourceInfo.LSN_KEY, lsn);
            source.put(SourceInfo.SEQUENCE_KEY, "[\"" + lsn + "\",\"" + lsn + "\"]");
            Struct event = schema.getEnvelopeSchema().delete(schema.valueFromColumnData(row), source, Instant.now());
            receiver.changeRecord(
                    partition, schema, Envelope.Operation.DELETE, schema.keyFromColumnData(row), event, offset, null);
        }
        offset.postSnapshotCompletion();
        LOG.infof("%d deletes of table %s that the WAL doesn't have are published on request", rows.size(), table.id());
    }
}
