package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.DebeziumException;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.OptionsPlace;
import org.opendatagov.cdc.capture.connector.SourceDatabase;

class FailuresTest {

    private final SourceDatabase database = new SourceDatabase("cdc.odg", "db", 5432, "odg", "cdc", "secret", "prefer");

    @Test
    void whatIsAlreadyInWordsIsFound() {
        CaptureProblem problem = new CaptureProblem("in words");

        assertThat(ended(new RuntimeException(new ExecutionException(problem)))).isSameAs(problem);
    }

    @Test
    void theDatabasesFailureIsPutIntoWordsAndToldApart() {
        CaptureProblem refused = ended(new RuntimeException(new SQLException("no entry", "28P01")));
        assertThat(refused).isNotInstanceOf(CaptureProblem.Passing.class);
        assertThat(refused.getMessage()).contains("refused user 'cdc'", "cdc.odg.password");

        assertThat(ended(new RuntimeException(new SQLException("terminating connection", "57P01"))))
                .isInstanceOf(CaptureProblem.Passing.class);
    }

    @Test
    void anOffsetThatTheSlotHasLeftBehindNeedsAPerson() {
        CaptureProblem problem = ended(new RuntimeException(new DebeziumException(
                "offset " + "x".repeat(1000) + ", but this is no longer available on the server. Reconfigure")));

        assertThat(problem).isNotInstanceOf(CaptureProblem.Passing.class);
        assertThat(problem.getMessage()).contains("has left behind", "set snapshotMode to when_needed");
    }

    @Test
    void aProcessThatKafkaHasShutOutTriesToLeadAgain() {
        assertThat(ended(new RuntimeException(new ProducerFencedException("epoch"))))
                .isInstanceOf(CaptureProblem.Passing.class)
                .hasMessageContaining("another process");
    }

    @Test
    void anEventThatIsTooLargeNeedsAPerson() {
        CaptureProblem problem = Failures.undelivered(
                "capture-odg", 3, new UndeliveredException("cdc.odg.public.t", new RecordTooLargeException("9 bytes")));

        assertThat(problem).isNotInstanceOf(CaptureProblem.Passing.class);
        assertThat(problem.getMessage()).contains("cdc.odg.public.t", "9 bytes", "max.message.bytes");
    }

    @Test
    void aBrokerThatDoesNotAnswerIsWaitedFor() {
        CaptureProblem problem = Failures.undelivered(
                "capture-odg", 3, new UndeliveredException("cdc.odg.public.t", new TimeoutException("no answer")));

        assertThat(problem).isInstanceOf(CaptureProblem.Passing.class);
        assertThat(problem.getMessage()).contains("capture-odg", "3 events", "no answer");
    }

    private CaptureProblem ended(Throwable failure) {
        return Failures.ended(failure, database, OptionsPlace.ROUTE);
    }
}
