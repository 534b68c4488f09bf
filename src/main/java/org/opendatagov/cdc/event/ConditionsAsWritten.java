package org.opendatagov.cdc.event;

import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import org.apache.camel.support.component.EndpointUriFactorySupport;

/**
 * Lets a route write the option {@code condition} of our components as it is. Camel makes one URI of all parameters, in which the
 * {@code &&} of a condition would begin the next ones. Values of options that a factory calls secret are set apart, so this one calls
 * {@code condition} so. Camel asks every bean of this type for the factory of a scheme.
 */
@Singleton
@Unremovable
public class ConditionsAsWritten extends EndpointUriFactorySupport {

    private static final Set<String> SCHEMES = Set.of("cdc-events", "cdc-cache", "cdc-search");

    @Override
    public boolean isEnabled(String scheme) {
        return SCHEMES.contains(scheme);
    }

    @Override
    public Set<String> secretPropertyNames() {
        return Set.of("condition");
    }

    @Override
    public String buildUri(String scheme, Map<String, Object> properties, boolean encode) {
        return buildQueryParameters(scheme, properties, encode);
    }

    @Override
    public Set<String> propertyNames() {
        return Set.of();
    }

    @Override
    public Map<String, String> multiValuePrefixes() {
        return Map.of();
    }

    @Override
    public boolean isLenientProperties() {
        return false;
    }
}
