package org.opendatagov.cdc.sink;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses addresses of Redis and Elasticsearch that can't be read, ahead of Quarkus, whose own refusal would quote them with the
 * password that stands in them.
 */
public final class ServerAddresses implements ConfigSourceInterceptor {

    static final String REDIS = "quarkus.redis.hosts";
    static final String ELASTICSEARCH = "quarkus.elasticsearch.hosts";

    private static final long serialVersionUID = 1L;

    private static final Set<String> REDIS_SCHEMES = Set.of("redis", "rediss", "unix");
    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");
    private static final Pattern HOST_AND_PORT = Pattern.compile("[^/@\\s:]+:\\d{1,5}|\\[[0-9a-fA-F:.]+]:\\d{1,5}");

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue setting = context.proceed(name);
        if (setting != null && setting.getValue() != null && (name.equals(REDIS) || name.equals(ELASTICSEARCH))) {
            check(name, setting.getValue());
        }
        return setting;
    }

    /**
     * Checks the value of one of the two settings.
     *
     * @throws IllegalArgumentException when it holds something that is no address; the message doesn't quote it
     */
    static void check(String name, String addresses) {
        COMMA.splitAsStream(addresses.strip())
                .forEach(name.equals(REDIS) ? ServerAddresses::checkRedis : ServerAddresses::checkElasticsearch);
    }

    private static void checkElasticsearch(String address) {
        if (!HOST_AND_PORT.matcher(address).matches()) {
            throw new IllegalArgumentException("the setting " + ELASTICSEARCH + " (QUARKUS_ELASTICSEARCH_HOSTS) is a"
                    + " list of host:port, with commas between; what else there is to say of the server stands in"
                    + " quarkus.elasticsearch.protocol, .username, .password and .api-key");
        }
    }

    private static void checkRedis(String address) {
        try {
            URI uri = new URI(address);
            if (!REDIS_SCHEMES.contains(String.valueOf(uri.getScheme()))) {
                throw refusal("it has to begin with redis://, rediss:// or unix://");
            }
            if (uri.getHost() == null && !uri.getScheme().equals("unix")) {
                throw refusal("it names no host");
            }
        } catch (URISyntaxException e) {
            throw refusal("its character " + (e.getIndex() + 1) + " can't stand there");
        }
    }

    private static IllegalArgumentException refusal(String reason) {
        return new IllegalArgumentException(
                "the setting " + REDIS + " (QUARKUS_REDIS_HOSTS) holds something that is no address such"
                        + " as redis://user:password@host:6379: " + reason
                        + "; write what is special in a user or password percent-encoded, @ as %40 say");
    }
}
