package org.opendatagov.cdc.notify;

import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;

/**
 * What an endpoint answered to a notification.
 *
 * @param status the HTTP status
 * @param pause how long it asks to be left alone, an hour at most; zero when it doesn't ask
 */
record Answer(int status, Duration pause) {

    static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private static final int GONE = 410;

    /** Of those that blame the sender, what is about the endpoint or the moment, and not about what was sent. */
    private static final Set<Integer> MAY_CHANGE = Set.of(401, 403, 404, 405, 408, GONE, 425, 429);

    static Answer of(HttpResponse<?> response, Instant now) {
        int status = response.statusCode();
        Duration asked = response.headers()
                .firstValue("retry-after")
                .map(value -> pause(value.strip(), now))
                .orElse(Duration.ZERO);
        if (status == GONE || asked.compareTo(LONGEST_PAUSE) > 0) {
            return new Answer(status, LONGEST_PAUSE);
        }
        return new Answer(status, asked.isNegative() ? Duration.ZERO : asked);
    }

    /** Seconds, or a date as HTTP writes it; what is neither asks for nothing. */
    private static Duration pause(String value, Instant now) {
        if (value.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            Instant time = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Duration.between(now, time);
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    /** Whether the endpoint has taken the notification. */
    boolean isTaken() {
        return status >= 200 && status < 300;
    }

    /** Whether the endpoint will never take this notification, while it may take others. */
    boolean isRefusal() {
        return status >= 400 && status < 500 && !MAY_CHANGE.contains(status);
    }

    /** What a person can do about it, as the end of a sentence; empty when it may pass by itself. */
    String mend(String workflow) {
        String setting = "cdc.notify." + workflow;
        if (status >= 300 && status < 400) {
            return ", and redirects aren't followed: set " + setting + ".url to where it leads";
        }
        return switch (status) {
            case 401, 403 -> ": check " + setting + ".secret and what else the endpoint asks for";
            case 404, 405 -> ": check " + setting + ".url";
            case GONE ->
                ", so it wants no more notifications: set " + setting + ".url to its new address, or remove it";
            default -> "";
        };
    }
}
