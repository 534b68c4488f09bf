package org.opendatagov.cdc.connect;

import io.debezium.connector.postgresql.PostgresConnector;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.runtime.AbstractHerder;
import org.apache.kafka.connect.runtime.SourceConnectorConfig;
import org.apache.kafka.connect.runtime.rest.entities.ConfigInfos;
import org.opendatagov.cdc.retry.Causes;

/**
 * Checks a posted configuration as Kafka Connect does, by its own and Debezium's definitions and by connecting to the database, and
 * for what this service doesn't carry. Nothing is connected to before everything else is right.
 */
@Singleton
public class ConfigCheck {

    /** The connector that this service runs. */
    public static final String CONNECTOR_CLASS = CarriedOptions.CONNECTOR_CLASS;

    /** Topics and transactions are named after connectors. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,150}");

    /** Debezium and the service put these into a JDBC URL as they are. */
    private static final Pattern DATABASE = Pattern.compile("[^/?&#%\\s]+");

    private final CarriedOptions carried = new CarriedOptions();
    private final AllowedHosts hosts;
    private final SecretReferences secrets;
    private final SlotConflicts slots;

    ConfigCheck(AllowedHosts hosts, SecretReferences secrets, SlotConflicts slots) {
        this.hosts = hosts;
        this.secrets = secrets;
        this.slots = slots;
    }

    /** Whether a name means that connector, as Kafka Connect understands it. */
    public static boolean isConnector(String name) {
        return CarriedOptions.isCarriedClass(name);
    }

    /** Debezium's definition of its options. */
    public static ConfigDef definition() {
        return new PostgresConnector().config();
    }

    /** Every option with its definition, value and errors; secrets are hidden. */
    public ConfigInfos check(Map<String, String> config) {
        Map<String, ConfigValue> values = new LinkedHashMap<>();
        // Only what somebody has set can be wrong with Kafka Connect's own options.
        SourceConnectorConfig.configDef().validate(config).forEach(value -> values.put(value.name(), value));
        objections(config)
                .forEach((name, objection) -> values.computeIfAbsent(name, ConfigValue::new)
                        .addErrorMessage("The option '" + name + "' " + objection));
        checkName(values.get("name"), config.get("name"));
        boolean fine =
                values.values().stream().allMatch(value -> value.errorMessages().isEmpty());
        debezium(config, fine).forEach(value -> {
            ConfigValue known = values.get(value.name());
            if (known != null) {
                known.errorMessages().forEach(value::addErrorMessage);
            }
            values.put(value.name(), value);
        });
        values.values().forEach(ConfigCheck::hide);

        Map<String, ConfigDef.ConfigKey> keys =
                new LinkedHashMap<>(SourceConnectorConfig.configDef().configKeys());
        keys.putAll(definition().configKeys());
        Set<String> groups =
                new LinkedHashSet<>(SourceConnectorConfig.configDef().groups());
        groups.addAll(definition().groups());
        return AbstractHerder.generateResult(
                config.get("connector.class"), keys, new ArrayList<>(values.values()), new ArrayList<>(groups));
    }

    private static void checkName(ConfigValue value, String name) {
        if (name != null && !name.isEmpty() && !NAME.matcher(name).matches()) {
            value.addErrorMessage(
                    "The name of a connector has at most 151 letters, digits, dots, underscores and hyphens and begins"
                            + " with a letter or digit, since topics are named after it");
        }
    }

    private Map<String, String> objections(Map<String, String> config) {
        Map<String, String> objections = carried.objections(config);
        config.forEach((name, value) -> {
            if (value != null && SecretReferences.hasReference(value) && !mayRefer(name)) {
                objections.put(name, "may not refer to a secret, since it is shown; database.user and passwords may");
            }
        });
        String database = config.get("database.dbname");
        if (database != null && !DATABASE.matcher(database).matches()) {
            objections.put("database.dbname", "has to be the name of a database without / ? & # % and spaces");
        }
        String host = config.get("database.hostname");
        if (host != null) {
            String objection = hosts.objection(host, config.getOrDefault("database.port", "5432"));
            if (objection != null) {
                objections.put("database.hostname", objection);
            }
            String conflict = slots.objection(config);
            if (conflict != null) {
                objections.putIfAbsent("slot.name", conflict);
            }
        }
        return objections;
    }

    private static boolean mayRefer(String option) {
        return option.equals("database.user") || SecretOptions.isSecret(option);
    }

    /** Debezium's own check; it connects when it finds all values right. */
    private List<ConfigValue> debezium(Map<String, String> config, boolean connect) {
        if (!connect) {
            return definition().validate(config);
        }
        try {
            Map<String, String> resolved = new HashMap<>(secrets.resolve(config));
            // It may be there by its short name, which Debezium doesn't know.
            resolved.put("connector.class", CONNECTOR_CLASS);
            return new PostgresConnector().validate(resolved).configValues();
        } catch (RuntimeException e) {
            ConfigValue value = new ConfigValue("connector.class");
            value.addErrorMessage(Causes.of(e));
            return List.of(value);
        }
    }

    private static void hide(ConfigValue value) {
        if (SecretOptions.isSecret(value.name()) && value.value() != null) {
            value.value(SecretOptions.HIDDEN);
        }
    }
}
