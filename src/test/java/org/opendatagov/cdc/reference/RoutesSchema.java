package org.opendatagov.cdc.reference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.util.List;
import java.util.stream.Stream;
import org.opendatagov.cdc.reference.ComponentOptions.Component;
import org.opendatagov.cdc.reference.ComponentOptions.Option;

/**
 * {@code docs/routes.schema.json}: Camel's own schema of its YAML, and beside it what the parameters of our components are,
 * wherever in a route one stands. Camel's schema leaves all parameters open.
 */
final class RoutesSchema {

    private static final String CAMELS =
            "https://raw.githubusercontent.com/apache/camel/camel-%s/dsl/camel-yaml-dsl/camel-yaml-dsl/src/generated/resources/schema/camelYamlDsl.json";

    private static final String ANYWHERE = "anywhere";

    private static final String PLACEHOLDER = "^\\{\\{.+\\}\\}$";

    private static final ObjectMapper JSON = new ObjectMapper();

    private RoutesSchema() {}

    /** Where Camel's schema is. */
    static String camels(String version) {
        return CAMELS.formatted(version);
    }

    static String of(List<Component> components, String camelVersion) {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("title", "Routes of OpenDataGov CDC");
        ArrayNode parts = schema.putArray("allOf");
        parts.addObject().put("$ref", camels(camelVersion));
        parts.addObject().put("$ref", reference(ANYWHERE));
        ObjectNode definitions = schema.putObject("definitions");
        definitions.set(ANYWHERE, anywhere(components));
        components.forEach(component -> definitions.set(component.scheme(), parameters(component)));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String reference(String definition) {
        return "#/definitions/" + definition;
    }

    /** Objects and lists all the way down. One that has a URI of ours has its parameters. */
    private static ObjectNode anywhere(List<Component> components) {
        ObjectNode anywhere = JSON.createObjectNode();
        anywhere.putObject("items").put("$ref", reference(ANYWHERE));
        anywhere.putObject("additionalProperties").put("$ref", reference(ANYWHERE));
        ArrayNode ours = anywhere.putArray("allOf");
        for (Component component : components) {
            String scheme = component.scheme() + ":";
            rule(ours, "^" + scheme)
                    .putObject("properties")
                    .putObject("parameters")
                    .put("$ref", reference(component.scheme()));
            List<Option> required = Stream.concat(component.options().stream(), component.inherited().stream())
                    .filter(Option::required)
                    .toList();
            if (!required.isEmpty()) {
                // Parameters may stand in the URI too.
                ObjectNode then = rule(ours, "^" + scheme + "[^?]*$");
                then.putArray("required").add("parameters");
                ArrayNode names =
                        then.putObject("properties").putObject("parameters").putArray("required");
                required.forEach(option -> names.add(option.name()));
            }
        }
        return anywhere;
    }

    /** A rule for objects whose URI is of this form, and what then holds. */
    private static ObjectNode rule(ArrayNode rules, String uri) {
        ObjectNode rule = rules.addObject();
        ObjectNode condition = rule.putObject("if");
        condition.put("type", "object").putArray("required").add("uri");
        condition.putObject("properties").putObject("uri").put("type", "string").put("pattern", uri);
        return rule.putObject("then");
    }

    private static ObjectNode parameters(Component component) {
        ObjectNode parameters = JSON.createObjectNode();
        parameters.put("type", "object");
        ObjectNode named = parameters.putObject("properties");
        ObjectNode begunWith = JSON.createObjectNode();
        component.options().forEach(option -> add(option, named, begunWith));
        component.inherited().forEach(option -> add(option, named, begunWith));
        if (!begunWith.isEmpty()) {
            parameters.set("patternProperties", begunWith);
        }
        parameters.put("additionalProperties", false);
        return parameters;
    }

    private static void add(Option option, ObjectNode named, ObjectNode begunWith) {
        if (option.manyNames()) {
            begunWith.set("^" + option.name().replace(".", "\\."), value(option));
        } else {
            named.set(option.name(), value(option));
        }
    }

    private static ObjectNode value(Option option) {
        ObjectNode value = JSON.createObjectNode();
        if (!option.description().isEmpty()) {
            value.put("description", option.description());
        }
        if (option.defaultValue() != null) {
            value.set("default", byDefault(option));
        }
        if (!option.values().isEmpty()) {
            ArrayNode choices = value.putArray("anyOf");
            option.values().forEach(choices.addObject().putArray("enum")::add);
            placeholder(choices);
        } else if (option.type().equals("integer") || option.type().equals("boolean")) {
            ArrayNode choices = value.putArray("anyOf");
            choices.addObject().put("type", option.type());
            placeholder(choices);
        } else {
            // 10 is a text in a route, too.
            value.putArray("type").add("string").add("number").add("boolean");
        }
        return value;
    }

    private static ValueNode byDefault(Option option) {
        JsonNodeFactory nodes = JSON.getNodeFactory();
        return switch (option.type()) {
            case "integer" -> nodes.numberNode(Long.parseLong(option.defaultValue()));
            case "boolean" -> nodes.booleanNode(Boolean.parseBoolean(option.defaultValue()));
            default -> nodes.textNode(option.defaultValue());
        };
    }

    private static void placeholder(ArrayNode choices) {
        choices.addObject().put("type", "string").put("pattern", PLACEHOLDER);
    }
}
