package org.opendatagov.cdc.routes;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.quarkus.main.events.BeforeConfigure;

/**
 * Leaves failures to the components that a route starts from: they try the batch again and say why, where Camel's default
 * error handler would log each try with a stack trace and take the exchange for handled.
 */
@ApplicationScoped
class FailedBatches {

    void leaveToConsumers(@Observes BeforeConfigure event) {
        event.getCamelContext().getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
    }
}
