package org.opendatagov.cdc.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A row as conditions in routes see it: an unmodifiable map of columns and plain Java values. Only the columns that are asked
 * for are turned into Java.
 */
final class RowView extends AbstractMap<String, Object> {

    private final ObjectNode row;

    RowView(ObjectNode row) {
        this.row = row;
    }

    @Override
    public Object get(Object column) {
        return column instanceof String name ? plain(row.get(name)) : null;
    }

    @Override
    public boolean containsKey(Object column) {
        return column instanceof String name && row.has(name);
    }

    @Override
    public int size() {
        return row.size();
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        Set<Entry<String, Object>> entries = new LinkedHashSet<>();
        row.properties()
                .forEach(column -> entries.add(new SimpleImmutableEntry<>(column.getKey(), plain(column.getValue()))));
        return Collections.unmodifiableSet(entries);
    }

    private static Object plain(JsonNode value) {
        if (value == null) {
            return null;
        }
        return switch (value.getNodeType()) {
            case STRING -> value.textValue();
            case NUMBER -> number(value.numberValue());
            case BOOLEAN -> value.booleanValue();
            case ARRAY -> list(value);
            case OBJECT -> map(value);
            default -> null;
        };
    }

    /**
     * Camel's Simple language compares a BigDecimal or a Double by its whole part alone (2.50 isn't greater than 2, it says), but
     * a text that is a number by its value. So whatever isn't whole comes as its text.
     */
    private static Object number(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal.scale() == 0 && fitsLong(decimal.unscaledValue()) ? decimal.longValue() : decimal.toString();
        }
        return number instanceof BigInteger ? number.toString() : number;
    }

    private static boolean fitsLong(BigInteger number) {
        return number.bitLength() < Long.SIZE;
    }

    private static List<Object> list(JsonNode array) {
        List<Object> list = new ArrayList<>(array.size());
        array.forEach(element -> list.add(plain(element)));
        return list;
    }

    private static Map<String, Object> map(JsonNode object) {
        Map<String, Object> map = new LinkedHashMap<>();
        object.properties().forEach(field -> map.put(field.getKey(), plain(field.getValue())));
        return map;
    }
}
