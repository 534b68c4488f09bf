package org.opendatagov.cdc.stream;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.opendatagov.cdc.event.CdcEvent;

/**
 * Whether events are of the tables that their topics are named after. Who may write to one topic could otherwise overwrite what sinks hold
 * of every other table, and have an index made for each name that he thinks of. For many threads.
 *
 * <p>Debezium names a topic {@code <prefix>.<schema>.<table>}, with an underscore for each character that a topic can't have. A topic of
 * fewer parts is named after no table, and takes events of any.
 */
final class TopicOwners {

    private static final Pattern NOT_IN_TOPICS = Pattern.compile("[^A-Za-z0-9._-]");

    /** The table of the last event of each topic, which as a rule is that of the next. */
    private final Map<String, Owner> last = new ConcurrentHashMap<>();

    private record Owner(String schema, String table) {

        boolean isOf(CdcEvent event) {
            return table.equals(event.table()) && Objects.equals(schema, event.schema());
        }
    }

    /**
     * Looks whether an event may be in a topic.
     *
     * @throws IllegalArgumentException when the topic is another table's; one sentence
     */
    void require(String topic, CdcEvent event) {
        Owner known = last.get(topic);
        if ((known != null && known.isOf(event)) || event.table() == null) {
            return;
        }
        String table = event.schema() + "." + event.table();
        boolean namesATable = topic.indexOf('.') != topic.lastIndexOf('.');
        if (namesATable && !topic.endsWith("." + NOT_IN_TOPICS.matcher(table).replaceAll("_"))) {
            throw new IllegalArgumentException(
                    "it says that it is of table " + table + ", whose topic this isn't; let its writer send it to"
                            + " that table's topic, or set anyTable to true in the flow if its topics are named otherwise");
        }
        last.put(topic, new Owner(event.schema(), event.table()));
    }
}
