package org.opendatagov.cdc.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpReceiverTest {
    private final HttpReceiver receiver = new HttpReceiver();
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() {
        receiver.start();
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void aRequestIsRecordedAsItCame() throws Exception {
        HttpResponse<String> answer = post("/hook?a=1", "grüß");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(receiver.requests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/hook?a=1");
            assertThat(request.header("X-Test")).isEqualTo("yes");
            assertThat(request.header("absent")).isNull();
            assertThat(request.body()).isEqualTo("grüß");
        });
    }

    @Test
    void aPathAnswersAsItIsTold() throws Exception {
        receiver.answer("/busy", new HttpReceiver.Answer(503, Map.of("Retry-After", "1"), Duration.ZERO));

        HttpResponse<String> answer = post("/busy", "");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(post("/other", "").statusCode()).isEqualTo(204);
        assertThat(receiver.requests("/busy")).hasSize(1);
    }

    @Test
    void aLateAnswerDoesNotHoldUpOthers() throws Exception {
        receiver.answer("/late", new HttpReceiver.Answer(200, Map.of(), Duration.ofMinutes(1)));

        assertThatThrownBy(() -> post("/late", "")).isInstanceOf(HttpTimeoutException.class);
        assertThat(post("/other", "").statusCode()).isEqualTo(204);
    }

    @Test
    void itCanBeAwayAndComeBackOnItsPort() throws Exception {
        receiver.stop();
        assertThatThrownBy(() -> post("/hook", "")).isInstanceOf(ConnectException.class);
        receiver.start();

        assertThat(post("/hook", "").statusCode()).isEqualTo(204);
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(receiver.url(path)))
                .timeout(Duration.ofMillis(500))
                .header("X-Test", "yes")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
