package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://localhost:6379",
                "rediss://user:p%40ss@redis.odg:6380/2?client=x",
                "redis://:secret@a:1, redis://:secret@b:2",
                "unix:///run/redis.sock"
            })
    void redis(String addresses) {
        assertThatCode(() -> ServerAddresses.check(ServerAddresses.REDIS, addresses))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "redis://:p^sswd@h:6379, its character 9 can't stand there",
        "redis://:p#sswd@h:6379, it names no host",
        "redis://:p/sswd@h:6379, it names no host",
        "redis://:p@sswd@h:6379, it names no host",
        "http://:psswd@h:6379, it has to begin with redis://",
        "sswd.odg:6379, it has to begin with redis://"
    })
    void aRefusalSaysWhyAndNotWhat(String address, String reason) {
        assertThatThrownBy(() -> ServerAddresses.check(ServerAddresses.REDIS, "redis://a:1," + address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("sswd");
    }

    @Test
    void elasticsearchIsHostAndPort() {
        assertThatCode(() -> ServerAddresses.check(ServerAddresses.ELASTICSEARCH, "search.odg:9200, [::1]:9200"))
                .doesNotThrowAnyException();
        for (String address : new String[] {"https://elastic:secret@search:9200", "search", "search:9200/secret"}) {
            assertThatThrownBy(() -> ServerAddresses.check(ServerAddresses.ELASTICSEARCH, address))
                    .hasMessageContaining("is a list of host:port")
                    .message()
                    .doesNotContain("secret");
        }
    }
}
