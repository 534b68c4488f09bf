package org.opendatagov.cdc.nativeimage;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Our components and endpoints: Camel sets their parameters by reflection, so those that they inherit count too. */
@RegisterForReflection(
        fields = false,
        classNames = {
            "org.opendatagov.cdc.capture.CdcTopicsComponent",
            "org.opendatagov.cdc.capture.CdcTopicsEndpoint",
            "org.opendatagov.cdc.capture.PostgresCdcComponent",
            "org.opendatagov.cdc.capture.PostgresCdcEndpoint",
            "org.opendatagov.cdc.notify.NotifyComponent",
            "org.opendatagov.cdc.notify.NotifyEndpoint",
            "org.opendatagov.cdc.sink.CacheComponent",
            "org.opendatagov.cdc.sink.CacheEndpoint",
            "org.opendatagov.cdc.sink.SearchComponent",
            "org.opendatagov.cdc.sink.SearchEndpoint",
            "org.opendatagov.cdc.sink.SinkEndpoint",
            "org.opendatagov.cdc.stream.CdcEventsComponent",
            "org.opendatagov.cdc.stream.CdcEventsEndpoint",
            "org.apache.camel.component.debezium.DebeziumComponent",
            "org.apache.camel.component.debezium.DebeziumEndpoint",
            "org.apache.camel.component.debezium.configuration.EmbeddedDebeziumConfiguration",
            "org.apache.camel.component.debezium.postgres.configuration.PostgresConnectorEmbeddedDebeziumConfiguration",
            "org.apache.camel.support.DefaultComponent",
            "org.apache.camel.support.DefaultEndpoint",
        })
final class CamelComponents {

    private CamelComponents() {}
}
