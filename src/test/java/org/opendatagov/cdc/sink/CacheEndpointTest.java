package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CacheEndpointTest {

    @Test
    void aKeyWithoutTheRowsKeyIsRefused() {
        assertRefused("key={table}", "the option key of cdc-cache://rows?key=%7Btable%7D lacks {key}");
    }

    @Test
    void anUnknownPlaceholderIsRefused() {
        assertRefused("key={id}:{key}", "the placeholder {id} in '{id}:{key}'");
    }

    @Test
    void whatIsNoDurationIsRefused() {
        assertRefused("expiry=soon", "the option expiry of cdc-cache://rows?expiry=soon is 'soon'; write a duration");
        assertRefused("expiry=0s", "is '0s'; write a duration such as 30m, 1h or PT1H, or none");
        assertRefused("fenceRetention=none", "the option fenceRetention");
    }

    @Test
    void replicasAreANumberAndNotToBeHadInACluster() {
        assertRefused("waitReplicas=-1", "is -1; write a number of replicas");
        RedisCache cluster = new RedisCache(null, true, "the cluster", Duration.ofSeconds(1));
        assertThatThrownBy(() -> SinkRoute.toCache(() -> cluster, "cdc-cache:rows?waitReplicas=1"))
                .hasStackTraceContaining("can't be kept in a cluster; leave it out, and set min-replicas-to-write");
    }

    @Test
    void theServerIsNamedWithoutCredentials() {
        assertThat(CacheComponent.hostAndPort("redis://user:p%40ss@redis.odg:6380/2?client=x"))
                .isEqualTo("redis.odg:6380");
        assertThat(CacheComponent.hostAndPort("rediss://:secret@redis")).isEqualTo("redis:6379");
        assertThat(CacheComponent.hostAndPort("redis://a@b@[::1]:1")).isEqualTo("[::1]:1");
    }

    private static void assertRefused(String options, String message) {
        assertThatThrownBy(() -> SinkRoute.toCache(() -> null, "cdc-cache:rows?" + options)
                        .close())
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessageContaining(message);
    }
}
