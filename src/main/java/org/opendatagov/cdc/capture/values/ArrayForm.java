package org.opendatagov.cdc.capture.values;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jboss.logging.Logger;

/** Arrays as lists of as many dimensions as the column was declared with; PostgreSQL itself doesn't hold values to that. */
final class ArrayForm {

    private static final Logger LOG = Logger.getLogger(ArrayForm.class);

    private final String column;
    private final ValueForm element;
    private final char delimiter;
    private final int dimensions;
    private final AtomicBoolean warned = new AtomicBoolean();

    private ArrayForm(String column, ValueForm element, char delimiter, int dimensions) {
        this.column = column;
        this.element = element;
        this.delimiter = delimiter;
        this.dimensions = dimensions;
    }

    /**
     * The form of a column.
     *
     * @param column its name, for messages
     * @param dimensions at least 1
     */
    static ValueForm of(String column, ValueForm element, char delimiter, int dimensions) {
        ArrayForm form = new ArrayForm(column, element, delimiter, dimensions);
        return new ValueForm("_" + element.type(), form::schema, List.class, form::read);
    }

    private SchemaBuilder schema() {
        SchemaBuilder schema = element.schema().get();
        for (int i = 0; i < dimensions; i++) {
            schema = SchemaBuilder.array(schema.optional().build());
        }
        return schema;
    }

    private Object read(String text) {
        List<Object> list = ArrayLiteral.read(text, delimiter, element.ofText());
        // Not by the lists: an element may be one, a vector.
        int depth = ArrayLiteral.dimensions(text);
        if (depth > dimensions) {
            if (warned.compareAndSet(false, true)) {
                LOG.warnf(
                        "%s holds arrays of %d dimensions but is declared with %d, so they lose their inner brackets; declare it"
                                + " with %d: ALTER TABLE … ALTER COLUMN … TYPE …%s",
                        column, depth, dimensions, depth, "[]".repeat(depth));
            }
            List<Object> flat = new ArrayList<>();
            flatten(list, depth - dimensions, flat);
            return flat;
        }
        // An empty array has no dimensions at all.
        if (!list.isEmpty()) {
            for (; depth < dimensions; depth++) {
                list = List.of(list);
            }
        }
        return list;
    }

    private static void flatten(List<?> list, int levels, List<Object> flat) {
        for (Object each : list) {
            if (levels > 0) {
                flatten((List<?>) each, levels - 1, flat);
            } else {
                flat.add(each);
            }
        }
    }
}
