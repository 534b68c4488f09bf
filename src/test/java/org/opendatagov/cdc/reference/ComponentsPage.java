package org.opendatagov.cdc.reference;

import java.util.List;
import java.util.stream.Collectors;
import org.opendatagov.cdc.reference.ComponentOptions.Component;
import org.opendatagov.cdc.reference.ComponentOptions.Option;

/** {@code docs/components.md}. */
final class ComponentsPage {

    private static final String INTRODUCTION = """
            # Options of the components

            This page is made from the code; `mvn test -Dtest=ReferenceTest -Ddocs.update=true` writes it again. A duration is written as
            `500ms`, `30s`, `10m`, `1h` or `PT1H`. Instead of a value, `{{name}}` takes that of a setting.
            """;

    private static final String INHERITED = """

            ### Debezium's options

            `postgres-cdc` takes every option of Camel's component `debezium-postgres`, whose documentation says what they mean. Where the
            database is and who reads it is said by `source`. How values stand in events isn't changed by Debezium's modes, see
            [types.md](types.md). The defaults are those of this service.

            """;

    private ComponentsPage() {}

    static String of(List<Component> components) {
        return INTRODUCTION + components.stream().map(ComponentsPage::chapter).collect(Collectors.joining());
    }

    private static String chapter(Component component) {
        StringBuilder chapter = new StringBuilder();
        chapter.append("\n## %1$s\n\nStands in a route's `%2$s`: `%1$s:<%3$s>`. `%3$s`: %4$s.\n"
                .formatted(
                        component.scheme(),
                        component.starts() ? "from" : "to",
                        component.path().name(),
                        plain(component.path().description())));
        if (!component.options().isEmpty()) {
            chapter.append('\n').append(table(component.options()));
        }
        if (!component.inherited().isEmpty()) {
            chapter.append(INHERITED).append(table(component.inherited()));
        }
        return chapter.toString();
    }

    private static String table(List<Option> options) {
        boolean described =
                options.stream().anyMatch(option -> !option.description().isEmpty());
        return options.stream()
                .map(option -> row(option) + (described ? " " + plain(option.description()) + " |\n" : "\n"))
                .collect(Collectors.joining(
                        "",
                        described
                                ? "| option | type | default | meaning |\n| --- | --- | --- | --- |\n"
                                : "| option | type | default |\n| --- | --- | --- |\n",
                        ""));
    }

    private static String row(Option option) {
        String type = option.values().isEmpty()
                ? option.type()
                : option.values().stream().map(value -> "`" + value + "`").collect(Collectors.joining(", "));
        String byDefault = option.required()
                ? "has to be set"
                : option.defaultValue() == null
                        ? ""
                        : "`" + option.defaultValue().replace("|", "\\|") + "`";
        return "| `%s` | %s | %s |"
                .formatted(option.manyNames() ? option.name() + "*" : option.name(), type, byDefault);
    }

    /** A description as Markdown shows it. */
    private static String plain(String description) {
        return description.replaceAll("([|*<_])", "\\\\$1");
    }
}
