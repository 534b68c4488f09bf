package org.opendatagov.cdc.endtoend;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.sourcelab.kafka.connect.apiclient.Configuration;
import org.sourcelab.kafka.connect.apiclient.KafkaConnectClient;
import org.sourcelab.kafka.connect.apiclient.request.dto.ConnectorDefinition;
import org.sourcelab.kafka.connect.apiclient.request.dto.ConnectorPluginConfigDefinition;
import org.sourcelab.kafka.connect.apiclient.request.dto.ConnectorStatus;
import org.sourcelab.kafka.connect.apiclient.request.dto.NewConnectorDefinition;
import org.sourcelab.kafka.connect.apiclient.request.dto.Task;
import org.sourcelab.kafka.connect.apiclient.request.post.PostConnectorRestart;

/**
 * Makes every call that the client knows, and prints what each gave, one line each. It runs in a process of its own, with the
 * libraries of the client and no others.
 *
 * <p>Arguments: where the service is, and the options of a connector, each as {@code name=value}.
 */
final class ConnectClientMain {

    private static final String NAME = "foreign";
    private static final long PATIENCE = 60_000;

    private final KafkaConnectClient client;
    private final String url;
    private final Map<String, String> config;

    private ConnectClientMain(String url, Map<String, String> config) {
        this.url = url;
        this.config = config;
        this.client = client("olga", "secret-operator");
    }

    private KafkaConnectClient client(String user, String password) {
        return new KafkaConnectClient(new Configuration(url).useBasicAuth(user, password));
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> config = new TreeMap<>();
        for (String option : List.of(arguments).subList(1, arguments.length)) {
            config.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        ConnectClientMain main = new ConnectClientMain(arguments[0], config);
        main.look();
        main.create();
        main.change();
        main.control();
        main.refuse();
        main.remove();
    }

    @SuppressWarnings("SystemOut")
    private static void print(String what, Object gave) {
        System.out.println(what + ": " + gave);
    }

    private void look() {
        print("version", client.getConnectServerVersion().getVersion());
        print("cluster", client.getConnectServerVersion().getKafkaClusterId().length());
        print("connectors", client.getConnectors());
        print(
                "plugins",
                client.getConnectorPlugins().stream()
                        .map(plugin -> plugin.getClassName() + " " + plugin.getType())
                        .collect(Collectors.toList()));
        print(
                "validation",
                client.validateConnectorPluginConfig(
                                new ConnectorPluginConfigDefinition(config.get("connector.class"), named()))
                        .getErrorCount());
    }

    private Map<String, String> named() {
        Map<String, String> named = new TreeMap<>(Map.of("name", NAME));
        named.putAll(config);
        return named;
    }

    private void create() throws InterruptedException {
        ConnectorDefinition created = client.addConnector(NewConnectorDefinition.newBuilder()
                .withName(NAME)
                .withConfig(config)
                .build());
        print("created", created.getName() + " " + created.getType());
        await("RUNNING");
        print("connectors then", client.getConnectors());
        ConnectorDefinition shown = client.getConnector(NAME);
        print("shown", shown.getName() + " " + shown.getTasks().size());
        print("password", shown.getConfig().get("database.password"));
        print("config", client.getConnectorConfig(NAME).equals(shown.getConfig()));
        Collection<Task> tasks = client.getConnectorTasks(NAME);
        print(
                "tasks",
                tasks.stream()
                        .map(task ->
                                task.getId().getConnector() + "-" + task.getId().getTask())
                        .collect(Collectors.toList()));
        print("task", client.getConnectorTaskStatus(NAME, 0).getState());
        print(
                "expanded",
                client.getConnectorsWithExpandedStatus()
                                .getStatusForConnector(NAME)
                                .getConnector()
                                .get("state")
                        + " "
                        + client.getConnectorsWithExpandedInfo()
                                .getDefinitionForConnector(NAME)
                                .getName()
                        + " "
                        + client.getConnectorsWithAllExpandedMetadata().getConnectorNames());
        while (client.getConnectorTopics(NAME).getTopics().isEmpty()) {
            Thread.sleep(200);
        }
        print("topics", client.getConnectorTopics(NAME).getTopics());
        print("reset", client.resetConnectorTopics(NAME));
    }

    /** The task's and the connector's state. */
    private void await(String state) throws InterruptedException {
        long deadline = System.currentTimeMillis() + PATIENCE;
        ConnectorStatus status = null;
        while (System.currentTimeMillis() < deadline) {
            try {
                status = client.getConnectorStatus(NAME);
            } catch (RuntimeException e) {
                Thread.sleep(200); // Nobody has told yet.
                continue;
            }
            if (state.equals(status.getConnector().get("state"))
                    && status.getTasks().stream().anyMatch(task -> state.equals(task.getState()))) {
                print("state", state);
                return;
            }
            Thread.sleep(200);
        }
        throw new IllegalStateException(NAME + " isn't " + state + ": " + status);
    }

    private void change() throws InterruptedException {
        Map<String, String> changed = client.getConnectorConfig(NAME);
        changed.put("max.batch.size", "1000");
        print("changed", client.updateConnectorConfig(NAME, changed).getConfig().get("max.batch.size"));
        await("RUNNING");
    }

    private void control() throws InterruptedException {
        print("pause", client.pauseConnector(NAME));
        await("PAUSED");
        print("resume", client.resumeConnector(NAME));
        await("RUNNING");
        print("restart", client.restartConnector(NAME));
        print(
                "restart with tasks",
                client.restartConnector(
                        new PostConnectorRestart(NAME).withIncludeTasks(true).withOnlyFailed(true)));
        await("RUNNING");
        print("restart of the task", client.restartConnectorTask(NAME, 0));
        await("RUNNING");
    }

    private void refuse() {
        printRefusal("unknown", () -> client.getConnector("nope"));
        printRefusal(
                "twice",
                () -> client.addConnector(NewConnectorDefinition.newBuilder()
                        .withName(NAME)
                        .withConfig(config)
                        .build()));
        printRefusal(
                "misspelt",
                () -> client.addConnector(NewConnectorDefinition.newBuilder()
                        .withName("another")
                        .withConfig(config)
                        .withConfig("snapshot.mod", "initial")
                        .build()));
        printRefusal("wrong password", () -> client("olga", "guess").getConnectors());
        printRefusal("a viewer", () -> client("vic", "secret-viewer").pauseConnector(NAME));
    }

    private static void printRefusal(String what, Callable<?> call) {
        try {
            print(what, "not refused: " + call.call());
        } catch (Exception e) {
            print(
                    what,
                    e.getClass().getSimpleName() + " "
                            + String.valueOf(e.getMessage()).replace('\n', ' '));
        }
    }

    private void remove() {
        print("deleted", client.deleteConnector(NAME));
        printRefusal("gone", () -> client.getConnector(NAME));
    }
}
