package org.opendatagov.cdc.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The Kustomize base agrees with itself and with the service. */
class KubernetesBaseTest {

    private static final Path BASE = Path.of("kubernetes/base");

    private final Map<String, Object> kustomization = read("kustomization.yaml");
    private final Map<String, Object> pod = at(read("deployment.yaml"), "spec", "template", "spec");
    private final Map<String, Object> container = list(pod, "containers").get(0);
    private final Settings service = new Settings();

    KubernetesBaseTest() throws IOException {}

    @Test
    void theKustomizationNamesEveryFileAndEveryFileItNamesExists() throws IOException {
        Set<String> named = new TreeSet<>(strings(kustomization, "resources"));
        for (Map<String, Object> generator : list(kustomization, "configMapGenerator")) {
            named.addAll(strings(generator, "files"));
        }
        named.add("kustomization.yaml");

        try (Stream<Path> files = Files.walk(BASE)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> BASE.relativize(file).toString()))
                    .containsExactlyInAnyOrderElementsOf(named);
        }
    }

    @Test
    void everyResourceHasAKindAndTheServicesName() throws IOException {
        for (String file : strings(kustomization, "resources")) {
            Map<String, Object> resource = read(file);
            assertThat(resource).as(file).containsKeys("apiVersion", "kind");
            assertThat(at(resource, "metadata")).as(file).containsEntry("name", "opendatagov-cdc");
        }
    }

    @Test
    void everySelectorFindsThePods() throws IOException {
        Map<String, Object> labels = at(read("deployment.yaml"), "spec", "template", "metadata", "labels");

        assertThat(labels).isNotEmpty();
        assertThat(at(read("deployment.yaml"), "spec", "selector", "matchLabels"))
                .isEqualTo(labels);
        assertThat(at(read("poddisruptionbudget.yaml"), "spec", "selector", "matchLabels"))
                .isEqualTo(labels);
        assertThat(at(read("service.yaml"), "spec", "selector")).isEqualTo(labels);
    }

    @Test
    void portsAreTheServices() throws IOException {
        Map<String, Object> ports = list(container, "ports").stream()
                .collect(Collectors.toMap(port -> (String) port.get("name"), port -> port.get("containerPort")));
        assertThat(ports)
                .isEqualTo(Map.of(
                        "http",
                        service.port("quarkus.http.port"),
                        "management",
                        service.port("quarkus.management.port")));

        for (Map<String, Object> port : list(at(read("service.yaml"), "spec"), "ports")) {
            assertThat(port).containsEntry("targetPort", port.get("name"));
            assertThat(port).containsEntry("port", ports.get(port.get("name")));
        }
    }

    @Test
    void probesAskTheManagementPort() {
        assertThat(Map.of("startupProbe", "started", "livenessProbe", "live", "readinessProbe", "ready"))
                .allSatisfy((probe, check) -> assertThat(at(container, probe, "httpGet"))
                        .isEqualTo(Map.of("path", "/q/health/" + check, "port", "management")));
    }

    @Test
    void credentialsComeFromTheSecretUnderTheNamesThatTheServiceReads() throws IOException {
        Set<String> keys = at(read("secret.yaml"), "stringData").keySet();
        assertThat(keys)
                .containsExactlyInAnyOrder("POSTGRES_USER", "POSTGRES_PASSWORD", "TIMESCALE_USER", "TIMESCALE_PASSWORD")
                .allMatch(service::reads);

        Map<String, Object> fromSecret = list(container, "env").stream()
                .filter(variable -> variable.containsKey("valueFrom"))
                .collect(Collectors.toMap(
                        variable -> (String) variable.get("name"),
                        variable -> at(variable, "valueFrom", "secretKeyRef")));
        assertThat(fromSecret)
                .isEqualTo(keys.stream()
                        .collect(Collectors.toMap(
                                Function.identity(), key -> Map.of("name", "opendatagov-cdc", "key", key))));
    }

    @Test
    void theSecretHoldsNothingButPlaceholders() throws IOException {
        assertThat(at(read("secret.yaml"), "stringData").values()).containsOnly("replace-me");
    }

    @Test
    void everySettingIsOneOfTheServices() {
        List<String> literals =
                strings(list(kustomization, "configMapGenerator").get(0), "literals");

        assertThat(literals).isNotEmpty();
        assertThat(literals)
                .extracting(literal -> literal.substring(0, literal.indexOf('=')))
                .allMatch(service.variables()::contains);
    }

    @Test
    void routesAreMountedWhereTheServiceLooksForThem() {
        Map<String, Object> folder = named(container, "env", "CDC_ROUTES_FOLDER");

        assertThat(service.variables()).contains("CDC_ROUTES_FOLDER");
        assertThat(named(container, "volumeMounts", "routes")).containsEntry("mountPath", folder.get("value"));
        assertThat(at(named(pod, "volumes", "routes"), "configMap"))
                .containsEntry(
                        "name", list(kustomization, "configMapGenerator").get(1).get("name"));
    }

    @Test
    void theProcessHasNoRightsAndWritesToTmpAlone() {
        assertThat(at(pod, "securityContext")).containsEntry("runAsNonRoot", true);
        assertThat(at(pod, "securityContext", "seccompProfile")).containsEntry("type", "RuntimeDefault");
        assertThat(pod).containsEntry("automountServiceAccountToken", false);
        assertThat(at(container, "securityContext"))
                .containsEntry("readOnlyRootFilesystem", true)
                .containsEntry("allowPrivilegeEscalation", false)
                .containsEntry("capabilities", Map.of("drop", List.of("ALL")));
        assertThat(named(container, "volumeMounts", "tmp")).containsEntry("mountPath", "/tmp");
        assertThat(named(pod, "volumes", "tmp")).containsKey("emptyDir");
    }

    @Test
    void theExampleReplacesARouteThatThereIs() throws IOException {
        String example = "notify-model-card.yaml";
        assertThat(Path.of("src/main/resources/routes", example)).exists();

        Object routes = parse(BASE.resolve("routes").resolve(example + ".example"));

        assertThat(routes).asInstanceOf(InstanceOfAssertFactories.LIST).isNotEmpty();
    }

    private static Map<String, Object> read(String file) throws IOException {
        return map(parse(BASE.resolve(file)));
    }

    private static Object parse(Path file) throws IOException {
        return new Load(LoadSettings.builder().setLabel(file.toString()).build())
                .loadFromString(Files.readString(file));
    }

    private static Map<String, Object> at(Map<String, Object> start, String... path) {
        Map<String, Object> place = start;
        for (String key : path) {
            assertThat(place).containsKey(key);
            place = map(place.get(key));
        }
        return place;
    }

    private static Map<String, Object> named(Map<String, Object> holder, String key, String name) {
        return list(holder, key).stream()
                .filter(entry -> name.equals(entry.get("name")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(key + " has no " + name));
    }

    @SuppressWarnings("unchecked") // YAML's objects have texts for keys.
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked") // A list of objects, as Kubernetes and Kustomize have it.
    private static List<Map<String, Object>> list(Map<String, Object> holder, String key) {
        return (List<Map<String, Object>>) holder.get(key);
    }

    @SuppressWarnings("unchecked") // A list of texts, as Kustomize has it.
    private static List<String> strings(Map<String, Object> holder, String key) {
        return (List<String>) holder.getOrDefault(key, List.of());
    }
}
