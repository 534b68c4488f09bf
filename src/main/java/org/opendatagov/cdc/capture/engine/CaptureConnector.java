package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.PostgresConnector;
import org.apache.kafka.connect.connector.Task;

/** Debezium's PostgreSQL connector with {@link CaptureTask} as its task. Debezium makes it itself, from the engine's settings. */
public class CaptureConnector extends PostgresConnector {

    @Override
    public Class<? extends Task> taskClass() {
        return CaptureTask.class;
    }
}
