package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.kafka.common.header.Header;
import org.opendatagov.cdc.stream.DeadLetter;
import org.opendatagov.cdc.stream.DeadLetterDesk;

/** Dead letters. {@code routes/admin.yaml} names the methods. */
@Singleton
@Named("deadLetterCalls")
public class DeadLetterCalls {

    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 1000;

    /** Longer values are left out of an answer. */
    private static final int LONGEST_VALUE = 1_000_000;

    private final DeadLetterDesk desk;

    DeadLetterCalls(DeadLetterDesk desk) {
        this.desk = desk;
    }

    /** {@code GET /admin/dead-letters}: how many each flow has. */
    public void count(Exchange exchange) {
        Answer.give(exchange, request -> {
            request.only();
            return Answer.ok(counts(desk.countNow()));
        });
    }

    /** As they were counted a moment ago. */
    ArrayNode counts() {
        return counts(desk.counts());
    }

    private static ArrayNode counts(Map<String, Integer> counts) {
        ArrayNode flows = JsonNodeFactory.instance.arrayNode();
        counts.forEach((flow, open) -> flows.addObject().put("flow", flow).put("open", open));
        return flows;
    }

    /** {@code GET /admin/dead-letters/{flow}}, with {@code from} and {@code limit}: its open letters, the oldest first. */
    public void list(Exchange exchange) {
        Answer.give(exchange, request -> {
            String flow = request.only("from", "limit").path("flow");
            long from = request.number("from", 0, Long.MAX_VALUE);
            int limit = (int) request.number("limit", PAGE, LARGEST_PAGE);
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("flow", flow).put("open", desk.open(flow).size());
            ArrayNode letters = body.putArray("letters");
            desk.read(flow, from, limit, letter -> letters.add(summary(letter)));
            return Answer.ok(body);
        });
    }

    /** {@code GET /admin/dead-letters/{flow}/{offset}}: one letter with its record. */
    public void get(Exchange exchange) {
        Answer.give(exchange, request -> {
            DeadLetter letter = letter(request.only());
            ObjectNode body = summary(letter);
            byte[] value = letter.record().value();
            body.put("valueBytes", value == null ? 0 : value.length);
            body.put("value", value == null || value.length > LONGEST_VALUE ? null : text(value));
            ObjectNode headers = body.putObject("headers");
            for (Header header : letter.record().headers()) {
                headers.put(header.key(), text(header.value()));
            }
            return Answer.ok(body);
        });
    }

    /** {@code POST /admin/dead-letters/{flow}/{offset}/replay}: delivers one once more; 422 when it fails again. */
    public void replay(Exchange exchange) {
        Answer.give(exchange, request -> {
            Optional<String> cause = desk.replay(letter(request.only()));
            ObjectNode body = JsonNodeFactory.instance
                    .objectNode()
                    .put("replayed", cause.isEmpty() ? 1 : 0)
                    .put("failedAgain", cause.isEmpty() ? 0 : 1);
            cause.ifPresent(why -> body.put("cause", why));
            return new Answer(cause.isEmpty() ? 200 : 422, body);
        });
    }

    /**
     * {@code POST /admin/dead-letters/{flow}/replay}, with {@code from}: delivers the oldest thousand from that offset on once more, up to
     * the first that can't be tried now. {@code next} is from where the following call goes on, so that letters which fail again
     * aren't tried in the place of those after them; null when there are no more.
     */
    public void replayAll(Exchange exchange) {
        Answer.give(exchange, request -> {
            String flow = request.only("from").path("flow");
            long from = request.number("from", 0, Long.MAX_VALUE);
            List<Long> offsets =
                    desk.open(flow).tailSet(from).stream().limit(LARGEST_PAGE).toList();
            int failed = 0;
            for (long offset : offsets) {
                failed += desk.replay(desk.get(flow, offset)).isPresent() ? 1 : 0;
            }
            NavigableSet<Long> left = desk.open(flow);
            Long next = offsets.isEmpty() ? null : left.higher(offsets.get(offsets.size() - 1));
            return Answer.ok(JsonNodeFactory.instance
                    .objectNode()
                    .put("replayed", offsets.size() - failed)
                    .put("failedAgain", failed)
                    .put("open", left.size())
                    .put("next", next));
        });
    }

    /** {@code DELETE /admin/dead-letters/{flow}/{offset}}: gives one up. */
    public void discard(Exchange exchange) {
        Answer.give(exchange, request -> {
            DeadLetter letter = letter(request.only());
            desk.discard(request.path("flow"), letter.offset());
            return Answer.empty(204);
        });
    }

    /** {@code DELETE /admin/dead-letters/{flow}}: gives all up that are there now. */
    public void discardAll(Exchange exchange) {
        Answer.give(exchange, request -> {
            String flow = request.only().path("flow");
            desk.open(flow).forEach(offset -> desk.discard(flow, offset));
            return Answer.empty(204);
        });
    }

    private DeadLetter letter(Request request) {
        String offset = request.path("offset");
        if (!offset.matches("\\d{1,18}")) {
            throw new RefusedCall(404, "A dead letter is known by its offset, a number");
        }
        return desk.get(request.path("flow"), Long.parseLong(offset));
    }

    private static ObjectNode summary(DeadLetter letter) {
        byte[] key = letter.record().key();
        return JsonNodeFactory.instance
                .objectNode()
                .put("offset", letter.offset())
                .put("since", letter.since().toString())
                .put("topic", letter.topic())
                .put("partition", letter.partition())
                .put("recordOffset", letter.recordOffset())
                .put("key", key == null ? null : text(key))
                .put("cause", letter.cause());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
