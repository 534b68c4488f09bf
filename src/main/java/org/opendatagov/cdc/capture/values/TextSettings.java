package org.opendatagov.cdc.capture.values;

import java.util.List;
import java.util.Properties;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.postgresql.util.PGobject;

/** The settings by which values reach {@link ColumnConverter} as PostgreSQL's own texts, from the stream and in snapshots. */
public final class TextSettings {

    private static final String CONVERTER = "opendatagov";

    /** Types of which the driver would make objects that write numbers in their own way. */
    private static final List<String> DRIVERS_OWN =
            List.of("box", "circle", "interval", "line", "lseg", "money", "path", "point", "polygon");

    private TextSettings() {}

    /** What a route may set otherwise. */
    public static void asDefaults(Properties settings) {
        settings.setProperty("driver.binaryTransfer", "false");
        DRIVERS_OWN.forEach(type -> settings.setProperty("driver.datatype." + type, PGobject.class.getName()));
        // Whatever the role or the database has them set to. ISO 8601 for intervals, and the one form of bytea that is
        // read.
        settings.setProperty("driver.options", "-c IntervalStyle=iso_8601 -c bytea_output=hex");
    }

    /** What belongs together. Converters that a route names come first. */
    public static void always(Properties settings, SourceDatabase database) {
        settings.merge("converters", CONVERTER, (routes, ours) -> routes + "," + ours);
        settings.setProperty(CONVERTER + ".type", ColumnConverter.class.getName());
        database.putInto(settings, CONVERTER + ".");
    }
}
