package org.opendatagov.cdc.endtoend;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a topic holds, held against what was committed. A restart may repeat the last changes of a row, from an earlier one on
 * and again in order; anything else is out of order.
 *
 * @param sent changes that were committed
 * @param seen events in the topic, repeated ones included
 * @param lost changes without an event, or events without a change
 * @param outOfOrder events that follow neither the change before them nor a restart
 * @param duplicated repeated events
 */
record TopicAudit(int sent, int seen, int lost, int outOfOrder, int duplicated) {

    /**
     * Audits.
     *
     * @param committed for each row's id its changes as {@link SteadyWriter#end} and {@link BurstWriter#end} tell them
     * @param events the topic
     * @param restarts how often a row's events may begin again
     */
    static TopicAudit of(Map<String, List<String>> committed, List<TopicRecord> events, int restarts) {
        int sent = 0;
        int seen = 0;
        int lost = 0;
        int outOfOrder = 0;
        int duplicated = 0;
        Map<String, List<JsonNode>> byRow = events.stream()
                .filter(event -> !event.isTombstone())
                .collect(groupingBy(
                        event -> event.key().path("id").asText(), mapping(TopicRecord::value, Collectors.toList())));
        for (Map.Entry<String, List<String>> row : committed.entrySet()) {
            List<JsonNode> envelopes = byRow.getOrDefault(row.getKey(), List.of());
            TreeMap<Long, String> distinct = new TreeMap<>();
            envelopes.forEach(envelope -> distinct.put(lsn(envelope), change(envelope)));
            sent += row.getValue().size();
            seen += envelopes.size();
            duplicated += envelopes.size() - distinct.size();
            lost += differences(row.getValue(), List.copyOf(distinct.values()));
            outOfOrder += outOfOrder(envelopes, List.copyOf(distinct.keySet()), restarts);
        }
        return new TopicAudit(sent, seen, lost, outOfOrder, duplicated);
    }

    private static int differences(List<String> committed, List<String> seen) {
        List<String> missing = new ArrayList<>(committed);
        seen.forEach(missing::remove);
        List<String> surplus = new ArrayList<>(seen);
        committed.forEach(surplus::remove);
        int same = missing.size() + surplus.size();
        return same == 0 && !committed.equals(seen) ? 1 : same;
    }

    private static int outOfOrder(List<JsonNode> envelopes, List<Long> order, int restarts) {
        int wrong = 0;
        int restarted = 0;
        int previous = -1;
        for (JsonNode envelope : envelopes) {
            int place = order.indexOf(lsn(envelope));
            if (place > previous + 1) {
                wrong++;
            } else if (place <= previous && ++restarted > restarts) {
                wrong++;
            }
            previous = place;
        }
        return wrong;
    }

    private static long lsn(JsonNode envelope) {
        return envelope.at("/source/lsn").asLong();
    }

    private static String change(JsonNode envelope) {
        String operation = envelope.path("op").asText();
        return operation.equals("d")
                ? operation
                : operation + envelope.at("/after/version").asInt();
    }
}
