package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailuresTest {

    @Test
    void whatIsAlreadyInWordsIsFound() {
        CaptureProblem problem = new CaptureProblem("in words");
        assertThat(Failures.problem(new RuntimeException(new ExecutionException(problem))))
                .isSameAs(problem);
        assertThat(Failures.problem(new RuntimeException("other"))).isNull();
    }

    @Test
    void theDatabasesFailureIsFound() {
        SQLException sql = new SQLException("refused", "28P01");
        assertThat((Throwable) Failures.sqlFailure(new RuntimeException(sql))).isSameAs(sql);
        assertThat((Throwable) Failures.sqlFailure(new RuntimeException("other")))
                .isNull();
    }
}
