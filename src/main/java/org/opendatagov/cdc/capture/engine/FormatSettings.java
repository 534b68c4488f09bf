package org.opendatagov.cdc.capture.engine;

import java.util.Properties;
import org.opendatagov.cdc.capture.connector.EventFormat;
import org.opendatagov.cdc.schemas.AvroConverter;
import org.opendatagov.cdc.schemas.RegistryAccess;

/** What Debezium's engine has to be told for a format. */
public final class FormatSettings {

    private static final String CONVERTER = "converter.";

    private FormatSettings() {}

    /** Adds it to a route's settings. */
    public static void add(Properties settings, EventFormat format, RegistryAccess registry) {
        switch (format) {
            case JSON -> settings.setProperty(CONVERTER + "schemas.enable", "false");
            case JSON_SCHEMA -> settings.setProperty(CONVERTER + "schemas.enable", "true");
            case AVRO -> {
                settings.setProperty(CONVERTER + "class", AvroConverter.class.getName());
                registry.putInto(settings, CONVERTER);
            }
        }
    }
}
