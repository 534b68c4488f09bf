package org.opendatagov.cdc.bench;

import java.util.List;

/** Tables in Markdown. */
public final class Markdown {
    private Markdown() {}

    /** The first two lines of a table: names on the left, figures to the right of them. */
    public static String header(String first, List<String> columns) {
        return "| " + first + " | " + String.join(" | ", columns) + " |\n| --- |" + " ---: |".repeat(columns.size())
                + '\n';
    }
}
