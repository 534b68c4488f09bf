package org.opendatagov.cdc.connect;

import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;

/** Finds another connector that has the slot of a configuration: a slot has one reader, so one of them would never capture. */
@Singleton
class SlotConflicts {

    private static final String SLOT = "slot.name";

    private final SharedConnectors connectors;

    SlotConflicts(SharedConnectors connectors) {
        this.connectors = connectors;
    }

    /**
     * Looks for it among all connectors that are known here. One that isn't, or has another name for the same server, is found when the
     * connector runs.
     *
     * @return an objection to {@code slot.name}, a sentence without its subject, or null
     */
    String objection(Map<String, String> config) {
        for (String name : connectors.reachableNames()) {
            if (!name.equals(config.get("name"))
                    && slot(connectors.config(name)).equals(slot(config))) {
                return "is " + config.getOrDefault(SLOT, "debezium") + (config.containsKey(SLOT) ? "" : " by default")
                        + ", the slot of connector " + name
                        + " in the same server, and a slot has one reader; set it to another name";
            }
        }
        return null;
    }

    /** Slots belong to a server, and not to one of its databases. */
    private static String slot(Map<String, String> config) {
        return config.getOrDefault("database.hostname", "").toLowerCase(Locale.ROOT) + ":"
                + config.getOrDefault("database.port", "5432") + "/"
                + config.getOrDefault(SLOT, "debezium");
    }
}
