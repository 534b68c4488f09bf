package org.opendatagov.cdc.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookSettingsTest {

    @Test
    void environmentVariablesSetUrlAndSecret() {
        WebhookSettings settings = WebhookSettings.of(
                environment(Map.of(
                        "CDC_NOTIFY_PIPELINE_FAILED_URL", "https://alerts.example/hook?team=data",
                        "CDC_NOTIFY_PIPELINE_FAILED_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
                new NoTls(),
                "pipeline-failed");

        assertThat(settings.url()).hasToString("https://alerts.example/hook?team=data");
        assertThat(settings.signature().isEmpty()).isFalse();
    }

    @Test
    void theSecretMayBeLeftOut() {
        WebhookSettings settings = WebhookSettings.of(
                environment(Map.of("CDC_NOTIFY_PIPELINE_FAILED_URL", "http://localhost:8080/")),
                new NoTls(),
                "pipeline-failed");

        assertThat(settings.signature().isEmpty()).isTrue();
        assertThat(settings.host()).isEqualTo("localhost:8080");
    }

    @Test
    void aMissingUrlIsNamed() {
        assertThatThrownBy(() -> WebhookSettings.of(environment(Map.of()), new NoTls(), "pipeline-failed"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cdc.notify.pipeline-failed.url is not set");
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://host/s3cret, does not begin with http",
        "host.example/s3cret, does not begin with http",
        "http:///s3cret, names no host",
        "http://user:s3cret@host/, holds a user or password",
        "http://host/s3cret with blanks, is not a URL",
    })
    void aWrongUrlIsRefusedWithoutRepeatingIt(String url, String why) {
        assertThatThrownBy(() -> WebhookSettings.of(
                        environment(Map.of("CDC_NOTIFY_PIPELINE_FAILED_URL", url)), new NoTls(), "pipeline-failed"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cdc.notify.pipeline-failed.url " + why)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aTlsConfigurationThatIsNotThereIsNamed() {
        Config config = environment(Map.of(
                "CDC_NOTIFY_PIPELINE_FAILED_URL", "https://alerts.example/",
                "CDC_NOTIFY_PIPELINE_FAILED_TLS_CONFIGURATION_NAME", "internal"));

        assertThatThrownBy(() -> WebhookSettings.of(config, new NoTls(), "pipeline-failed"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cdc.notify.pipeline-failed.tls-configuration-name names internal, which isn't there:"
                        + " set quarkus.tls.internal.trust-store.pem.certs, or correct the name");
    }

    private static Config environment(Map<String, String> variables) {
        return new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(variables, 300))
                .build();
    }
}
