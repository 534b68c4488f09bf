package org.opendatagov.cdc.capture;

import io.quarkus.arc.Unremovable;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.opendatagov.cdc.options.ExactOptions;

/** The Camel component {@code cdc-topics}, see {@link CdcTopicsEndpoint}. */
@Singleton
@Named("cdc-topics")
@Unremovable
public class CdcTopicsComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        ExactOptions.decode(getCamelContext(), parameters);
        CdcTopicsEndpoint endpoint = new CdcTopicsEndpoint(uri, this);
        endpoint.setName(remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
