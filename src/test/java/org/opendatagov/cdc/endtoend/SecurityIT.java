package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.FreePorts;

/** Who may call what, by password, by token and over TLS, and how often. */
@ExtendWith(CaptureWorld.Provider.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecurityIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CaptureWorld world;
    private final int tlsPort = FreePorts.next();
    private Path keys;
    private RsaJsonWebKey key;
    private HttpServer issuer;
    private CdcService service;

    SecurityIT(CaptureWorld world) {
        this.world = world;
    }

    @BeforeAll
    void start() throws Exception {
        keys = Files.createTempDirectory("security").resolve("keys.p12");
        makeCertificate();
        key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId("1");
        issuer = issuer();
        service = CaptureWorld.start(
                "security",
                Caller.users(world.environment())
                        .flows("none")
                        .with("QUARKUS_HTTP_SSL_PORT", String.valueOf(tlsPort))
                        .with("QUARKUS_HTTP_SSL_CERTIFICATE_KEY_STORE_FILE", keys.toString())
                        .with("QUARKUS_HTTP_SSL_CERTIFICATE_KEY_STORE_PASSWORD", "changeit")
                        .with("QUARKUS_HTTP_INSECURE_REQUESTS", "enabled")
                        .with("QUARKUS_OIDC_TENANT_ENABLED", "true")
                        .with("QUARKUS_OIDC_AUTH_SERVER_URL", address())
                        .with("CDC_ADMIN_CALLS_PER_SECOND", "100"));
        service.awaitReady(PATIENCE);
    }

    @AfterAll
    void stop() {
        service.close();
        issuer.stop(0);
    }

    @Test
    void everyCallNeedsItsRole() throws IOException {
        List<String[]> calls = calls();
        assertThat(calls).hasSizeGreaterThan(40);

        for (String[] call : calls) {
            String method = call[0];
            String path = call[1].replaceAll("\\{[^}]*}", "nope");
            assertThat(status(Caller.NOBODY, method, path))
                    .as("nobody %s %s", method, path)
                    .isEqualTo(401);
            int viewer = status(Caller.VIEWER, method, path);
            if (method.equals("GET")) {
                assertThat(viewer).as("viewer %s %s", method, path).isNotIn(401, 403, 500);
            } else {
                assertThat(viewer).as("viewer %s %s", method, path).isEqualTo(403);
            }
            assertThat(status(Caller.OPERATOR, method, path))
                    .as("operator %s %s", method, path)
                    .isNotIn(401, 403, 405, 500);
        }
    }

    /** As often as it takes: the rate is bounded. */
    private int status(Caller caller, String method, String path) {
        int[] status = new int[1];
        await().atMost(PATIENCE).until(() -> {
            status[0] = caller.call(service, method, path).statusCode();
            return status[0] != 429;
        });
        return status[0];
    }

    /** Method and path of each call in {@code routes/admin.yaml}. */
    private static List<String[]> calls() throws IOException {
        List<String[]> calls = new ArrayList<>();
        try (InputStream routes = SecurityIT.class.getResourceAsStream("/routes/admin.yaml")) {
            for (JsonNode entry : new YAMLMapper().readTree(routes)) {
                JsonNode rest = entry.path("rest");
                for (String method : List.of("get", "put", "post", "patch", "delete")) {
                    for (JsonNode call : rest.path(method)) {
                        String path =
                                rest.path("path").asText() + call.path("path").asText();
                        calls.add(new String[] {method.toUpperCase(java.util.Locale.ROOT), path.replace("//", "/")});
                    }
                }
            }
        }
        return calls;
    }

    @Test
    void aTokenOfTheIssuerCountsAsItsRolesSayAndNoOther() throws Exception {
        String viewer = token(key, "viewer", 300);
        String operator = token(key, "operator", 300);
        RsaJsonWebKey another = RsaJwkGenerator.generateJwk(2048);
        another.setKeyId("1");

        assertThat(bearer("GET", "/connectors", viewer).statusCode()).isEqualTo(200);
        assertThat(bearer("PUT", "/connectors/nope/pause", viewer).statusCode()).isEqualTo(403);
        assertThat(bearer("PUT", "/connectors/nope/pause", operator).statusCode())
                .isEqualTo(404);
        assertThat(bearer("GET", "/connectors", token(key, "another-role", 300)).statusCode())
                .isEqualTo(403);
        assertThat(bearer("GET", "/connectors", token(another, "operator", 300)).statusCode())
                .isEqualTo(401);
        assertThat(bearer("GET", "/connectors", token(key, "operator", -300)).statusCode())
                .isEqualTo(401);
        assertThat(service.log()).content().doesNotContain(operator);
    }

    @Test
    void thePortSpeaksTls() throws Exception {
        HttpResponse<String> answer = client().send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + tlsPort + "/connectors"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void callsAreBoundedAndProbesAreNot() {
        List<Integer> answers = IntStream.range(0, 1000)
                .parallel()
                .mapToObj(i -> Caller.NOBODY.call(service, "GET", "/connectors"))
                .map(HttpResponse::statusCode)
                .distinct()
                .toList();

        assertThat(answers).containsExactlyInAnyOrder(401, 429);
        assertThat(service.health("live").status()).isEqualTo(200);
        assertThat(status(Caller.VIEWER, "GET", "/connectors")).isEqualTo(200);
    }

    @Test
    void anAddressThatGuessesPasswordsIsRefusedForAWhile() {
        try (CdcService guessed = CaptureWorld.start(
                "security-guessed", Caller.users(world.environment()).flows("none"))) {
            guessed.awaitReady(PATIENCE);
            Caller guesser = new Caller("olga", "guess");
            for (int i = 0; i < 10; i++) {
                assertThat(guesser.call(guessed, "GET", "/connectors").statusCode())
                        .isEqualTo(401);
            }

            HttpResponse<String> refused = Caller.OPERATOR.call(guessed, "GET", "/connectors");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).contains("60");
            assertThat(refused.body()).contains("Too many failed logins");
        }
    }

    private HttpResponse<String> bearer(String method, String path, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(service.url(path)))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<String> answer;
        do {
            answer = client().send(request, HttpResponse.BodyHandlers.ofString());
        } while (answer.statusCode() == 429);
        return answer;
    }

    private String token(RsaJsonWebKey signer, String role, int seconds) throws Exception {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(address());
        claims.setSubject("tina");
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(seconds / 60f);
        claims.setStringListClaim("groups", List.of(role));
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(signer.getPrivateKey());
        signature.setKeyIdHeaderValue(signer.getKeyId());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        return signature.getCompactSerialization();
    }

    private String address() {
        return "http://127.0.0.1:" + issuer.getAddress().getPort();
    }

    /** What an OpenID Connect provider tells of itself, and its keys. */
    private HttpServer issuer() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        answer(server, "/.well-known/openid-configuration", """
                {"issuer": "%1$s", "jwks_uri": "%1$s/jwks", "token_endpoint": "%1$s/token"}""".formatted(base));
        answer(server, "/jwks", "{\"keys\": [" + key.toJson() + "]}");
        server.start();
        return server;
    }

    private static void answer(HttpServer server, String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private void makeCertificate() throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "cdc",
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        keys.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
    }

    private HttpClient client() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            trusted.load(in, "changeit".toCharArray());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(tls).build();
    }
}
