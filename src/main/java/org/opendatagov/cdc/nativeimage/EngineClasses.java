package org.opendatagov.cdc.nativeimage;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Classes that Debezium's engine makes because a setting, or a setting's default, names them. */
@RegisterForReflection(
        methods = false,
        fields = false,
        classNames = {
            "io.debezium.connector.postgresql.PostgresConnector",
            "io.debezium.connector.postgresql.PostgresConnectorTask",
            "io.debezium.connector.postgresql.PostgresSourceInfoStructMaker",
            "io.debezium.engine.spi.OffsetCommitPolicy$AlwaysCommitOffsetPolicy",
            "io.debezium.engine.spi.OffsetCommitPolicy$PeriodicCommitOffsetPolicy",
            "io.debezium.pipeline.txmetadata.DefaultTransactionMetadataFactory",
            "org.opendatagov.cdc.capture.engine.CaptureConnector",
            "org.opendatagov.cdc.capture.engine.CaptureTask",
            "org.opendatagov.cdc.capture.engine.CaptureTransforms",
            "org.opendatagov.cdc.capture.engine.SourceStructMaker",
            "org.opendatagov.cdc.capture.engine.StoredOffsets",
            "org.opendatagov.cdc.capture.values.ColumnConverter",
            "org.opendatagov.cdc.capture.engine.UnchangedValues",
            "org.opendatagov.cdc.schemas.AvroConverter",
            // New in 3.6: schema.storage.class and table.storage.class.
            "io.debezium.relational.ConcurrentMapTableMappingStorage",
            // What topic.naming.strategy may name.
            "io.debezium.schema.DefaultRegexTopicNamingStrategy",
            "io.debezium.schema.DefaultTopicNamingStrategy",
            "io.debezium.schema.DefaultUnicodeTopicNamingStrategy",
            "io.debezium.schema.SchemaRegexTopicNamingStrategy",
            "io.debezium.schema.SchemaTopicNamingStrategy",
            "io.debezium.schema.SchemaUnicodeTopicNamingStrategy",
            "io.debezium.processors.reselect.ReselectColumnsPostProcessor",
            "org.apache.kafka.connect.json.JsonConverter",
            "org.apache.kafka.connect.storage.SimpleHeaderConverter",
            "org.apache.kafka.connect.storage.StringConverter",
            "org.postgresql.Driver",
        })
final class EngineClasses {

    private EngineClasses() {}
}
