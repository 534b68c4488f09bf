package org.opendatagov.cdc.sink;

import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.RedisOptions;
import jakarta.inject.Singleton;

/**
 * With TLS, Redis' certificate has to be its own. By {@code quarkus.tls.<name>.*} nothing is said of that unless {@code
 * hostname-verification-algorithm} is set, and without a word on it the client refuses to connect.
 */
@Singleton
class RedisTls implements RedisOptionsCustomizer {

    @Override
    public void customize(String client, RedisOptions options) {
        NetClientOptions net = options.getNetClientOptions();
        if (net.isSsl() && net.getHostnameVerificationAlgorithm() == null) {
            net.setHostnameVerificationAlgorithm("HTTPS");
        }
    }
}
