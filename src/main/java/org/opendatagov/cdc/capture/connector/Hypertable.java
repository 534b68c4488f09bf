package org.opendatagov.cdc.capture.connector;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A hypertable as far as its chunks' events need it.
 *
 * @param name its own name
 * @param chunks the schema of its chunks, and what their names begin with: {@code _hyper_4} for {@code _hyper_4_12_chunk}
 * @param internal whether it is TimescaleDB's own (what a continuous aggregate is computed into, compressed rows) or was given up
 * @param key the columns of its primary key, in the key's order; empty when it has none
 */
public record Hypertable(TableName name, TableName chunks, boolean internal, List<String> key) {

    private static final Pattern FORMER =
            Pattern.compile("([^.=]+)\\.([^.=]+)=(?:none|([^.()=]+)\\.([^.()=]+?)\\s*(?:\\(([^()=]*)\\))?)");

    /**
     * Reads the route's option {@code formerHypertables}, entries of the form {@code schema.prefix=schema.table(key columns)} or
     * {@code schema.prefix=none}, separated by commas.
     *
     * @throws CaptureProblem for an entry of another form
     */
    public static List<Hypertable> formerOf(String option) {
        List<Hypertable> former = new ArrayList<>();
        for (String entry : option.isBlank() ? new String[0] : option.strip().split("\\s*,\\s*")) {
            Matcher parts = FORMER.matcher(entry);
            if (!parts.matches()) {
                throw new CaptureProblem("formerHypertables in the route has the entry " + entry
                        + "; it has to be <schema>.<prefix of chunks>=<schema>.<table>(<key columns, separated by blanks>),"
                        + " or <schema>.<prefix of chunks>=none");
            }
            boolean none = parts.group(3) == null;
            String key = parts.group(5) == null ? "" : parts.group(5).strip();
            former.add(new Hypertable(
                    none ? null : new TableName(parts.group(3), parts.group(4)),
                    new TableName(parts.group(1), parts.group(2)),
                    none,
                    key.isEmpty() ? List.of() : List.of(key.split("\\s+"))));
        }
        return former;
    }
}
