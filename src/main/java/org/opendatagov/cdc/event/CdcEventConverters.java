package org.opendatagov.cdc.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.TypeConverterLoaderException;
import org.apache.camel.spi.TypeConverterLoader;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;

/**
 * Teaches Camel to turn the value of a Kafka record into a {@link CdcEvent}, so that a plain {@code kafka:} route can say {@code
 * convertBodyTo: org.opendatagov.cdc.event.CdcEvent}. The record's header {@link ColumnTypes#HEADER} is read from the message.
 * A tombstone's body stays null. Heartbeats and transaction boundaries, which have topics of their own, become null too, which
 * Camel takes only from a conversion with {@code mandatory: false}.
 *
 * <p>Camel finds it through {@code META-INF/services/org/apache/camel/TypeConverterLoader}.
 */
public final class CdcEventConverters implements TypeConverterLoader {

    /** Where camel-kafka puts the topic of a record that it read. */
    private static final String TOPIC = "kafka.TOPIC";

    private final CdcEventDeserializer deserializer = new CdcEventDeserializer();

    /** For Camel, which makes it by its name. */
    public CdcEventConverters() {}

    @Override
    public void load(TypeConverterRegistry registry) throws TypeConverterLoaderException {
        registry.addTypeConverter(
                CdcEvent.class,
                byte[].class,
                new SimpleTypeConverter(true, (type, exchange, value) -> convert(exchange, (byte[]) value)));
        // For ${body.after[status]}: Simple looks into whatever converts to a map.
        registry.addTypeConverter(
                Map.class,
                ObjectNode.class,
                new SimpleTypeConverter(false, (type, exchange, value) -> new RowView((ObjectNode) value)));
    }

    private CdcEvent convert(Exchange exchange, byte[] value) {
        if (exchange == null) {
            return deserializer.deserialize(null, value);
        }
        return deserializer.deserialize(
                exchange.getMessage().getHeader(TOPIC, String.class),
                exchange.getMessage().getHeader(ColumnTypes.HEADER, byte[].class),
                exchange.getMessage().getHeader(UnavailableColumns.HEADER, byte[].class),
                exchange.getMessage().getHeader(CommitPosition.HEADER, byte[].class),
                value);
    }
}
