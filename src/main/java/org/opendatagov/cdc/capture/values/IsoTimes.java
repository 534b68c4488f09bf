package org.opendatagov.cdc.capture.values;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/**
 * PostgreSQL's texts of dates and times as ISO 8601 has them. The usual ones are copied with a few characters changed; only
 * years before 1 or after 9999 and zones other than UTC are parsed. Fractions of a second are filled up to as many digits as the
 * column keeps, never cut. {@code infinity}, {@code -infinity} and whatever else isn't a time stay as they are.
 */
public final class IsoTimes {

    private static final String BEFORE_CHRIST = " BC";
    private static final int DATE_LENGTH = 10;
    /** Of date and time without a fraction. */
    private static final int WHOLE_SECONDS = 19;

    private IsoTimes() {}

    /** {@code 2026-02-08}; a year before 1 is the year 0 or a negative one, {@code -0043-03-15} for 44 BC. */
    static String date(String text) {
        if (text.length() == DATE_LENGTH && text.charAt(4) == '-') {
            return text;
        }
        try {
            return day(text).toString();
        } catch (DateTimeException | IndexOutOfBoundsException | NumberFormatException e) {
            return text;
        }
    }

    /** {@code 2026-02-08T10:00:00.123456}. */
    static String timestamp(String text, int digits) {
        if (isUsual(text) && isDigit(text, text.length() - 1)) {
            return joined(text, text.length(), digits, "");
        }
        try {
            int space = text.indexOf(' ');
            int end = text.endsWith(BEFORE_CHRIST) ? text.length() - BEFORE_CHRIST.length() : text.length();
            String era = text.substring(end);
            return day(text.substring(0, space) + era) + "T" + time(text.substring(space + 1, end), digits);
        } catch (DateTimeException | IndexOutOfBoundsException | NumberFormatException e) {
            return text;
        }
    }

    /** {@code 2026-02-08T10:00:00.123456Z}, always in UTC. */
    static String timestampWithZone(String text, int digits) {
        if (isUsual(text) && text.endsWith("+00")) {
            return joined(text, text.length() - 3, digits, "Z");
        }
        try {
            return inUtc(text, digits);
        } catch (DateTimeException | IndexOutOfBoundsException | NumberFormatException e) {
            return text;
        }
    }

    /** {@code 10:00:00.123456}; the end of a day may be {@code 24:00:00.000000}. */
    static String time(String text, int digits) {
        StringBuilder time = new StringBuilder(16).append(text);
        int point = text.indexOf('.');
        fill(time, point < 0 ? 0 : text.length() - point - 1, digits);
        return time.toString();
    }

    /** {@code 10:00:00.123456+02:00}, in the zone that the row has; {@code Z} when that is UTC. */
    static String timeWithZone(String text, int digits) {
        int sign = signIn(text, 0);
        if (sign < 0) {
            return text;
        }
        String zone = text.substring(sign);
        return time(text.substring(0, sign), digits)
                + (zone.equals("+00") ? "Z" : zone.length() == 3 ? zone + ":00" : zone);
    }

    /** What PostgreSQL reads as the same date or time: it takes no years with a sign. */
    public static String toPostgres(String iso) {
        char first = iso.isEmpty() ? ' ' : iso.charAt(0);
        int month = iso.indexOf('-', 1);
        if ((first != '-' && first != '+') || month < 5 || !isDigit(iso, 1)) {
            return iso;
        }
        int year = Integer.parseInt(iso, first == '+' ? 1 : 0, month, 10);
        return year > 0 ? iso.substring(1) : "%04d%s BC".formatted(1 - year, iso.substring(month));
    }

    private static String inUtc(String text, int digits) {
        int space = text.indexOf(' ');
        int end = text.endsWith(BEFORE_CHRIST) ? text.length() - BEFORE_CHRIST.length() : text.length();
        int sign = signIn(text, space);
        int point = text.indexOf('.', space);
        int seconds = point < 0 ? sign : point;
        LocalDateTime local = LocalDateTime.of(
                day(text.substring(0, space) + text.substring(end)),
                LocalTime.parse(text.substring(space + 1, seconds)));
        LocalDateTime utc =
                local.minusSeconds(ZoneOffset.of(text.substring(sign, end)).getTotalSeconds());
        StringBuilder iso = new StringBuilder(32).append(utc.toLocalDate()).append('T');
        twoDigits(iso, utc.getHour()).append(':');
        twoDigits(iso, utc.getMinute()).append(':');
        twoDigits(iso, utc.getSecond()).append(text, seconds, sign);
        fill(iso, point < 0 ? 0 : sign - point - 1, digits);
        return iso.append('Z').toString();
    }

    private static LocalDate day(String text) {
        boolean beforeChrist = text.endsWith(BEFORE_CHRIST);
        int end = beforeChrist ? text.length() - BEFORE_CHRIST.length() : text.length();
        int month = text.indexOf('-', 1);
        int day = text.indexOf('-', month + 1);
        int year = Integer.parseInt(text, 0, month, 10);
        return LocalDate.of(
                beforeChrist ? 1 - year : year,
                Integer.parseInt(text, month + 1, day, 10),
                Integer.parseInt(text, day + 1, end, 10));
    }

    private static boolean isUsual(String text) {
        return text.length() >= WHOLE_SECONDS
                && text.charAt(4) == '-'
                && text.charAt(DATE_LENGTH) == ' '
                && isDigit(text, WHOLE_SECONDS - 1);
    }

    private static boolean isDigit(String text, int at) {
        char c = text.charAt(at);
        return c >= '0' && c <= '9';
    }

    private static int signIn(String text, int from) {
        int plus = text.indexOf('+', from);
        return plus >= 0 ? plus : text.indexOf('-', from);
    }

    private static String joined(String text, int end, int digits, String zone) {
        StringBuilder iso =
                new StringBuilder(28).append(text, 0, DATE_LENGTH).append('T').append(text, DATE_LENGTH + 1, end);
        fill(iso, end > WHOLE_SECONDS ? end - WHOLE_SECONDS - 1 : 0, digits);
        return iso.append(zone).toString();
    }

    private static void fill(StringBuilder time, int fraction, int digits) {
        if (fraction == 0 && digits > 0) {
            time.append('.');
        }
        for (int i = fraction; i < digits; i++) {
            time.append('0');
        }
    }

    private static StringBuilder twoDigits(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
