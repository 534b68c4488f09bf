package org.opendatagov.cdc.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** Logs a flow's dead letters, a few of each minute by themselves and the others by their number. For many threads. */
final class DeadLetterLog {

    /** How many lines of a flow there are in a minute. */
    static final int LINES = 5;

    private static final Logger LOG = Logger.getLogger(DeadLetterLog.class);
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Clock clock;
    private final Map<String, Window> windows = new HashMap<>();

    DeadLetterLog(Clock clock) {
        this.clock = clock;
    }

    private static final class Window {
        private final Instant end;
        private long letters;

        Window(Instant end) {
            this.end = end;
        }
    }

    synchronized void note(String flow, String sentence) {
        tellOthers();
        Window window =
                windows.computeIfAbsent(flow, any -> new Window(clock.instant().plus(WINDOW)));
        if (++window.letters <= LINES) {
            LOG.warnf("%s: %s", flow, sentence);
        }
    }

    /** Logs how many there were beside those that were logged, once their minute is over. */
    synchronized void tellOthers() {
        Instant now = clock.instant();
        windows.entrySet().removeIf(entry -> {
            Window window = entry.getValue();
            boolean over = !now.isBefore(window.end);
            if (over && window.letters > LINES) {
                LOG.warnf(
                        "%s: %d more records became dead letters within a minute; GET /admin/dead-letters/%s says which and why",
                        entry.getKey(), window.letters - LINES, entry.getKey());
            }
            return over;
        });
    }
}
