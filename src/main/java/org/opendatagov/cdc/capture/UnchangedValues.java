package org.opendatagov.cdc.capture;

import io.debezium.DebeziumException;
import io.debezium.processors.reselect.ReselectColumnsPostProcessor;
import org.apache.kafka.connect.data.Struct;
import org.jboss.logging.Logger;

/**
 * Reads a large value that an update left alone from the table, as it isn't in the WAL. A row that is gone by now keeps
 * Debezium's placeholder: what removed it follows in the stream. A query that fails ends the engine's run, and the event is
 * read again; Debezium's own choice is to do so in both cases or in neither, and a placeholder for a row that is still there
 * would take the value from every sink.
 *
 * <p>Debezium makes it itself, from the engine's settings, where {@code reselect.error.handling.mode} has to be {@code fail}.
 */
public class UnchangedValues extends ReselectColumnsPostProcessor {

    private static final Logger LOG = Logger.getLogger(UnchangedValues.class);

    @Override
    public void apply(Object key, Struct value) {
        try {
            super.apply(key, value);
        } catch (DebeziumException e) {
            if (e.getCause() != null) {
                throw e;
            }
            LOG.debugf("The row of an update is gone: %s", e.getMessage());
        }
    }
}
