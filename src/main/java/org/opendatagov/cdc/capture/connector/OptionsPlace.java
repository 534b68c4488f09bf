package org.opendatagov.cdc.capture.connector;

import java.util.Locale;
import java.util.regex.Pattern;

/** Where a connector's options stand, for sentences that tell a person which of them to change, and where. */
public enum OptionsPlace {
    /** In a route file, under Camel's names. */
    ROUTE("in the route") {
        @Override
        public String name(String option) {
            return option;
        }
    },
    /** In a configuration that has been posted, under Debezium's names. */
    CONFIGURATION("in its configuration") {
        @Override
        public String name(String option) {
            return CAPITAL.matcher(option).replaceAll(".$0").toLowerCase(Locale.ROOT);
        }
    };

    private static final Pattern CAPITAL = Pattern.compile("\\p{Upper}");

    private final String words;

    OptionsPlace(String words) {
        this.words = words;
    }

    /** What an option is called there: {@code slotName} or {@code slot.name}. */
    public abstract String name(String option);

    /** An option with the place: {@code slotName in the route}. */
    public String option(String option) {
        return name(option) + " " + words;
    }

    /** What mends a gap between the slot and where the connector left off. */
    public String newSnapshot() {
        return "set " + name("snapshotMode") + " to when_needed " + words
                + ", so that a new snapshot reads the tables again";
    }

    /** {@code in the route} or {@code in its configuration}. */
    @Override
    public String toString() {
        return words;
    }
}
