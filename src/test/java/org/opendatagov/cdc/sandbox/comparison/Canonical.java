package org.opendatagov.cdc.sandbox.comparison;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Values of PostgreSQL and of JSON in one form, so that both can be compared: times as {@link Instant}, numbers without trailing
 * zeros, floating point numbers as {@link Double}, jsonb as a tree, arrays as lists. What can't be that stays a {@link JsonNode}
 * and so differs from everything.
 */
final class Canonical {
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Canonical() {}

    /** A column of the current row. */
    static Object fromDatabase(ResultSet row, int index, String type) throws SQLException {
        if (row.getObject(index) == null) {
            return null;
        }
        return switch (type) {
            case "timestamptz" -> row.getObject(index, OffsetDateTime.class).toInstant();
            case "timestamp" -> row.getObject(index, LocalDateTime.class);
            case "date" -> row.getObject(index, LocalDate.class);
            case "bool" -> row.getBoolean(index);
            case "float8" -> row.getDouble(index);
            case "float4" -> (double) row.getFloat(index);
            case "bytea" -> Base64.getEncoder().encodeToString(row.getBytes(index));
            case "json", "jsonb" -> tree(row.getString(index));
            case "int2", "int4", "int8", "numeric" -> number(row.getString(index));
            default -> type.startsWith("_") ? list(row.getArray(index), type.substring(1)) : row.getString(index);
        };
    }

    /** A field of a document. */
    static Object fromJson(JsonNode value, String type) {
        if (value.isNull()) {
            return null;
        }
        try {
            return switch (type) {
                case "timestamptz" -> OffsetDateTime.parse(value.textValue()).toInstant();
                case "timestamp" -> dateTime(value);
                case "date" -> date(value);
                case "bool" -> value.isBoolean() ? value.booleanValue() : value;
                case "float8" -> value.isNumber() ? value.doubleValue() : Double.valueOf(value.textValue());
                case "float4" -> value.isNumber() ? (double) value.floatValue() : Double.valueOf(value.textValue());
                case "json", "jsonb" -> value;
                case "int2", "int4", "int8", "numeric" -> value.isNumber() ? number(value.asText()) : value;
                default ->
                    type.startsWith("_")
                            ? list(value, type.substring(1))
                            : value.isTextual() ? value.textValue() : value;
            };
        } catch (DateTimeException | NumberFormatException | NullPointerException e) {
            return value;
        }
    }

    /** Whether two values in canonical form are the same. */
    static boolean same(Object one, Object other) {
        if (one instanceof JsonNode tree && other instanceof JsonNode otherTree) {
            return tree.equals(Canonical::compareLeaves, otherTree);
        }
        if (one instanceof List<?> list && other instanceof List<?> otherList) {
            boolean same = list.size() == otherList.size();
            for (int i = 0; same && i < list.size(); i++) {
                same = same(list.get(i), otherList.get(i));
            }
            return same;
        }
        return one == null ? other == null : one.equals(other);
    }

    private static int compareLeaves(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL gave JSON that can't be read", e);
        }
    }

    private static Object number(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        } catch (NumberFormatException e) {
            // NaN and the infinities.
            return text;
        }
    }

    private static LocalDateTime dateTime(JsonNode value) {
        if (value.isTextual()) {
            return LocalDateTime.parse(value.textValue().replace("Z", ""));
        }
        long micros = value.longValue();
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), (int) Math.floorMod(micros, 1_000_000L) * 1_000, ZoneOffset.UTC);
    }

    private static LocalDate date(JsonNode value) {
        return value.isTextual()
                ? LocalDate.parse(value.textValue().replace("Z", ""))
                : LocalDate.ofEpochDay(value.longValue());
    }

    private static List<Object> list(Array array, String type) throws SQLException {
        List<Object> list = new ArrayList<>();
        for (Object element : (Object[]) array.getArray()) {
            list.add(element == null ? null : element(element, type));
        }
        return list;
    }

    private static Object element(Object element, String type) {
        return switch (type) {
            case "timestamptz" -> ((Timestamp) element).toInstant();
            case "timestamp" -> ((Timestamp) element).toLocalDateTime();
            case "date" -> ((java.sql.Date) element).toLocalDate();
            case "json", "jsonb" -> tree(element.toString());
            case "int2", "int4", "int8", "numeric" -> number(element.toString());
            case "float4", "float8" -> ((Number) element).doubleValue();
            case "bool" -> element;
            default -> element.toString();
        };
    }

    private static Object list(JsonNode value, String type) {
        if (!value.isArray()) {
            return value;
        }
        List<Object> list = new ArrayList<>();
        value.forEach(element -> list.add(fromJson(element, type)));
        return list;
    }
}
