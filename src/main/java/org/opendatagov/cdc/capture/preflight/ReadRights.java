package org.opendatagov.cdc.capture.preflight;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.PublishedRows;

/** What the role may not read of what a connector captures: the columns that its lists and its publication leave out don't count. */
class ReadRights {

    private final DebeziumRules rules;
    private final List<PublishedRows> published;

    private ReadRights(DebeziumRules rules, List<PublishedRows> published) {
        this.rules = rules;
        this.published = published;
    }

    static ReadRights of(Connection session, CaptureOptions options, DebeziumRules rules) throws SQLException {
        boolean decides = "pgoutput".equals(options.plugin()) && rules.streams();
        return new ReadRights(rules, decides ? PublishedRows.of(session, options.publication()) : List.of());
    }

    /** The columns of a captured table that the role would have to read and may not. */
    List<String> missing(SourceTable table) {
        return table.unreadable().stream()
                .filter(column -> rules.captures(table.name(), column))
                .filter(column -> published.stream()
                        .noneMatch(rows -> rows.table().equals(table.name())
                                && rows.leftOut().contains(column)))
                .toList();
    }

    boolean suffice(SourceTable table) {
        return missing(table).isEmpty();
    }
}
