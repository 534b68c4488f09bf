package org.opendatagov.cdc.endtoend;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Where this service's answers are meant to differ from Kafka Connect's, and why. docs/admin.md tells it in short. */
final class ConnectDifferences {

    /** In what two answers can differ. */
    enum Aspect {
        STATUS,
        CONTENT_TYPE,
        LOCATION,
        /** The fields of the body, their types, and values such as states. */
        FIELDS,
        /** The sentence of an error. */
        WORDS
    }

    /** A difference and its reason. */
    record Meant(String reason, Set<Aspect> aspects) {

        static Meant in(String reason, Aspect... aspects) {
            return new Meant(reason, Set.of(aspects));
        }
    }

    private static final Meant MISTAKE = Meant.in(
            "a caller's mistake is a 400 with a sentence; Kafka Connect answers 500 with what its parser threw",
            Aspect.STATUS,
            Aspect.WORDS);
    private static final Meant VALUES =
            Meant.in("values of a configuration, which may be secrets, are not repeated", Aspect.WORDS);
    private static final Meant CLASSES =
            Meant.in("the one class that there is, rather than how it was found in a folder", Aspect.WORDS);
    private static final Meant UNTYPED =
            Meant.in("every body says what it is; Kafka Connect's web server doesn't here", Aspect.CONTENT_TYPE);
    private static final Meant SLASH = Meant.in(
            "a name may be asked for, whatever it is; Kafka Connect's web server refuses a slash in its own words",
            Aspect.STATUS,
            Aspect.CONTENT_TYPE,
            Aspect.FIELDS,
            Aspect.WORDS);
    private static final Meant DEFINITIONS = Meant.in(
            "the options of Debezium's connector and of Kafka Connect that this service carries, and no others",
            Aspect.FIELDS);
    private static final String UNKNOWN = "what nobody knows is said to be unknown; Kafka Connect passes over it";

    /** Of a connector that both can run. */
    private static final String GOOD = """
            "connector.class": "io.debezium.connector.postgresql.PostgresConnector", "tasks.max": "3", \
            "database.hostname": "127.0.0.1", "database.port": "0", "database.user": "postgres", \
            "database.password": "filled in", "database.dbname": "odg", "plugin.name": "pgoutput", \
            "slot.name": "x", "publication.name": "x", "publication.autocreate.mode": "filtered", \
            "topic.prefix": "x", "table.include.list": "public.governance_decisions", "transforms": "route", \
            "transforms.route.type": "org.apache.kafka.connect.transforms.RegexRouter", \
            "transforms.route.regex": "x.public.(.*)", "transforms.route.replacement": "x-$1\"""";

    /** The calls that are sent besides the recorded ones, in this order. */
    static final List<String> CALLS = List.of(
            "GET /connectors/nope/config",
            "GET /connectors/nope/tasks",
            "GET /connectors/nope/topics",
            "GET /connectors/nope/offsets",
            "PUT /connectors/nope/topics/reset",
            "PUT /connectors/nope/resume",
            "PUT /connectors/nope/stop",
            "POST /connectors/nope/restart?includeTasks=true",
            "POST /connectors/nope/restart?includeTasks=perhaps",
            "POST /connectors/nope/tasks/0/restart",
            "POST /connectors/nope/tasks/x/restart",
            "DELETE /connectors/nope/offsets",
            "PATCH /connectors/nope/offsets {\"offsets\": [{\"partition\": {\"server\": \"x\"}, \"offset\": {\"lsn\": 1}}]}",
            "PATCH /connectors/nope/config {\"a\": \"b\"}",
            "PUT /connectors/nope/config {\"a\": \"b\"}",
            "PUT /connectors/nope/config {\"a\": {}}",
            "POST /connectors {}",
            "POST /connectors {\"name\": \"x\", \"config\": {}}",
            "POST /connectors {\"name\": \"x\", \"config\": {}, \"y\": 1}",
            "POST /connectors {\"name\": \"x\", \"config\": {\"connector.class\": 7}}",
            "GET /connectors/a%20b/status",
            "GET /connectors/%F0%9F%98%80/status",
            "GET /connectors/a%2Fb/status",
            "GET /connectors/nope?verbose=true",
            "GET /connectors?expand=nope",
            "GET /connector-plugins/nope/config",
            "GET /connector-plugins?connectorsOnly=false",
            "PUT /connector-plugins/nope/config/validate {}",
            "PUT /connector-plugins/PostgresConnector/config/validate {\"connector.class\": \"a.b.C\"}",
            "POST /connectors {\"name\": \"x\", \"config\": {" + GOOD + "}}",
            "GET /connectors/x/status",
            "GET /connectors/x/config",
            "GET /connectors/x/topics",
            "GET /connectors?expand=info&expand=status",
            "GET /connectors/x/tasks/1/status",
            "POST /connectors/x/tasks/1/restart",
            "PATCH /connectors/x/offsets {\"offsets\": []}",
            "DELETE /connectors/x",
            "GET /connectors/",
            "POST /connectors {\"name\": \"y\", \"config\": {" + GOOD + ", \"snapshot.mod\": \"initial\"}}",
            "DELETE /connectors/y");

