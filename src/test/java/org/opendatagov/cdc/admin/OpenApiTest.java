package org.opendatagov.cdc.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class OpenApiTest {

    @Test
    void theDocumentHasTheCallsOfTheRoutesAndNoOthers() {
        List<String> routes = new ArrayList<>();
        for (JsonNode entry : OpenApi.read("/routes/admin.yaml")) {
            JsonNode rest = entry.path("rest");
            for (String method : List.of("get", "put", "post", "patch", "delete")) {
                for (JsonNode call : rest.path(method)) {
                    String path = rest.path("path").asText() + call.path("path").asText();
                    routes.add(method.toUpperCase(Locale.ROOT) + " " + path.replace("//", "/"));
                }
            }
        }

        assertThat(new OpenApi().operations())
                .extracting(OpenApi.Operation::toString)
                .containsExactlyInAnyOrderElementsOf(routes);
    }
}
