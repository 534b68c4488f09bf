package org.opendatagov.cdc.reference;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.camel.component.debezium.postgres.configuration.PostgresConnectorEmbeddedDebeziumConfiguration;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.JsonMapper;
import org.opendatagov.cdc.capture.PostgresCdcComponent;
import org.opendatagov.cdc.capture.PostgresCdcEndpoint;

/** What the annotations of our endpoints say of their options. */
final class ComponentOptions {

    private static final String ROOT = "org.opendatagov.cdc";

    private static final String DEBEZIUM =
            "/META-INF/org/apache/camel/component/debezium/postgres/debezium-postgres.json";

    /** Which the source's settings say, or which do nothing in this service. */
    private static final Set<String> NOT_IN_A_ROUTE = Set.of(
            "name",
            "databaseHostname",
            "databasePort",
            "databaseDbname",
            "databaseUser",
            "databasePassword",
            "internalKeyConverter",
            "internalValueConverter",
            "offsetStorageFileName",
            "bridgeErrorHandler",
            "exceptionHandler",
            "exchangePattern");

    /**
     * One option.
     *
     * @param type {@code string}, {@code integer}, {@code boolean} or {@code duration}
     * @param defaultValue as a route would say it, or null
     * @param values the only values that it takes; empty when there are others
     * @param description empty where Debezium's documentation tells it
     * @param manyNames whether the name is the beginning of the names that a route gives
     */
    record Option(
            String name,
            String type,
            boolean required,
            String defaultValue,
            List<String> values,
            String description,
            boolean manyNames) {}

    /**
     * One component.
     *
     * @param path what stands behind the colon
     * @param inherited options that Debezium's component describes
     */
    record Component(String scheme, boolean starts, Option path, List<Option> options, List<Option> inherited) {}

    private ComponentOptions() {}

    /** All components of ours, in the order of their names. */
    static List<Component> all() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(ROOT).stream()
                        .filter(type -> type.isAnnotatedWith(UriEndpoint.class))
                        .map(JavaClass::reflect)
                        .map(ComponentOptions::of)
                        .sorted(Comparator.comparing(Component::scheme))
                        .toList();
    }

    private static Component of(Class<?> endpoint) {
        UriEndpoint annotation = endpoint.getAnnotation(UriEndpoint.class);
        Option path = null;
        List<Option> options = new ArrayList<>();
        for (Class<?> type = endpoint; type.getName().startsWith(ROOT); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.isAnnotationPresent(UriPath.class)) {
                    path = path(field);
                } else if (field.isAnnotationPresent(UriParam.class)) {
                    options.add(option(field));
                }
            }
        }
        return new Component(
                annotation.scheme(),
                annotation.consumerOnly(),
                path == null
                        ? new Option("name", "string", true, null, List.of(), "The connector's name", false)
                        : path,
                options,
                endpoint == PostgresCdcEndpoint.class ? debezium() : List.of());
    }

    private static Option path(Field field) {
        UriPath annotation = field.getAnnotation(UriPath.class);
        return new Option(
                field.getName(), "string", true, null, List.of(), description(field, annotation.description()), false);
    }

    private static Option option(Field field) {
        UriParam annotation = field.getAnnotation(UriParam.class);
        Metadata metadata = field.getAnnotation(Metadata.class);
        boolean manyNames = !annotation.prefix().isEmpty();
        return new Option(
                manyNames ? annotation.prefix() : field.getName(),
                type(field.getType()),
                metadata != null && metadata.required(),
                annotation.defaultValue().isEmpty() ? null : annotation.defaultValue(),
                annotation.enums().isEmpty()
                        ? List.of()
                        : List.of(annotation.enums().split(",")),
                description(field, annotation.description()),
                manyNames);
    }

    private static String description(Field field, String description) {
        Metadata metadata = field.getAnnotation(Metadata.class);
        String text = description.isEmpty() && metadata != null ? metadata.description() : description;
        if (text.isEmpty()) {
            throw new IllegalStateException(field + " has no description");
        }
        return text;
    }

    private static String type(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "integer";
        }
        return type == Duration.class ? "duration" : "string";
    }

    /** Debezium's options, with the defaults that they have here. */
    private static List<Option> debezium() {
        PostgresConnectorEmbeddedDebeziumConfiguration here =
                new PostgresCdcComponent(null, null, null, null, null, null, null, null, null, null).getConfiguration();
        return JsonMapper.generateComponentModel(text(DEBEZIUM)).getEndpointOptions().stream()
                .filter(option -> !NOT_IN_A_ROUTE.contains(option.getName()))
                .map(option -> debezium(option, here))
                .toList();
    }

    private static Option debezium(
            ComponentModel.EndpointOptionModel option, PostgresConnectorEmbeddedDebeziumConfiguration configuration) {
        boolean manyNames = option.isMultiValue();
        Object here = manyNames ? null : value(configuration, option.getName());
        return new Option(
                manyNames ? option.getPrefix() : option.getName(),
                option.getType().equals("object") ? "string" : option.getType(),
                option.isRequired(),
                here == null ? null : here.toString(),
                List.of(),
                "",
                manyNames);
    }

    private static Object value(PostgresConnectorEmbeddedDebeziumConfiguration configuration, String option) {
        try {
            for (PropertyDescriptor property :
                    Introspector.getBeanInfo(configuration.getClass()).getPropertyDescriptors()) {
                if (property.getName().equals(option)) {
                    return property.getReadMethod().invoke(configuration);
                }
            }
        } catch (ReflectiveOperationException | IntrospectionException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("Debezium's configuration has no option " + option);
    }

    private static String text(String resource) {
        try (InputStream in = ComponentOptions.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
