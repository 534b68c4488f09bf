package org.opendatagov.cdc.nativeimage;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What an incremental snapshot writes into its offset by Java serialization: an array with the last key, and the values that a
 * key can have. Without them such a snapshot ends the engine.
 */
@RegisterForReflection(
        serialization = true,
        ignoreNested = true,
        classNames = {
            "[Ljava.lang.Object;",
            "java.lang.Boolean",
            "java.lang.Double",
            "java.lang.Float",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Number",
            "java.lang.Short",
            "java.lang.String",
            "java.math.BigDecimal",
            "java.math.BigInteger",
            // The magnitude of a BigInteger.
            "[B",
            "java.sql.Date",
            "java.util.Date",
            "java.util.UUID",
            // A numeric key.
            "io.debezium.data.SpecialValueDecimal",
            "io.debezium.data.SpecialValueDecimal$SpecialValue",
            "java.lang.Enum",
        })
final class SnapshotKeys {

    private SnapshotKeys() {}
}
