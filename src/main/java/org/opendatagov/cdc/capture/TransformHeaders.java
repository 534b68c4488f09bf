package org.opendatagov.cdc.capture;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.ConverterConfig;
import org.apache.kafka.connect.storage.ConverterType;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.storage.StringConverter;

/** The headers that transforms give a record, as Kafka Connect writes them: by {@code header.converter}. For one thread. */
class TransformHeaders {

    private static final String CONVERTER = "header.converter";

    private final HeaderConverter converter;

    /**
     * @param settings the engine's settings
     */
    TransformHeaders(Properties settings) {
        Map<String, Object> own = new HashMap<>();
        settings.stringPropertyNames().stream()
                .filter(name -> name.startsWith(CONVERTER + "."))
                .forEach(name -> own.put(name.substring(CONVERTER.length() + 1), settings.getProperty(name)));
        own.put(ConverterConfig.TYPE_CONFIG, ConverterType.HEADER.getName());
        converter = make(settings.getProperty(CONVERTER, ""));
        converter.configure(own);
    }

    private static HeaderConverter make(String name) {
        // Kafka Connect takes a class by its name without the package, too.
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "", "SimpleHeaderConverter" -> new SimpleHeaderConverter();
            case "JsonConverter" -> new JsonConverter();
            case "StringConverter" -> new StringConverter();
            default ->
                throw new IllegalArgumentException(CONVERTER + " can't be " + name
                        + "; use SimpleHeaderConverter, JsonConverter or StringConverter");
        };
    }

    /** A record's headers in their order, or null when it has none. */
    Headers of(SourceRecord record) {
        if (record.headers().isEmpty()) {
            return null;
        }
        Headers headers = new RecordHeaders();
        for (Header header : record.headers()) {
            headers.add(
                    header.key(),
                    converter.fromConnectHeader(record.topic(), header.key(), header.schema(), header.value()));
        }
        return headers;
    }
}
