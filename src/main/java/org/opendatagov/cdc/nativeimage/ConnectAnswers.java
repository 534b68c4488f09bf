package org.opendatagov.cdc.nativeimage;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Kafka Connect's own classes that {@code PluginCalls} answers with: Jackson reads their fields and getters. */
@RegisterForReflection(
        classNames = {
            "org.apache.kafka.connect.runtime.rest.entities.ConfigInfo",
            "org.apache.kafka.connect.runtime.rest.entities.ConfigInfos",
            "org.apache.kafka.connect.runtime.rest.entities.ConfigKeyInfo",
            "org.apache.kafka.connect.runtime.rest.entities.ConfigValueInfo",
        })
final class ConnectAnswers {

    private ConnectAnswers() {}
}
