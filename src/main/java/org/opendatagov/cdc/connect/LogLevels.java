package org.opendatagov.cdc.connect;

import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;

/** The log levels of this process, while it runs; the names of levels are those that Kafka Connect takes. */
@Singleton
public class LogLevels {

    /** What Kafka Connect calls the logger above all others. */
    private static final String ROOT = "root";

    private static final Map<String, java.util.logging.Level> LEVELS = Map.of(
            "TRACE", Level.TRACE,
            "DEBUG", Level.DEBUG,
            "INFO", Level.INFO,
            "WARN", Level.WARN,
            "ERROR", Level.ERROR,
            "FATAL", Level.FATAL,
            "OFF", Level.OFF,
            "ALL", Level.ALL);

    private final Map<String, Long> modified = new ConcurrentHashMap<>();

    public static boolean isLevel(String name) {
        return name != null && LEVELS.containsKey(name.toUpperCase(Locale.ROOT));
    }

    /** The loggers that there are, in order. */
    public Set<String> loggers() {
        Set<String> loggers = new TreeSet<>();
        for (String name : Collections.list(LogContext.getLogContext().getLoggerNames())) {
            loggers.add(name.isEmpty() ? ROOT : name);
        }
        loggers.add(ROOT);
        return loggers;
    }

    /** Whether there is such a logger, or one below it. */
    public boolean contains(String logger) {
        return loggers().stream().anyMatch(each -> each.equals(logger) || each.startsWith(logger + "."));
    }

    /** The level that a logger has or takes from above. */
    public String level(String logger) {
        int level = logger(logger).getEffectiveLevel();
        return LEVELS.entrySet().stream()
                .filter(each -> each.getValue().intValue() == level)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("INFO");
    }

    /** When the level was last set, in milliseconds since 1970, or null. */
    public Long modified(String logger) {
        return modified.get(logger);
    }

    /**
     * Sets the level of a logger and of those below it.
     *
     * @param level one of {@link #isLevel}
     * @return the loggers, in order
     */
    public List<String> set(String logger, String level) {
        java.util.logging.Level parsed = LEVELS.get(level.toUpperCase(Locale.ROOT));
        Set<String> affected = new TreeSet<>(Set.of(logger));
        for (String each : loggers()) {
            if (logger.equals(ROOT) || each.startsWith(logger + ".")) {
                affected.add(each);
            }
        }
        long now = System.currentTimeMillis();
        affected.forEach(each -> {
            logger(each).setLevel(parsed);
            modified.put(each, now);
        });
        return List.copyOf(affected);
    }

    private static Logger logger(String name) {
        return Logger.getLogger(name.equals(ROOT) ? "" : name);
    }
}
