package org.opendatagov.cdc.sink;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.eclipse.microprofile.config.Config;
import org.opendatagov.cdc.event.DeadLetters;
import org.opendatagov.cdc.event.FlowWarnings;
import org.opendatagov.cdc.options.ExactOptions;

/** The Camel component {@code cdc-cache}, see {@link CacheEndpoint}. Redis is looked up when the first flow that needs it starts. */
@Singleton
@Named("cdc-cache")
public class CacheComponent extends DefaultComponent {

    private final Supplier<RedisCache> cache;
    private final SinkReport report;
    private final SinkProbes probes;

    @Inject
    CacheComponent(
            Instance<Redis> redis,
            Config config,
            DeadLetters deadLetters,
            FlowWarnings warnings,
            MeterRegistry meters,
            SinkProbes probes) {
        this(() -> configured(redis, config), deadLetters, warnings, meters, probes);
    }

    CacheComponent(
            Supplier<RedisCache> cache,
            DeadLetters deadLetters,
            FlowWarnings warnings,
            MeterRegistry meters,
            SinkProbes probes) {
        this.cache = cache;
        this.report = new SinkReport("cache", deadLetters, warnings, meters);
        this.probes = probes;
    }

    private static RedisCache configured(Instance<Redis> redis, Config config) {
        List<String> hosts =
                config.getOptionalValues("quarkus.redis.hosts", String.class).orElse(List.of());
        if (hosts.isEmpty()
                && config.getOptionalValue("quarkus.redis.hosts-provider-name", String.class)
                        .isEmpty()) {
            throw new IllegalArgumentException("the setting quarkus.redis.hosts (QUARKUS_REDIS_HOSTS) is missing; "
                    + "set it to Redis' address, such as redis://redis:6379");
        }
        String server = hosts.stream().map(CacheComponent::hostAndPort).collect(Collectors.joining(","));
        Duration timeout =
                config.getOptionalValue("quarkus.redis.timeout", Duration.class).orElse(Duration.ofSeconds(10));
        boolean cluster = config.getOptionalValue("quarkus.redis.client-type", String.class)
                .filter("cluster"::equalsIgnoreCase)
                .isPresent();
        return new RedisCache(redis.get(), cluster, server.isEmpty() ? "the configured hosts" : server, timeout);
    }

    /** Where a Redis URL points to, without the credentials, the database and the options that may stand in it. */
    static String hostAndPort(String address) {
        String authority = address.strip().replaceFirst("^[a-z+]+://", "").replaceFirst("[/?#].*$", "");
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        return host.matches(".*:\\d+") ? host : host + ":6379";
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        ExactOptions.decode(getCamelContext(), parameters);
        CacheEndpoint endpoint = new CacheEndpoint(uri, this);
        endpoint.setName(remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    RedisCache cache() {
        return cache.get();
    }

    SinkReport report() {
        return report;
    }

    SinkProbes probes() {
        return probes;
    }
}
