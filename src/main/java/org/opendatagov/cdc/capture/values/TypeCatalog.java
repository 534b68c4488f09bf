package org.opendatagov.cdc.capture.values;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.opendatagov.cdc.capture.connector.SourceDatabase;

/** PostgreSQL's catalog of types, as far as Debezium doesn't tell a converter: what user-defined types and arrays are made of. */
class TypeCatalog {

    /** A domain's root, and its element if it is an array. The two vectors look like arrays but are written otherwise. */
    private static final String ROOT = "WITH RECURSIVE root AS ("
            + "SELECT oid, typname, typbasetype, typelem, typcategory, typdelim, typtype FROM pg_catalog.pg_type WHERE oid = ?"
            + " UNION ALL"
            + " SELECT t.oid, t.typname, t.typbasetype, t.typelem, t.typcategory, t.typdelim, t.typtype"
            + " FROM root r JOIN pg_catalog.pg_type t ON t.oid = r.typbasetype)"
            + " SELECT r.oid, r.typname, e.oid, e.typdelim, r.typtype = 'b' FROM root r"
            + " LEFT JOIN pg_catalog.pg_type e ON e.oid = r.typelem AND r.typcategory = 'A'"
            + " AND r.typname NOT IN ('int2vector', 'oidvector')"
            + " WHERE r.typbasetype = 0";

    private static final String DIMENSIONS = "SELECT a.attndims FROM pg_catalog.pg_attribute a"
            + " JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
            + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE n.nspname || '.' || c.relname = ? AND a.attname = ?";

    private final SourceDatabase database;

    TypeCatalog(SourceDatabase database) {
        this.database = database;
    }

    /**
     * A type that is no domain.
     *
     * @param element the number of the type of its elements, or 0 when it is no array
     * @param delimiter what stands between elements
     * @param isBase whether it is neither made of other types nor an enum
     */
    record Type(int oid, String name, int element, char delimiter, boolean isBase) {}

    /** The root of a type, or null when it is gone by now. */
    Type rootOf(int oid) {
        try (Connection session = database.connect();
                PreparedStatement query = session.prepareStatement(ROOT)) {
            query.setInt(1, oid);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? new Type(
                                row.getInt(1),
                                row.getString(2),
                                row.getInt(3),
                                row.getInt(3) == 0 ? ',' : row.getString(4).charAt(0),
                                row.getBoolean(5))
                        : null;
            }
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** With how many dimensions an array column is declared, 1 when nobody knows. */
    int dimensionsOf(String table, String column) {
        try (Connection session = database.connect();
                PreparedStatement query = session.prepareStatement(DIMENSIONS)) {
            query.setString(1, table);
            query.setString(2, column);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Math.max(1, row.getInt(1)) : 1;
            }
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }
}
