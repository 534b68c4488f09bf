package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailuresTest {

    @Test
    void theInnermostMessageIsTheReason() {
        assertThat(Failures.describe(
                        new ExecutionException("outer", new RuntimeException(new IllegalStateException("why\nmore")))))
                .isEqualTo("why");
    }

    @Test
    void anOuterMessageServesWhenTheInnermostHasNone() {
        assertThat(Failures.describe(new IllegalStateException("outer", new NullPointerException())))
                .isEqualTo("outer");
    }

    @Test
    void withoutAnyMessageTheClassIsNamed() {
        assertThat(Failures.describe(new NullPointerException())).isEqualTo("NullPointerException");
    }

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
