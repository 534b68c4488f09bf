package org.opendatagov.cdc.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("faults")
class CdcServiceIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void theServiceGetsReadyAndEndsInGoodOrder() throws Exception {
        try (PostgresServer postgres = new PostgresServer("it-service-postgres");
                KafkaServer kafka = new KafkaServer("it-service-kafka")) {
            ServerProcess.startAll(postgres, kafka);
            Sources.createOdg(postgres);
            ServiceEnvironment environment =
                    new ServiceEnvironment().odg(postgres).kafka(kafka).flows("capture-odg");
            try (CdcService service = new CdcService("it-service", environment)) {
                service.start();
                service.awaitReady(PATIENCE);

                assertThat(service.health("live").status()).isEqualTo(200);
                assertThat(service.metrics()).contains("jvm_");
                service.stop();
                assertThat(service.isAlive()).isFalse();
                assertThat(service.health("live").status()).isZero();
            }
        }
    }

    @Test
    void aServiceThatDoesNotGetReadyTellsWhy() {
        ServiceEnvironment environment = new ServiceEnvironment()
                .with("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
                .with("CDC_ODG_HOST", "127.0.0.1")
                .with("CDC_ODG_PORT", "1")
                .flows("capture-odg");
        try (CdcService service = new CdcService("it-service-alone", environment)) {
            service.start();

            assertThatThrownBy(() -> service.awaitReady(Duration.ofSeconds(15)))
                    .hasMessageContaining("is not ready after")
                    .hasMessageContaining("Its readiness is 503")
                    .hasMessageContaining("it-service-alone.log");
            service.kill();
            assertThat(service.isAlive()).isFalse();
        }
    }
}
