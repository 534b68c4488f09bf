package org.opendatagov.cdc.capture.continuity;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A publication as the catalog has it. Object ids tell a publication from another of the same name, and a table that was always
 * published from one that was taken out and put in again: each membership is a row of the catalog with an id of its own.
 *
 * @param name its name
 * @param oid its object id
 * @param version the transaction that last altered it ({@code xmin} of its row)
 * @param owner the object id of its owner
 * @param allTables whether it publishes every table
 * @param viaRoot whether changes of partitions come under the partitioned table
 * @param generated which generated columns it publishes, as the catalog writes it, n(one) or s(tored); null before PostgreSQL 18
 * @param operations what it publishes: insert, update, delete, truncate
 * @param schemas its schemas, published with all their tables: object id of the schema to that of the membership
 * @param tables its tables, as far as they are captured: object id of the table to that of the membership
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PublicationIdentity(
        String name,
        long oid,
        String version,
        long owner,
        boolean allTables,
        boolean viaRoot,
        String generated,
        Set<String> operations,
        Map<Long, Long> schemas,
        Map<Long, Long> tables) {

    public PublicationIdentity {
        operations = operations == null ? Set.of() : Set.copyOf(operations);
        schemas = schemas == null ? Map.of() : Map.copyOf(schemas);
        tables = tables == null ? Map.of() : Map.copyOf(tables);
    }

    /** Whether this is that publication, under the same name: old WAL is read with the names of its time. */
    boolean isSame(PublicationIdentity other) {
        return oid == other.oid && name.equals(other.name);
    }

    /**
     * Whether it has been altered in a way that can't be seen any more, as when its operations were narrowed and set back. A new owner,
     * other operations or other generated columns explain the new version of its row.
     */
    boolean isAlteredWithoutATrace(PublicationIdentity now) {
        return version != null
                && !version.equals(now.version)
                && owner == now.owner
                && viaRoot == now.viaRoot
                && Objects.equals(generated, now.generated)
                && operations.equals(now.operations);
    }

    /** The operations that this published and the other doesn't. */
    List<String> operationsLost(PublicationIdentity now) {
        return operations.stream()
                .filter(operation -> !now.operations.contains(operation))
                .sorted()
                .toList();
    }
}
