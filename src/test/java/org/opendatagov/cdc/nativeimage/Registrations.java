package org.opendatagov.cdc.nativeimage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.opendatagov.cdc.nativeimage.lookup.Lookup;

/** Which classes, members and resources a native executable finds by name, as GraalVM's configuration files say it. */
final class Registrations {

    private final Map<String, List<JsonNode>> classes = new HashMap<>();
    private final Set<String> patterns = new HashSet<>();
    private final Set<String> proxies = new HashSet<>();
    private final Set<String> serialized = new HashSet<>();
    private Pattern resources;

    /** An entry of {@code reflect-config.json}. */
    void addClass(JsonNode entry) {
        classes.computeIfAbsent(entry.path("name").textValue(), name -> new ArrayList<>())
                .add(entry);
    }

    /** A regular expression of {@code resource-config.json}. */
    void addResources(String pattern) {
        patterns.add("(?:" + pattern + ")");
        resources = null;
    }

    void addSerialized(String className) {
        serialized.add(className);
    }

    /** The interfaces of a proxy, separated by commas. */
    void addProxy(String interfaces) {
        proxies.add(interfaces);
    }

    int size() {
        return classes.size();
    }

    /** Takes a class out, to see that it is missed. */
    void removeClass(String name) {
        classes.remove(name);
    }

    boolean finds(Lookup lookup) {
        String type = lookup.target();
        return switch (lookup.kind()) {
            case TYPE -> classes.containsKey(type);
            case CONSTRUCTOR -> all(type, "Constructors", false) || one(type, lookup.member());
            case METHOD -> all(type, "Methods", false) || one(type, lookup.member());
            case FIELD -> all(type, "Fields", false) || field(type, lookup.member());
            case CONSTRUCTORS -> all(type, "Constructors", true);
            case METHODS -> all(type, "Methods", true);
            case FIELDS -> all(type, "Fields", true);
            case RESOURCE -> holds(type);
            case SERIALIZED -> serialized.contains(type);
            case PROXY -> proxies.contains(type);
            case SERVICE, FAILED -> false;
        };
    }

    boolean holds(String resource) {
        if (resources == null) {
            resources = Pattern.compile(String.join("|", patterns));
        }
        return resources.matcher(resource).matches();
    }

    /** Whether all members of a sort are registered; with {@code queryIsEnough}, registered to be seen and not called. */
    private boolean all(String type, String members, boolean queryIsEnough) {
        return entries(type).stream()
                .anyMatch(entry -> entry.path("allDeclared" + members).asBoolean()
                        || entry.path("allPublic" + members).asBoolean()
                        || (queryIsEnough
                                && entry.path("queryAllDeclared" + members).asBoolean())
                        || (queryIsEnough
                                && entry.path("queryAllPublic" + members).asBoolean()));
    }

    private boolean one(String type, String signature) {
        return entries(type).stream().anyMatch(entry -> names(entry.path("methods"), signature));
    }

    private static boolean names(JsonNode methods, String signature) {
        return StreamSupport.stream(methods.spliterator(), false)
                .anyMatch(method -> signature.equals(method.path("name").textValue() + "("
                        + StreamSupport.stream(method.path("parameterTypes").spliterator(), false)
                                .map(JsonNode::textValue)
                                .collect(Collectors.joining(","))
                        + ")"));
    }

    private boolean field(String type, String name) {
        return entries(type).stream()
                .anyMatch(entry -> StreamSupport.stream(entry.path("fields").spliterator(), false)
                        .anyMatch(field -> name.equals(field.path("name").textValue())));
    }

    private List<JsonNode> entries(String type) {
        return classes.getOrDefault(type, List.of());
    }
}
