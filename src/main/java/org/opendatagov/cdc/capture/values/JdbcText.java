package org.opendatagov.cdc.capture.values;

import io.debezium.data.SpecialValueDecimal;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.HexFormat;
import org.apache.kafka.connect.errors.DataException;
import org.postgresql.PGStatement;
import org.postgresql.util.PGobject;

/** The text that PostgreSQL's output function wrote, from the objects that its JDBC driver and Debezium make of it in a snapshot. */
final class JdbcText {

    private static final int YEAR_OF_NEW_CALENDAR = 1583;

    private JdbcText() {}

    static String of(Object value) {
        if (value instanceof PGobject object) {
            return object.getValue();
        }
        if (value instanceof SpecialValueDecimal decimal) {
            return decimal(decimal);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof Date date) {
            return date(date);
        }
        if (value instanceof Boolean bool) {
            return bool ? "t" : "f";
        }
        if (value instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof SQLXML xml) {
            return xml(xml);
        }
        // An array's toString is its text, and so is that of a number and of a UUID.
        return value.toString();
    }

    private static String decimal(SpecialValueDecimal decimal) {
        return decimal.getDecimalValue().map(BigDecimal::toPlainString).orElseGet(() -> {
            double special = decimal.toDouble();
            return Double.isNaN(special) ? "NaN" : special > 0 ? "Infinity" : "-Infinity";
        });
    }

    /** The driver puts year, month and day into Java's calendar that was Julian until 1582, so they are taken out of the same. */
    private static String date(Date date) {
        if (date.getTime() == PGStatement.DATE_POSITIVE_INFINITY) {
            return "infinity";
        }
        if (date.getTime() == PGStatement.DATE_NEGATIVE_INFINITY) {
            return "-infinity";
        }
        GregorianCalendar calendar = new GregorianCalendar();
        calendar.setTime(date);
        int year = calendar.get(Calendar.YEAR);
        if (year >= YEAR_OF_NEW_CALENDAR && year <= 9999 && calendar.get(Calendar.ERA) == GregorianCalendar.AD) {
            return date.toLocalDate().toString();
        }
        return "%04d-%02d-%02d%s"
                .formatted(
                        year,
                        calendar.get(Calendar.MONTH) + 1,
                        calendar.get(Calendar.DAY_OF_MONTH),
                        calendar.get(Calendar.ERA) == GregorianCalendar.BC ? " BC" : "");
    }

    private static String xml(SQLXML xml) {
        try {
            return xml.getString();
        } catch (SQLException e) {
            throw new DataException("an xml value can't be read: " + e.getMessage(), e);
        }
    }
}
