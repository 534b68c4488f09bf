package org.opendatagov.cdc.capture.preflight;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.Sql;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * Makes a connector's publication where its options ask for it ({@code publicationAutocreateMode}), and keeps a filtered one at the
 * captured tables. Debezium does so too, but writes the name into SQL without quotes, and sets the whole list of tables where one has to be
 * added, so that nobody could tell afterwards whether the others were published all the while.
 */
class PublicationMaker {

    private static final Logger LOG = Logger.getLogger(PublicationMaker.class);
    private static final String FORBIDDEN = "42501";

    private static final String MEMBERS = """
            SELECT n.nspname, c.relname FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid
            JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE p.pubname = ?""";

    private final SourceDatabase database;
    private final CaptureOptions options;
    private final DebeziumRules rules;
    private final String mode;
    private final String quoted;

    PublicationMaker(SourceDatabase database, CaptureOptions options, DebeziumRules rules) {
        this.database = database;
        this.options = options;
        this.rules = rules;
        this.mode = options.publicationAutocreateMode().strip().toLowerCase(Locale.ROOT);
        this.quoted = Sql.identifier(options.publication());
    }

    /**
     * Makes it, or brings it up to date.
     *
     * @throws CaptureProblem when that isn't possible
     */
    void make() {
        if (mode.equals("disabled") || !"pgoutput".equals(options.plugin()) || !rules.streams()) {
            return;
        }
        // In a session of its own: a table that is locked for long must not hold up what keeps the lead.
        try (Connection session = database.connect()) {
            for (String statement : statements(new Catalog(session))) {
                run(session, statement);
            }
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private List<String> statements(Catalog catalog) throws SQLException {
        ServerFacts server = ServerFacts.read(catalog);
        Publication publication = Publication.read(catalog, server, options.publication());
        if (publication == null) {
            if (catalog.holds("pg_is_in_recovery()")) {
                throw new CaptureProblem(database + " is a standby without publication '" + options.publication()
                        + "'; run at its primary " + create(catalog, server));
            }
            return List.of(create(catalog, server));
        }
        if (!mode.equals("filtered")) {
            return List.of();
        }
        if (publication.allTables()) {
            throw new CaptureProblem("publication '" + options.publication() + "' of " + database
                    + " is for all tables and can't be kept at the captured ones; set "
                    + options.place().name("publicationAutocreateMode") + " to all_tables " + options.place());
        }
        return catalog.holds("pg_is_in_recovery()") ? List.of() : changes(catalog, publication);
    }

    private String create(Catalog catalog, ServerFacts server) throws SQLException {
        List<SourceTable> published = switch (mode) {
            case "all_tables" -> SourceTable.all(catalog);
            case "filtered" -> captured(catalog);
            default -> List.of();
        };
        String scope = switch (mode) {
            case "all_tables" -> " FOR ALL TABLES";
            case "filtered" -> " FOR TABLE " + list(names(published));
            default -> "";
        };
        return "CREATE PUBLICATION " + quoted + scope
                + rules.publicationOptions(GeneratedColumns.isNeeded(server, published));
    }

    /** The captured ones; PostgreSQL takes no unlogged table into a publication. */
    private List<SourceTable> captured(Catalog catalog) throws SQLException {
        List<SourceTable> captured = SourceTable.all(catalog).stream()
                .filter(table -> table.logged() && rules.captures(table.name()))
                .toList();
        if (captured.isEmpty()) {
            throw new CaptureProblem("publication '" + options.publication() + "' of " + database
                    + " can't be made, since the connector captures no table; correct "
                    + options.place().option("tableIncludeList"));
        }
        return captured;
    }

    private List<String> changes(Catalog catalog, Publication publication) throws SQLException {
        Set<TableName> captured = Set.copyOf(names(captured(catalog)));
        Set<TableName> members = Set.copyOf(catalog.tables(MEMBERS, options.publication()));
        List<TableName> missing = captured.stream()
                .filter(table -> !members.contains(table)
                        && !publication.tables().contains(table)
                        && !publication.coversSchema(table.schema()))
                .toList();
        List<TableName> surplus =
                members.stream().filter(table -> !captured.contains(table)).toList();
        List<String> changes = new ArrayList<>();
        if (!missing.isEmpty()) {
            changes.add("ALTER PUBLICATION " + quoted + " ADD TABLE " + list(missing));
        }
        if (!surplus.isEmpty()) {
            changes.add("ALTER PUBLICATION " + quoted + " DROP TABLE " + list(surplus));
        }
        return changes;
    }

    private void run(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
            LOG.infof("Connector %s: %s", options.connector(), sql);
        } catch (SQLException e) {
            if (!FORBIDDEN.equals(e.getSQLState())) {
                throw e;
            }
            throw new CaptureProblem(
                    "user '" + database.user() + "' may not make publication '" + options.publication() + "' of "
                            + database + " ("
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + "); run as a superuser "
                            + sql + ", and set " + options.place().name("publicationAutocreateMode")
                            + " to disabled " + options.place(),
                    e);
        }
    }

    private static List<TableName> names(List<SourceTable> tables) {
        return tables.stream().map(SourceTable::name).toList();
    }

    private static String list(List<TableName> tables) {
        return tables.stream().map(TableName::quoted).sorted().collect(Collectors.joining(", "));
    }
}
