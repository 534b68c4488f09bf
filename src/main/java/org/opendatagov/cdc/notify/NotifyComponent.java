package org.opendatagov.cdc.notify;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.Unremovable;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.eclipse.microprofile.config.Config;
import org.opendatagov.cdc.event.DeadLetters;
import org.opendatagov.cdc.options.ExactOptions;

/**
 * The Camel component {@code cdc-notify:<workflow>}: tells a workflow endpoint of one change.
 *
 * <p>Where a workflow's endpoint is, the secret that its notifications are signed with, and whose certificates are trusted there
 * stand in the configuration under {@code cdc.notify.<workflow>.}, never in a route. What a notification says stands in the
 * route, see {@link NotifyEndpoint}.
 */
@Singleton
@Named("cdc-notify")
@Unremovable
public class NotifyComponent extends DefaultComponent {

    private final Config config;
    private final DeadLetters deadLetters;
    private final MeterRegistry meters;
    private final TlsConfigurationRegistry tls;

    @Inject
    public NotifyComponent(Config config, TlsConfigurationRegistry tls, DeadLetters deadLetters, MeterRegistry meters) {
        this.config = config;
        this.tls = tls;
        this.deadLetters = deadLetters;
        this.meters = meters;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        ExactOptions.decode(getCamelContext(), parameters);
        NotifyEndpoint endpoint = new NotifyEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    WebhookSettings settings(String workflow) {
        return WebhookSettings.of(config, tls, workflow);
    }

    DeadLetters deadLetters() {
        return deadLetters;
    }

    MeterRegistry meters() {
        return meters;
    }
}
