package org.opendatagov.cdc.routes;

import io.quarkus.logging.LoggingFilter;
import java.util.Set;
import java.util.logging.Filter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.opendatagov.cdc.retry.Causes;

/**
 * Keeps stack traces of what happens in operation out of the log. A failure to start, which is nearly always a mistake in a
 * route file or a setting, becomes one sentence, where Camel and Quarkus would log up to three stack traces. What Debezium and
 * Kafka log of a server that went away keeps its line, with the cause at its end: the connectors and flows say what it means.
 */
@LoggingFilter(name = "logged-failures")
public final class LoggedFailures implements Filter {

    /** The one that stays: it tells of every failure. */
    private static final String FIRST = "org.apache.camel.quarkus.main.CamelMainRuntime";

    private static final Set<String> LIBRARIES = Set.of("io.debezium.", "org.apache.kafka.");

    /** Warnings of what the service itself has set, or does on purpose, and that come in each healthy start. */
    private static final Set<String> EXPECTED =
            Set.of("Connector is configured to be in read-only mode but replication slot was not found.");

    /**
     * Of a partition's first write in a transaction while Kafka is still writing the end of the one before to its partitions, hundreds for
     * a transaction over many of them. It is no error (KAFKA-18654): the producer sends again, and a write that isn't taken at last fails.
     */
    private static final String NEXT_TRANSACTION = "Error: CONCURRENT_TRANSACTIONS";

    private static final String SENDER = "org.apache.kafka.clients.producer.internals.Sender";

    private static final Formatter FORMATTER = new PatternFormatter("%s");

    private static final Set<String> REPEATED = Set.of(
            "org.apache.camel.impl.engine.AbstractCamelContext",
            "io.quarkus.runtime.Application",
            "io.quarkus.runtime.ApplicationLifecycleManager");

    @Override
    public boolean isLoggable(LogRecord logged) {
        Throwable failure = logged.getThrown();
        if (failure == null) {
            if (SENDER.equals(logged.getLoggerName())
                    && FORMATTER.formatMessage(logged).endsWith(NEXT_TRANSACTION)) {
                return false;
            }
            String message = String.valueOf(logged.getMessage());
            return EXPECTED.stream().noneMatch(message::startsWith);
        }
        if (FIRST.equals(logged.getLoggerName())) {
            say(logged, "The service can't start: " + sentence(failure));
        } else if (LIBRARIES.stream().anyMatch(logged.getLoggerName()::startsWith)) {
            say(logged, FORMATTER.formatMessage(logged) + ": " + Causes.of(failure));
        }
        return !REPEATED.contains(logged.getLoggerName()) || !isOfRoutes(failure);
    }

    /** The message as it stands: braces in it are no place for a parameter. */
    private static void say(LogRecord logged, String message) {
        if (logged instanceof ExtLogRecord record) {
            record.setMessage(message, ExtLogRecord.FormatStyle.NO_FORMAT);
        } else {
            logged.setMessage(message);
        }
        logged.setThrown(null);
    }

    /** Failures from elsewhere keep their stack trace, since nobody has logged them yet. */
    private static boolean isOfRoutes(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            for (StackTraceElement frame : cause.getStackTrace()) {
                if (FIRST.equals(frame.getClassName())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String sentence(Throwable failure) {
        String where = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FailedToCreateRouteException route) {
                where = route(route.getRouteId(), route.getLocation());
            } else if (cause instanceof FailedToStartRouteException route) {
                where = route(route.getRouteId(), route.getLocation());
            }
        }
        return where + Reason.of(failure).sentence();
    }

    private static String route(String id, String location) {
        return "route " + id + (location == null ? "" : " of " + location) + ": ";
    }
}
