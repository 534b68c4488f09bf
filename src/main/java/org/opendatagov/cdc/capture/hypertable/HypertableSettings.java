package org.opendatagov.cdc.capture.hypertable;

import java.util.Properties;
import org.opendatagov.cdc.capture.connector.SourceDatabase;

/** What Debezium's engine has to be told for hypertables. */
public class HypertableSettings {

    private static final String TRANSFORMS = "transforms";

    /** The name of the transform. */
    public static final String NAME = "hypertables";

    private static final String PREFIX = TRANSFORMS + "." + NAME + ".";
    private static final String INCLUDED_MESSAGES = "message.prefix.include.list";
    private static final String EXCLUDED_MESSAGES = "message.prefix.exclude.list";
    private static final String MARKS = "::timescaledb-.*";

    private HypertableSettings() {}

    /**
     * Adds them to a route's settings.
     *
     * @param former the route's option {@code formerHypertables}
     */
    public static void add(Properties settings, SourceDatabase database, String former) {
        String others = settings.getProperty(TRANSFORMS, "");
        settings.setProperty(TRANSFORMS, others.isBlank() ? NAME : NAME + "," + others);
        set(settings, "type", HypertableTransform.class.getName());
        database.putInto(settings, PREFIX);
        set(settings, "topicPrefix", settings.getProperty("topic.prefix", ""));
        set(settings, "include", settings.getProperty("table.include.list", ""));
        set(settings, "exclude", settings.getProperty("table.exclude.list", ""));
        set(settings, "former", former);
        includeMarks(settings);
    }

    /** TimescaleDB's marks have to be read, and no other messages unless the route asks for them. */
    private static void includeMarks(Properties settings) {
        String included = settings.getProperty(INCLUDED_MESSAGES, "");
        if (!included.isBlank()) {
            settings.setProperty(INCLUDED_MESSAGES, included + "," + MARKS);
        } else if (settings.getProperty(EXCLUDED_MESSAGES, "").isBlank()) {
            settings.setProperty(INCLUDED_MESSAGES, MARKS);
        }
    }

    private static void set(Properties settings, String name, String value) {
        settings.setProperty(PREFIX + name, value);
    }
}
