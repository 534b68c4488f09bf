package org.opendatagov.cdc.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A call and what a real Kafka Connect answered.
 *
 * @param name the file's name
 * @param request the body that was sent, or null
 * @param contentType of the answer, or null
 * @param location of what was made, or null
 * @param body of the answer, null when it had none
 */
record RecordedCall(
        String name,
        String method,
        String path,
        JsonNode request,
        int status,
        String contentType,
        String location,
        JsonNode body) {

    /** All that are recorded, in the order in which they were made. */
    static List<RecordedCall> all() {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/connect-rest"))) {
            return files.sorted().map(RecordedCall::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RecordedCall read(Path file) {
        try {
            JsonNode call = TopicReader.tree(Files.readString(file));
            JsonNode answer = call.path("response");
            return new RecordedCall(
                    file.getFileName().toString(),
                    call.at("/request/method").textValue(),
                    call.at("/request/path").textValue(),
                    call.at("/request/body").isNull() ? null : call.at("/request/body"),
                    answer.path("status").intValue(),
                    answer.path("contentType").textValue(),
                    answer.path("location").textValue(),
                    answer.path("body").isNull() ? null : answer.path("body"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The content type that was sent with the body. */
    String requestType() {
        return status == 415 ? "text/plain" : "application/json";
    }

    /** What has to be the same: fields, types, states and error codes; not versions, ids and addresses. */
    static Object shape(JsonNode node) {
        if (node == null) {
            return "nothing";
        }
        if (node.isObject()) {
            TreeMap<String, Object> shape = new TreeMap<>();
            node.properties()
                    .forEach(field -> shape.put(
                            field.getKey(),
                            switch (field.getKey()) {
                                case "state", "error_code", "message", "name", "type", "id" ->
                                    field.getValue().asText();
                                default -> shape(field.getValue());
                            }));
            return shape;
        }
        if (node.isArray()) {
            return Stream.iterate(0, i -> i < node.size(), i -> i + 1)
                    .map(i -> shape(node.get(i)))
                    .toList();
        }
        return node.getNodeType();
    }
}
