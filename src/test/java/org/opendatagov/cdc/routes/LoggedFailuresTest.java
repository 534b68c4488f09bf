package org.opendatagov.cdc.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

class LoggedFailuresTest {

    private final LoggedFailures filter = new LoggedFailures();

    @Test
    void whatDebeziumLogsKeepsItsCauseWithoutTheStackTrace() {
        LogRecord logged =
                record("io.debezium.pipeline.ErrorHandler", "Producer failure", new RuntimeException("outer", cause()));

        assertThat(filter.isLoggable(logged)).isTrue();
        assertThat(logged.getMessage()).isEqualTo("Producer failure: connection lost");
        assertThat(logged.getThrown()).isNull();
    }

    @Test
    void aMessageIsTakenWithItsParametersAndMayHoldBraces() {
        ExtLogRecord logged = new ExtLogRecord(
                Level.SEVERE,
                "Failed to write %s",
                ExtLogRecord.FormatStyle.PRINTF,
                LoggedFailuresTest.class.getName());
        logged.setParameters(new Object[] {"request {connector='c'}"});
        logged.setLoggerName("org.apache.kafka.connect.storage.KafkaConfigBackingStore");
        logged.setThrown(cause());

        assertThat(filter.isLoggable(logged)).isTrue();
        assertThat(new PatternFormatter("%s").format(logged))
                .isEqualTo("Failed to write request {connector='c'}: connection lost");
    }

    @Test
    void aTransactionThatWaitsForTheEndOfTheOneBeforeIsNoWarning() {
        String sender = "org.apache.kafka.clients.producer.internals.Sender";
        String message =
                "[Producer clientId=c] Got error produce response with correlation id 280 on topic-partition t-1,"
                        + " retrying (2147483646 attempts left). Error: ";

        assertThat(filter.isLoggable(record(sender, message + "CONCURRENT_TRANSACTIONS", null)))
                .isFalse();
        assertThat(filter.isLoggable(record(sender, message + "NOT_ENOUGH_REPLICAS", null)))
                .isTrue();
    }

    @Test
    void aFailureOfOurOwnKeepsItsStackTrace() {
        LogRecord logged = record("org.opendatagov.cdc.admin.Some", "Broken", cause());

        assertThat(filter.isLoggable(logged)).isTrue();
        assertThat(logged.getThrown()).hasMessage("connection lost");
    }

    @Test
    void aFailedStartIsOneSentence() {
        LogRecord logged = record(
                "org.apache.camel.quarkus.main.CamelMainRuntime",
                "Failed to start application",
                new RuntimeException(new RuntimeException(new IllegalArgumentException("key is wrong\nmend it"))));

        assertThat(filter.isLoggable(logged)).isTrue();
        assertThat(logged.getMessage()).isEqualTo("The service can't start: key is wrong mend it");
        assertThat(logged.getThrown()).isNull();
    }

    private static RuntimeException cause() {
        return new IllegalStateException("connection lost");
    }

    private static LogRecord record(String logger, String message, Throwable thrown) {
        LogRecord record = new LogRecord(Level.SEVERE, message);
        record.setLoggerName(logger);
        record.setThrown(thrown);
        return record;
    }
}
