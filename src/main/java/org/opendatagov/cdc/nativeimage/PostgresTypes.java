package org.opendatagov.cdc.nativeimage;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The PostgreSQL driver's own types, which it makes by class when a column holds one. */
@RegisterForReflection(
        methods = false,
        fields = false,
        classNames = {
            "org.postgresql.geometric.PGbox",
            "org.postgresql.geometric.PGcircle",
            "org.postgresql.geometric.PGline",
            "org.postgresql.geometric.PGlseg",
            "org.postgresql.geometric.PGpath",
            "org.postgresql.geometric.PGpoint",
            "org.postgresql.geometric.PGpolygon",
            "org.postgresql.util.PGInterval",
            "org.postgresql.util.PGmoney",
            "org.postgresql.util.PGobject",
        })
final class PostgresTypes {

    private PostgresTypes() {}
}
