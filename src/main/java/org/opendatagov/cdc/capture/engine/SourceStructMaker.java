package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.AbstractSourceInfo;
import io.debezium.connector.postgresql.PostgresSourceInfoStructMaker;
import io.debezium.connector.postgresql.SourceInfo;
import org.apache.kafka.connect.data.Struct;

/**
 * Debezium's {@code source} block, with a {@code snapshot} of {@code "false"} that is written and not merely the field's default:
 * defaults don't reach events, since a null in a column that has a default must stay null. Debezium makes it by its name.
 */
public class SourceStructMaker extends PostgresSourceInfoStructMaker {

    /** For Debezium. */
    public SourceStructMaker() {}

    @Override
    public Struct struct(SourceInfo source) {
        Struct struct = super.struct(source);
        if (struct.getWithoutDefault(AbstractSourceInfo.SNAPSHOT_KEY) == null) {
            struct.put(AbstractSourceInfo.SNAPSHOT_KEY, "false");
        }
        return struct;
    }
}
