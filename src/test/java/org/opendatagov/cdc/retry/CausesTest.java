package org.opendatagov.cdc.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelExchangeException;
import org.junit.jupiter.api.Test;

class CausesTest {

    @Test
    void theRootIsAddedWhereItSaysMore() {
        assertThat(Causes.sentence(new IOException("Redis does not answer", new IOException("Connection refused"))))
                .isEqualTo("Redis does not answer: Connection refused");
        assertThat(Causes.sentence(new IllegalStateException(new IOException("Connection refused"))))
                .isEqualTo("java.io.IOException: Connection refused");
    }

    @Test
    void aFailureWithoutAMessageIsNamed() {
        assertThat(Causes.sentence(new NullPointerException())).isEqualTo("NullPointerException");
    }

    @Test
    void aSplitsWrappingIsLeftOut() {
        assertThat(Causes.sentence(
                        new CamelExchangeException("failed for number 4", null, new IOException("no answer"))))
                .isEqualTo("no answer");
    }

    @Test
    void theSentenceStaysOnOneLineAndWithinABound() {
        assertThat(Causes.sentence(new IOException("a\n  b\tc"))).isEqualTo("a b c");
        assertThat(Causes.sentence(new IOException("x".repeat(9000)))).hasSize(501);
    }

    @Test
    void theInnermostMessageIsTheCause() {
        assertThat(Causes.of(new IOException("outer", new IOException("Connection refused"))))
                .isEqualTo("Connection refused");
    }

    @Test
    void anExceptionWithoutAMessageIsNamed() {
        assertThat(Causes.of(new TimeoutException())).isEqualTo("no answer in time");
        assertThat(Causes.of(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    @Test
    void credentialsInAnAddressAreLeftOut() {
        assertThat(Causes.of(new IOException("can't parse [redis://user:secret@host:6379/0]")))
                .isEqualTo("can't parse [redis://host:6379/0]");
    }
}
