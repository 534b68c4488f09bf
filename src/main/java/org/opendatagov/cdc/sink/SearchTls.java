package org.opendatagov.cdc.sink;

import io.quarkus.elasticsearch.restclient.lowlevel.ElasticsearchClientConfig;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.inject.Singleton;
import javax.net.ssl.SSLContext;
import org.apache.http.conn.ssl.NoopHostnameVerifier;
import org.apache.http.impl.nio.client.HttpAsyncClientBuilder;
import org.eclipse.microprofile.config.Config;
import org.elasticsearch.client.RestClientBuilder.HttpClientConfigCallback;
import org.opendatagov.cdc.retry.Causes;

/**
 * Gives Elasticsearch's client the authorities and the certificate of {@code quarkus.tls.<name>.*}, where {@value #SETTING} says
 * the name. Quarkus has this setting for Redis and others, but not for this client.
 */
@Singleton
@ElasticsearchClientConfig
class SearchTls implements HttpClientConfigCallback {

    static final String SETTING = "cdc.search.tls-configuration-name";

    private final Config config;
    private final TlsConfigurationRegistry configurations;

    SearchTls(Config config, TlsConfigurationRegistry configurations) {
        this.config = config;
        this.configurations = configurations;
    }

    @Override
    public HttpAsyncClientBuilder customizeHttpClient(HttpAsyncClientBuilder client) {
        String name = config.getOptionalValue(SETTING, String.class).orElse("");
        if (name.isEmpty()) {
            return client;
        }
        if (!"https".equalsIgnoreCase(config.getValue("quarkus.elasticsearch.protocol", String.class))) {
            throw new IllegalArgumentException("the setting " + SETTING
                    + " needs TLS; set quarkus.elasticsearch.protocol (QUARKUS_ELASTICSEARCH_PROTOCOL) to https");
        }
        TlsConfiguration tls = configurations
                .get(name)
                .orElseThrow(() -> new IllegalArgumentException("the setting " + SETTING + " names " + name
                        + ", but there is no setting quarkus.tls." + name + ".*; set quarkus.tls." + name
                        + ".trust-store.pem.certs, say"));
        if (tls.isTrustAll()
                || "NONE"
                        .equalsIgnoreCase(tls.getHostnameVerificationAlgorithm().orElse(""))) {
            client.setSSLHostnameVerifier(NoopHostnameVerifier.INSTANCE);
        }
        return client.setSSLContext(context(name, tls));
    }

    private static SSLContext context(String name, TlsConfiguration tls) {
        try {
            return tls.createSSLContext();
        } catch (Exception e) {
            throw new IllegalArgumentException(
                    "the settings quarkus.tls." + name + ".* can't be used: " + Causes.of(e), e);
        }
    }
}
