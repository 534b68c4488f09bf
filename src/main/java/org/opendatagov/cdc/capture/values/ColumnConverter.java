package org.opendatagov.cdc.capture.values;

import io.debezium.connector.postgresql.PgOid;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.postgresql.core.Oid;

/**
 * Gives every column a form in events that alters nothing and that a person can read: docs/types.md says which. The same for the rows
 * of a snapshot and for the stream.
 *
 * <p>Debezium makes it itself, from the engine's settings, and calls it from several threads.
 */
public class ColumnConverter implements CustomConverter<SchemaBuilder, RelationalColumn> {

    /** Neither arrays nor made of other types, so that nobody has to ask what they are. */
    private static final Set<Integer> SIMPLE = Set.of(
            Oid.BOOL,
            Oid.INT2,
            Oid.INT4,
            Oid.INT8,
            Oid.OID,
            Oid.FLOAT4,
            Oid.FLOAT8,
            Oid.NUMERIC,
            Oid.MONEY,
            Oid.TEXT,
            Oid.VARCHAR,
            Oid.BPCHAR,
            Oid.BYTEA,
            Oid.UUID,
            Oid.JSON,
            PgOid.JSONB_OID,
            Oid.XML,
            Oid.DATE,
            Oid.TIME,
            Oid.TIMETZ,
            Oid.TIMESTAMP,
            Oid.TIMESTAMPTZ,
            Oid.INTERVAL);

    private static final int MICROSECONDS = 6;

    private final Map<Integer, TypeCatalog.Type> types = new HashMap<>();
    private TypeCatalog catalog;

    /** For Debezium. */
    public ColumnConverter() {}

    /** Takes the connection to the catalog from the converter's own settings. */
    @Override
    public void configure(Properties settings) {
        catalog = new TypeCatalog(SourceDatabase.of(settings));
    }

    @Override
    public synchronized void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        int scale = column.scale().orElse(MICROSECONDS);
        ValueForm form =
                formOf(column, column.nativeType(), scale >= 0 && scale <= MICROSECONDS ? scale : MICROSECONDS);
        SchemaBuilder schema = form.columnSchema();
        registration.register(schema, form.converter(schema));
    }

    private ValueForm formOf(RelationalColumn column, int oid, int digits) {
        if (SIMPLE.contains(oid)) {
            return ValueForms.of(oid, digits);
        }
        TypeCatalog.Type type = types.computeIfAbsent(oid, catalog::rootOf);
        if (type == null) {
            return ValueForms.of(oid, digits);
        }
        if (type.element() == 0) {
            ValueForm extension = type.isBase() ? ExtensionForms.of(type.name()) : null;
            return extension != null
                    ? extension
                    : type.name().equals("hstore") ? ValueForms.HSTORE : ValueForms.of(type.oid(), digits);
        }
        ValueForm element = formOf(column, type.element(), MICROSECONDS);
        String name = column.dataCollection() + "." + column.name();
        int dimensions = oid == column.nativeType() ? catalog.dimensionsOf(column.dataCollection(), column.name()) : 1;
        return ArrayForm.of(name, element, type.delimiter(), dimensions);
    }
}
