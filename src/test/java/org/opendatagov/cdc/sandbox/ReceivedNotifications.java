package org.opendatagov.cdc.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.opendatagov.cdc.sandbox.comparison.Difference;
import org.opendatagov.cdc.servers.HttpReceiver;
import org.opendatagov.cdc.servers.HttpReceiver.Received;

/** The notifications that came to the workflows' endpoint, and whether they are the right ones and signed (Standard Webhooks). */
final class ReceivedNotifications {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpReceiver endpoint;
    private final byte[] key = new byte[32];

    ReceivedNotifications(HttpReceiver endpoint) {
        this.endpoint = endpoint;
        new SecureRandom().nextBytes(key);
    }

    /** The secret with which the service signs. */
    String secret() {
        return "whsec_" + Base64.getEncoder().encodeToString(key);
    }

    int count() {
        return endpoint.requests().size();
    }

    int count(Workflow workflow) {
        return endpoint.requests(workflow.path()).size();
    }

    /** What is wrong: missing and unexpected notifications, and those with a wrong signature. */
    List<Difference> differences(ExpectedNotifications expected) {
        List<Difference> differences = new ArrayList<>();
        for (Workflow workflow : Workflow.values()) {
            compare(workflow, expected.of(workflow), differences);
        }
        return differences;
    }

    private void compare(
            Workflow workflow, Map<String, ExpectedNotifications.Bounds> expected, List<Difference> differences) {
        Map<String, Set<String>> ids = new HashMap<>();
        for (Received request : endpoint.requests(workflow.path())) {
            String row = row(request);
            if (row == null || !isSigned(request)) {
                report(differences, workflow, row, row == null ? "is no CloudEvent of a row" : "has a wrong signature");
            } else {
                ids.computeIfAbsent(row, r -> new HashSet<>()).add(request.header("webhook-id"));
            }
        }
        Set<String> rows = new TreeSet<>(expected.keySet());
        rows.addAll(ids.keySet());
        for (String row : rows) {
            ExpectedNotifications.Bounds number = expected.getOrDefault(row, ExpectedNotifications.Bounds.NONE);
            int came = ids.getOrDefault(row, Set.of()).size();
            if (came < number.least() || came > number.most()) {
                report(
                        differences,
                        workflow,
                        row,
                        "%d notifications came, expected %s"
                                .formatted(
                                        came,
                                        number.least() == number.most()
                                                ? number.least()
                                                : number.least() + " to " + number.most()));
            }
        }
    }

    private static void report(List<Difference> differences, Workflow workflow, String row, String what) {
        differences.add(new Difference("workflow", workflow.text(), String.valueOf(row), what));
    }

    private static String row(Received request) {
        try {
            return JSON.readTree(request.body()).at("/data/key").textValue();
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private boolean isSigned(Received request) {
        String signatures = request.header("webhook-signature");
        if (signatures == null) {
            return false;
        }
        String content = request.header("webhook-id") + "." + request.header("webhook-timestamp") + ".";
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(content.getBytes(StandardCharsets.UTF_8));
            String right = "v1,"
                    + Base64.getEncoder()
                            .encodeToString(mac.doFinal(request.body().getBytes(StandardCharsets.UTF_8)));
            return List.of(signatures.split(" ")).stream()
                    .anyMatch(signature -> MessageDigest.isEqual(
                            signature.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java without HMAC-SHA-256", e);
        }
    }
}
