package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectorControlTest {

    private static final Duration FOR_EVER = Duration.ofMinutes(1);

    private final ConnectorControl control = new ConnectorControl();

    @Test
    void aWaitIsOverWhenItsTimeIs() throws Exception {
        assertThat(control.await(Duration.ofMillis(1))).isFalse();
    }

    @Test
    void theEndEndsEveryWait() throws Exception {
        control.end();
        control.beginRun();

        assertThat(control.await(FOR_EVER)).isTrue();
        assertThat(control.isEnded()).isTrue();
    }

    @Test
    void aRestartEndsTheRunButNotTheNext() throws Exception {
        control.restart();
        assertThat(control.await(FOR_EVER)).isTrue();

        control.beginRun();
        assertThat(control.await(Duration.ofMillis(1))).isFalse();
        assertThat(control.isEnded()).isFalse();
    }
}
