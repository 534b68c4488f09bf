package org.opendatagov.cdc.bench.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.bench.deliver.Requests.Request;

class RequestsTest {

    @Test
    void aRowsWritesGoToOneClientInOrder() {
        Requests requests = new Requests(2, 2);
        for (String write : List.of("a1", "b1", "a2", "a3", "b2")) {
            requests.add(write.substring(0, 1), write.getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(requests.byClient().stream().map(RequestsTest::text))
                .containsExactlyInAnyOrder(List.of("2 a1a2", "1 a3"), List.of("2 b1b2"));
    }

    private static List<String> text(List<Request> requests) {
        return requests.stream()
                .map(request -> request.writes() + " " + new String(request.bytes(), StandardCharsets.US_ASCII))
                .toList();
    }
}
