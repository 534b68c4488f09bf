package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;

/** Callers that send too much, too slowly, too often, or nothing. */
@Tag("faults")
@ExtendWith(CaptureWorld.Provider.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestBoundsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);
    private static final long LARGE = 100L * 1024 * 1024;

    private final CaptureWorld world;
    private CdcService service;

    RequestBoundsIT(CaptureWorld world) {
        this.world = world;
    }

    @BeforeAll
    void start() {
        service = CaptureWorld.start(
                "request-bounds",
                Caller.users(world.environment())
                        .flows("none")
                        .with("CDC_ADMIN_CALLS_PER_SECOND", "1000000")
                        .with("CDC_ADMIN_REQUEST_TIMEOUT", "2S"));
        service.awaitReady(PATIENCE);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    /** A connection of somebody who writes HTTP by hand. */
    private Socket begin(String length) throws IOException {
        URI uri = URI.create(service.url("/connectors"));
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
        write(socket, """
                POST /connectors HTTP/1.1\r
                Host: cdc\r
                Authorization: Basic b2xnYTpzZWNyZXQtb3BlcmF0b3I=\r
                Content-Type: application/json\r
                %s\r
                \r
                """.formatted(length));
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aBodyThatComesByteByByteIsEndedInTime() throws IOException {
        long begun = System.nanoTime();
        try (Socket socket = begin("Content-Length: 1000000")) {
            socket.setSoTimeout(50);
            StringBuilder answer = new StringBuilder();
            while (drip(socket, answer)) {
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE);
            }
            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("cdc.admin.request-timeout");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(REQUEST_TIMEOUT);
    }

    /** Sends a byte and reads what is there; false once the connection is closed. */
    private static boolean drip(Socket socket, StringBuilder answer) throws IOException {
        try {
            write(socket, "x");
            byte[] bytes = new byte[4096];
            int read = socket.getInputStream().read(bytes);
            answer.append(new String(bytes, 0, Math.max(0, read), StandardCharsets.US_ASCII));
            return read >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            // Closed, as a write finds out.
            return false;
        }
    }

    @Test
    void thousandCallersThatNeverEndTheirBodyHoldNobodyUp() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 1000; i++) {
                Socket socket = begin(i % 2 == 0 ? "Content-Length: 10" : "Transfer-Encoding: chunked");
                sockets.add(socket);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(Caller.VIEWER.call(service, "GET", "/").statusCode()).isEqualTo(200);
            }
            for (Socket socket : sockets) {
                socket.setSoTimeout((int) PATIENCE.toMillis());
                String answer = readToEnd(socket.getInputStream());
                assertThat(answer).startsWith("HTTP/1.1 408 ").containsIgnoringCase("connection: close");
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static String readToEnd(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }

    @Test
    void aBodyThatSaysItIsTooLargeIsRefusedBeforeItComes() throws IOException {
        try (Socket socket = begin("Content-Length: " + LARGE)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            // The rest never comes: the connection ends all the same.
            assertThat(readToEnd(socket.getInputStream()))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("larger than quarkus.http.limits.max-body-size allows");
        }
    }

    @Test
    void aBodyOf100MegabytesIsRefusedAndNotKept() throws IOException {
        HttpURLConnection call = (HttpURLConnection)
                URI.create(service.url("/connectors")).toURL().openConnection();
        call.setRequestMethod("POST");
        call.setRequestProperty("Authorization", "Basic b2xnYTpzZWNyZXQtb3BlcmF0b3I=");
        call.setRequestProperty("Content-Type", "application/json");
        call.setDoOutput(true);
        call.setChunkedStreamingMode(65536);
        long before = residentKilobytes();
        boolean cut = false;
        try (var out = call.getOutputStream()) {
            byte[] block = new byte[65536];
            for (long sent = 0; sent < LARGE; sent += block.length) {
                out.write(block);
            }
        } catch (IOException e) {
            // Closed while it still came: refused as well.
            cut = true;
        }
        if (!cut) {
            assertThat(call.getResponseCode()).isEqualTo(413);
        }
        assertThat(residentKilobytes() - before).as("kilobytes more").isLessThan(LARGE / 2 / 1024);
        assertThat(Caller.VIEWER.call(service, "GET", "/").statusCode()).isEqualTo(200);
    }

    private long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + service.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tenThousandCallsInARowAreAllAnswered() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(Caller.VIEWER
                            .call(service, "GET", "/connectors?expand=status&expand=info")
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(service.health("live").status()).isEqualTo(200);
    }
}
