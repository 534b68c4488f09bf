package org.opendatagov.cdc.routes;

import io.quarkus.arc.Unremovable;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.dsl.yaml.common.YamlDeserializationContext;
import org.opendatagov.cdc.options.ExactOptions;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Camel's loader of YAML routes, by which the parameters of our components arrive as they stand in the file: what Camel's URIs would lose or
 * change is encoded before it makes one. Camel finds it by its name.
 */
@Singleton
@Named("routes-builder-loader-yaml")
@Unremovable
public class ExactYamlLoader extends YamlRoutesBuilderLoader {

    /** Their placeholders have to stay where Camel looks for them when it makes a route of the template. */
    private static final Set<String> TEMPLATES = Set.of("routeTemplate", "route-template");

    public ExactYamlLoader(CamelContext camel) {
        setCamelContext(camel);
    }

    @Override
    protected RouteBuilder builder(YamlDeserializationContext context, Node root) {
        return super.builder(context, exact(root, false));
    }

    private static Node exact(Node node, boolean inTemplate) {
        if (node instanceof SequenceNode list) {
            List<Node> items = list.getValue().stream()
                    .map(item -> exact(item, inTemplate))
                    .toList();
            return new SequenceNode(
                    list.getTag(), true, items, list.getFlowStyle(), list.getStartMark(), list.getEndMark());
        }
        return node instanceof MappingNode mapping ? exact(mapping, inTemplate) : node;
    }

    private static Node exact(MappingNode mapping, boolean inTemplate) {
        String uri = text(mapping, "uri");
        boolean ours = uri != null && ExactOptions.areReadBy(uri);
        List<NodeTuple> tuples = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            Node value = ours && key.equals("parameters") && tuple.getValueNode() instanceof MappingNode parameters
                    ? parameters(parameters, inTemplate)
                    : exact(tuple.getValueNode(), inTemplate || TEMPLATES.contains(key));
            tuples.add(new NodeTuple(tuple.getKeyNode(), value));
        }
        return with(mapping, tuples);
    }

    private static Node parameters(MappingNode parameters, boolean inTemplate) {
        List<NodeTuple> tuples = parameters.getValue().stream()
                .map(tuple -> tuple.getValueNode() instanceof ScalarNode value
                                && !(inTemplate && value.getValue().contains("{{"))
                        ? new NodeTuple(tuple.getKeyNode(), exact(value))
                        : tuple)
                .toList();
        return with(parameters, tuples);
    }

    private static ScalarNode exact(ScalarNode value) {
        String encoded = ExactOptions.encoded(value.getValue());
        return encoded.equals(value.getValue())
                ? value
                : new ScalarNode(
                        value.getTag(),
                        true,
                        encoded,
                        value.getScalarStyle(),
                        value.getStartMark(),
                        value.getEndMark());
    }

    private static MappingNode with(MappingNode mapping, List<NodeTuple> tuples) {
        return new MappingNode(
                mapping.getTag(), true, tuples, mapping.getFlowStyle(), mapping.getStartMark(), mapping.getEndMark());
    }

    private static String text(MappingNode mapping, String key) {
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode name
                    && name.getValue().equals(key)
                    && tuple.getValueNode() instanceof ScalarNode value) {
                return value.getValue();
            }
        }
        return null;
    }
}
