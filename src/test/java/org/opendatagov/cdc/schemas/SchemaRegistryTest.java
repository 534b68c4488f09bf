package org.opendatagov.cdc.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendatagov.cdc.servers.HttpReceiver;

/** What is said when there is no schema registry where one should be. */
class SchemaRegistryTest {

    private final HttpReceiver receiver = new HttpReceiver();

    @BeforeEach
    void start() {
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    @ParameterizedTest
    @CsvSource({
        "401, false, refuses the service with status 401; correct cdc.schema-registry.user and .password",
        "403, false, refuses the service with status 403",
        "503, true, fails with status 503",
        "429, true, fails with status 429",
        "404, false, is no schema registry",
        "200, false, is no schema registry"
    })
    void eachAnswerHasItsSentence(int status, boolean passes, String words) {
        receiver.answer("/schemas/types", status);

        SchemaProblem problem = problem(receiver.url(""));

        assertThat(problem).hasMessageContaining(receiver.url("")).hasMessageContaining(words);
        assertThat(problem.passes()).isEqualTo(passes);
    }

    @Test
    void whoIsAwayIsWaitedFor() {
        receiver.stop();

        SchemaProblem problem = problem(receiver.url("/"));

        assertThat(problem)
                .hasMessage("schema registry " + receiver.url("")
                        + " can't be reached (no connection); start it, or correct cdc.schema-registry.url");
        assertThat(problem.passes()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry:8081", "http://user:s3cret@registry:8081", "http:// registry", "ftp://registry"})
    void whatIsNoUrlIsRefusedAndNotRepeated(String url) {
        assertThat(problem(url))
                .hasMessageStartingWith("cdc.schema-registry.url is no list of URLs such as http://registry:8081")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void theNextOfSeveralIsAskedWhenOneIsAway() {
        receiver.answer("/schemas/types", 403);

        assertThat(problem("http://127.0.0.1:1", receiver.url(""))).hasMessageContaining("403");
    }

    @Test
    void whoAsksIsToldInAHeaderThatNothingElseShows() {
        RegistryAccess user = RegistryAccess.of(settings("cdc", "s3cret:ü", null));
        Properties properties = new Properties();
        user.putInto(properties, "converter.");

        assertThat(problem(user)).hasMessageNotContaining("s3cret");
        assertThat(receiver.requests().get(0).header("authorization")).isEqualTo("Basic Y2RjOnMzY3JldDrDvA==");
        assertThat(user.toString()).isEqualTo(receiver.url(""));
        assertThat(properties.keySet())
                .as("Debezium masks what ends with secret")
                .containsOnly("converter.schema.registry.url", "converter.schema.registry.authorization.secret");
        assertThat(RegistryAccess.of(Map.of(
                        "schema.registry.url",
                        receiver.url(""),
                        "schema.registry.authorization.secret",
                        user.authorization())))
                .isEqualTo(user);

        problem(RegistryAccess.of(settings(null, null, "t0ken")));
        assertThat(receiver.requests().get(1).header("authorization")).isEqualTo("Bearer t0ken");
    }

    private SchemaRegistrySettings settings(String user, String password, String token) {
        return new SchemaRegistrySettings() {
            @Override
            public Optional<List<String>> url() {
                return Optional.of(List.of(receiver.url("")));
            }

            @Override
            public Optional<String> user() {
                return Optional.ofNullable(user);
            }

            @Override
            public Optional<String> password() {
                return Optional.ofNullable(password);
            }

            @Override
            public Optional<String> token() {
                return Optional.ofNullable(token);
            }
        };
    }

    private static SchemaProblem problem(String... urls) {
        return problem(new RegistryAccess(List.of(urls), null));
    }

    private static SchemaProblem problem(RegistryAccess access) {
        return assertThatExceptionOfType(SchemaProblem.class)
                .isThrownBy(() -> new SchemaRegistry(access).check())
                .actual();
    }
}
