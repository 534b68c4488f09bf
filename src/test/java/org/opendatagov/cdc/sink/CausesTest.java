package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class CausesTest {

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

    @Test
    void itIsOneLineOfBoundedLength() {
        assertThat(Causes.of(new IOException("a\n  b\t" + "c".repeat(1000))))
                .startsWith("a b c")
                .hasSize(501);
    }
}