    private static final String MISSPELT = CALLS.get(CALLS.size() - 2);

    static final Map<String, Meant> MEANT = Map.ofEntries(
            entry("43-create-no-class", VALUES),
            entry("44-create-unknown-class", CLASSES),
            entry("45-create-no-name", MISTAKE),
            entry("47-create-wrong-password-host", MISTAKE),
            entry("48-create-missing-required", MISTAKE),
            entry("49-create-broken-json", MISTAKE),
            entry("50-create-wrong-content-type", UNTYPED),
            entry("54-unknown-path", UNTYPED),
            entry("55-method-not-allowed", UNTYPED),
            entry(
                    "57-plugin-config",
                    Meant.in("there is one version of the connector, and no default among several", Aspect.FIELDS)),
            entry("58-validate-ok", DEFINITIONS),
            entry("59-validate-bad", DEFINITIONS),
            entry("GET /connectors/nope/topics", Meant.in(UNKNOWN, Aspect.STATUS, Aspect.FIELDS, Aspect.WORDS)),
            entry(
                    "PUT /connectors/nope/topics/reset",
                    Meant.in(UNKNOWN, Aspect.STATUS, Aspect.CONTENT_TYPE, Aspect.FIELDS, Aspect.WORDS)),
            entry("POST /connectors/nope/restart?includeTasks=perhaps", Meant.in(UNKNOWN, Aspect.STATUS, Aspect.WORDS)),
            entry("GET /connectors/nope?verbose=true", Meant.in(UNKNOWN, Aspect.STATUS, Aspect.WORDS)),
            entry("GET /connectors?expand=nope", Meant.in(UNKNOWN, Aspect.STATUS, Aspect.FIELDS, Aspect.WORDS)),
            entry(
                    "POST /connectors/nope/tasks/x/restart",
                    Meant.in("a task's id is looked for, whatever it is", Aspect.WORDS)),
            entry("PUT /connectors/nope/config {\"a\": \"b\"}", VALUES),
            entry("PUT /connectors/nope/config {\"a\": {}}", MISTAKE),
            entry("POST /connectors {}", MISTAKE),
            entry("POST /connectors {\"name\": \"x\", \"config\": {}}", VALUES),
            entry("POST /connectors {\"name\": \"x\", \"config\": {}, \"y\": 1}", MISTAKE),
            entry("POST /connectors {\"name\": \"x\", \"config\": {\"connector.class\": 7}}", CLASSES),
            entry("GET /connectors/a%2Fb/status", SLASH),
            entry(
                    "GET /connector-plugins?connectorsOnly=false",
                    Meant.in("converters are this service's own", Aspect.FIELDS)),
            entry("PUT /connector-plugins/nope/config/validate {}", MISTAKE),
            entry(MISSPELT, Meant.in(UNKNOWN, Aspect.STATUS, Aspect.LOCATION, Aspect.FIELDS, Aspect.WORDS)),
            entry(
                    "DELETE /connectors/y",
                    Meant.in("it was refused", Aspect.STATUS, Aspect.CONTENT_TYPE, Aspect.FIELDS, Aspect.WORDS)));

    private ConnectDifferences() {}

    static Set<Aspect> meant(String call) {
        return MEANT.containsKey(call) ? MEANT.get(call).aspects() : Set.of();
    }

    /** What is compared of an answer. */
    record Seen(int status, String contentType, String location, Object fields, String words) {

        static Seen of(HttpResponse<String> answer) {
            JsonNode body = answer.body().startsWith("{") || answer.body().startsWith("[")
                    ? TopicReader.tree(answer.body())
                    : null;
            String words = null;
            if (body instanceof ObjectNode error && error.has("error_code")) {
                words = error.path("message").asText();
                error.put("message", "").put("error_code", 0);
            }
            return new Seen(
                    answer.statusCode(),
                    header(answer, "Content-Type").replaceFirst(";.*", ""),
                    header(answer, "Location").replaceFirst("^http://[^/]*", ""),
                    RecordedCall.shape(body),
                    words);
        }

        private static String header(HttpResponse<String> answer, String name) {
            return answer.headers().firstValue(name).orElse("");
        }

        Set<Aspect> differences(Seen other) {
            EnumSet<Aspect> differences = EnumSet.noneOf(Aspect.class);
            add(differences, Aspect.STATUS, status, other.status);
            add(differences, Aspect.CONTENT_TYPE, contentType, other.contentType);
            add(differences, Aspect.LOCATION, location, other.location);
            add(differences, Aspect.FIELDS, fields, other.fields);
            add(differences, Aspect.WORDS, words, other.words);
            return differences;
        }

        private static void add(Set<Aspect> differences, Aspect aspect, Object one, Object other) {
            if (!Objects.equals(one, other)) {
                differences.add(aspect);
            }
        }
    }
}
