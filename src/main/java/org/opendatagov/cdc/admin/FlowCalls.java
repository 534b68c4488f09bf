package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.opendatagov.cdc.retry.Causes;
import org.opendatagov.cdc.routes.LoadedRoutes;
import org.opendatagov.cdc.routes.LoadedRoutes.LoadedRoute;
import org.opendatagov.cdc.stream.CdcEventsComponent;
import org.opendatagov.cdc.stream.FlowLag;
import org.opendatagov.cdc.stream.FlowStatus;
import org.opendatagov.cdc.stream.OpenWarnings;
import org.opendatagov.cdc.stream.PartitionLag;
import org.opendatagov.cdc.stream.StreamFlows;

/** The delivery flows: how they are, and how far behind. {@code routes/admin.yaml} names the methods. */
@Singleton
@Named("flowCalls")
public class FlowCalls {

    private static final String SCHEME = "cdc-events:";

    /** Each asks Kafka for all partitions of a flow, and waits for its answers. */
    private final Semaphore permits = new Semaphore(4);

    private final LoadedRoutes files;
    private final StreamFlows flows;
    private final OpenWarnings warnings;
    private final CdcEventsComponent component;

    FlowCalls(LoadedRoutes files, StreamFlows flows, OpenWarnings warnings, CdcEventsComponent component) {
        this.files = files;
        this.flows = flows;
        this.warnings = warnings;
        this.component = component;
    }

    /** {@code GET /admin/flows}: all that route files have, with what those of this process do and wait for. */
    public void list(Exchange exchange) {
        Answer.give(exchange, request -> {
            request.only();
            return Answer.ok(all());
        });
    }

    ArrayNode all() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        routes().sorted(Comparator.comparing(LoadedRoute::id)).forEach(route -> all.add(json(route)));
        return all;
    }

    private Stream<LoadedRoute> routes() {
        return files.files().stream()
                .flatMap(file -> file.routes().stream())
                .filter(route -> route.from().startsWith(SCHEME));
    }

    private ObjectNode json(LoadedRoute route) {
        FlowStatus known = flows.flows().stream()
                .filter(status -> status.flow().equals(route.id()))
                .findFirst()
                .orElse(null);
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("flow", route.id());
        json = known == null ? elsewhere(json, route) : here(json, known);
        ArrayNode open = json.putArray("warnings");
        warnings.of(route.id()).forEach(open::add);
        return json;
    }

    private static ObjectNode here(ObjectNode json, FlowStatus status) {
        return json.put("group", status.groupId())
                .put("state", status.state().name())
                .put("reason", status.cause())
                .put("since", status.since().toString())
                .put("nextTry", Objects.toString(status.nextTry(), null))
                .put("lastBatch", Objects.toString(status.lastBatch(), null));
    }

    private ObjectNode elsewhere(ObjectNode json, LoadedRoute route) {
        try (FlowLag lag = component.lag(route.from())) {
            return json.put("group", lag.group())
                    .put("state", route.wanted() ? "ELSEWHERE" : "OFF")
                    .put(
                            "reason",
                            route.wanted()
                                    ? "cdc.flows leaves it out in this process; ask one in which it runs"
                                    : "its route's precondition isn't met in this process")
                    .putNull("since")
                    .putNull("nextTry")
                    .putNull("lastBatch");
        }
    }

    /** {@code GET /admin/flows/{flow}/lag}: what it has yet to deliver, by topic and partition, whichever process runs it. */
    public void lag(Exchange exchange) {
        Answer.give(exchange, request -> {
            String flow = request.only().path("flow");
            LoadedRoute route = routes().filter(each -> each.id().equals(flow))
                    .findFirst()
                    .orElseThrow(() -> new RefusedCall(404, "No route file has a flow " + flow));
            if (!permits.tryAcquire()) {
                throw new RefusedCall(429, "Others are asking for a lag; try again when they are done");
            }
            try {
                return Answer.ok(lag(route));
            } catch (KafkaException e) {
                throw new RefusedCall(
                        503,
                        "Kafka can't be asked how far the flow " + flow + " is behind: "
                                + (e instanceof TimeoutException ? "it doesn't answer; start it" : Causes.of(e)));
            } finally {
                permits.release();
            }
        });
    }

    private ObjectNode lag(LoadedRoute route) {
        FlowLag here = flows.lag(route.id());
        if (here != null) {
            return json(route, here.group(), here.measure());
        }
        try (FlowLag asked = component.lag(route.from())) {
            List<PartitionLag> partitions = asked.measure();
            if (!route.wanted() && partitions.stream().allMatch(each -> each.committed() == null)) {
                throw new RefusedCall(
                        409,
                        "The flow " + route.id()
                                + " is off, since its route's precondition isn't met, and has delivered"
                                + " nothing yet");
            }
            return json(route, asked.group(), partitions);
        }
    }

    private static ObjectNode json(LoadedRoute route, String group, List<PartitionLag> partitions) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("flow", route.id())
                .put("group", group)
                .put(
                        "eventsBehind",
                        partitions.stream().mapToLong(PartitionLag::events).sum())
                .put(
                        "millisBehind",
                        partitions.stream()
                                .map(PartitionLag::time)
                                .mapToLong(Duration::toMillis)
                                .max()
                                .orElse(0));
        ArrayNode all = json.putArray("partitions");
        for (PartitionLag each : partitions) {
            all.addObject()
                    .put("topic", each.partition().topic())
                    .put("partition", each.partition().partition())
                    .put("endOffset", each.end())
                    .put("committedOffset", each.committed())
                    .put("eventsBehind", each.events())
                    .put("millisBehind", each.time().toMillis());
        }
        return json;
    }
}
