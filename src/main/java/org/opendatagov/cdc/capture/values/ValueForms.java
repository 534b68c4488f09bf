package org.opendatagov.cdc.capture.values;

import io.debezium.connector.postgresql.PgOid;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.postgresql.core.Oid;
import org.postgresql.util.HStoreConverter;

/** The forms of PostgreSQL's own types. Whatever isn't a number, a boolean, bytes or an hstore is the text that PostgreSQL writes. */
final class ValueForms {

    private static final ValueForm BOOLEAN =
            new ValueForm("BOOL", SchemaBuilder::bool, Boolean.class, text -> text.startsWith("t"));
    private static final ValueForm INT32 = new ValueForm("INT4", SchemaBuilder::int32, Integer.class, Integer::valueOf);
    private static final ValueForm INT64 = new ValueForm("INT8", SchemaBuilder::int64, Long.class, Long::valueOf);
    private static final ValueForm FLOAT32 =
            new ValueForm("FLOAT4", SchemaBuilder::float32, Float.class, Float::valueOf);
    private static final ValueForm FLOAT64 =
            new ValueForm("FLOAT8", SchemaBuilder::float64, Double.class, Double::valueOf);
    private static final ValueForm BYTES =
            new ValueForm("BYTEA", SchemaBuilder::bytes, byte[].class, ValueForms::bytes);
    private static final ValueForm TEXT = ValueForm.text("TEXT", text -> text);

    /** By name, since its number differs from database to database. */
    static final ValueForm HSTORE = new ValueForm(
            "HSTORE",
            () -> SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA),
            Map.class,
            HStoreConverter::fromString);

    private static final int MONEY_GROUP = 4;

    private ValueForms() {}

    /**
     * The form of a type that is no array.
     *
     * @param oid the type's number in PostgreSQL's catalog
     * @param digits how many digits of a second's fraction the column keeps
     */
    static ValueForm of(int oid, int digits) {
        return switch (oid) {
            case Oid.BOOL -> BOOLEAN;
            case Oid.INT2, Oid.INT4 -> INT32;
            case Oid.INT8, Oid.OID -> INT64;
            case Oid.FLOAT4 -> FLOAT32;
            case Oid.FLOAT8 -> FLOAT64;
            case Oid.BYTEA -> BYTES;
            case Oid.NUMERIC -> ValueForm.text("NUMERIC", text -> text);
            case Oid.MONEY -> ValueForm.text("MONEY", ValueForms::amount);
            case Oid.JSON -> ValueForm.text("JSON", text -> text);
            case PgOid.JSONB_OID -> ValueForm.text("JSONB", text -> text);
            case Oid.DATE -> ValueForm.text("DATE", IsoTimes::date);
            case Oid.TIMESTAMP -> ValueForm.text("TIMESTAMP", text -> IsoTimes.timestamp(text, digits));
            case Oid.TIMESTAMPTZ -> ValueForm.text("TIMESTAMPTZ", text -> IsoTimes.timestampWithZone(text, digits));
            case Oid.TIME -> ValueForm.text("TIME", text -> IsoTimes.time(text, digits));
            case Oid.TIMETZ -> ValueForm.text("TIMETZ", text -> IsoTimes.timeWithZone(text, digits));
            default -> TEXT;
        };
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex, 2, hex.length());
    }

    /** {@code -$1,234.56} as {@code -1234.56}; a text whose commas or points mean something else stays as it is. */
    private static String amount(String money) {
        StringBuilder amount = new StringBuilder(money.length());
        int point = -1;
        for (int i = 0; i < money.length(); i++) {
            char c = money.charAt(i);
            if (c >= '0' && c <= '9') {
                amount.append(c);
            } else if (c == '.' && point < 0) {
                point = i;
                amount.append(c);
            } else if (c == '.' || (c == ',' && (point >= 0 || !isGroup(money, i)))) {
                return money;
            }
        }
        boolean negative = money.indexOf('-') >= 0 || money.startsWith("(");
        return new BigDecimal((negative ? "-" : "") + amount).toPlainString();
    }

    /** Whether exactly three digits follow. */
    private static boolean isGroup(String money, int comma) {
        int end = comma + 1;
        while (end < money.length() && Character.isDigit(money.charAt(end))) {
            end++;
        }
        return end - comma == MONEY_GROUP;
    }
}
