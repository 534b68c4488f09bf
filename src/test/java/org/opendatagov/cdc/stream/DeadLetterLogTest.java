package org.opendatagov.cdc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLetterLogTest {

    private final Logger logger = Logger.getLogger(DeadLetterLog.class.getName());
    private final List<String> lines = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private Instant now = Instant.parse("2026-02-08T10:00:00Z");
    private final InstantSource time = () -> now;
    private final DeadLetterLog log = new DeadLetterLog(time.withZone(ZoneOffset.UTC));

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void leave() {
        logger.removeHandler(handler);
    }

    @Test
    void aFloodIsAFewLinesAndANumber() {
        for (int i = 0; i < 10_000; i++) {
            log.note("flow", "letter " + i);
        }
        log.note("other", "letter");
        assertThat(lines).hasSize(DeadLetterLog.LINES + 1);

        log.tellOthers();
        assertThat(lines).hasSize(DeadLetterLog.LINES + 1);
        now = now.plusSeconds(60);
        log.tellOthers();
        log.tellOthers();
        assertThat(lines).hasSize(DeadLetterLog.LINES + 2);

        log.note("flow", "another letter");
        assertThat(lines).hasSize(DeadLetterLog.LINES + 3);
    }
}
