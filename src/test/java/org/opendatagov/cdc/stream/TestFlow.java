package org.opendatagov.cdc.stream;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.common.TopicPartition;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.Payloads;
import org.opendatagov.cdc.threads.ServiceThreads;

/** A replica with one delivery flow: a Camel context of its own, whose route hands each batch to a piece of the test. */
final class TestFlow implements AutoCloseable {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final StreamFlows flows = new StreamFlows();
    final List<String> warnings = new CopyOnWriteArrayList<>();
    private final RecordedDeadLetters deadLetters = new RecordedDeadLetters();
    private final List<CdcRecord> delivered = new CopyOnWriteArrayList<>();
    private final String name;
    private final String uri;
    private final Flow.Route sink;
    private final CdcEventsComponent component;

    /** A flow whose route takes everything. */
    TestFlow(String brokers, String name, String parameters) {
        this(brokers, name, parameters, records -> {});
    }

    /** A flow whose route fails when the given sink does. */
    TestFlow(String brokers, String name, String parameters, Flow.Route sink) {
        this.name = name;
        this.sink = sink;
        this.uri = "cdc-events:" + name + "?backoffInitial=100ms&backoffMax=300ms&" + parameters;
        this.component = new CdcEventsComponent(
                Map.of("bootstrap.servers", brokers),
                Payloads.JSON,
                deadLetters,
                flows,
                flow -> true,
                (flow, about, sentence) -> warnings.add(sentence),
                new SimpleMeterRegistry(),
                new ServiceThreads());
        context.addComponent("cdc-events", component);
        context.getShutdownStrategy().setTimeout(20);
    }

    TestFlow start() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(uri).routeId(name).process(TestFlow.this::process);
            }
        });
        context.start();
        return this;
    }

    /** Waits until the flow is a member of its group. */
    TestFlow join() {
        awaitState(FlowState.CONSUMING);
        return this;
    }

    void awaitState(FlowState state) {
        await(name + " " + state).atMost(Duration.ofSeconds(60)).until(() -> status().state() == state);
    }

    FlowStatus status() {
        return flows.flows().get(0);
    }

    void suspend() throws Exception {
        context.getRouteController().suspendRoute(name);
    }

    void resume() throws Exception {
        context.getRouteController().resumeRoute(name);
    }

    String group() {
        return "opendatagov-cdc." + name;
    }

    /** Where partitions end that the flow has yet to deliver. */
    Map<TopicPartition, Long> outstanding() {
        try (FlowOffsets offsets = flows.offsets(name)) {
            return offsets.outstanding();
        }
    }

    /** How far the flow is behind, as a process says in which it runs. */
    List<PartitionLag> lag() {
        return flows.lag(name).measure();
    }

    /** How far the flow is behind, as a process says in which it doesn't run. */
    List<PartitionLag> lagFromOutside() {
        try (FlowLag lag = component.lag(uri)) {
            return lag.measure();
        }
    }

    RecordedDeadLetters deadLetters() {
        return deadLetters;
    }

    /** The records of completed batches, in the order in which they came. */
    List<CdcRecord> delivered() {
        return List.copyOf(delivered);
    }

    /** The column {@code n} of what was delivered. */
    List<Integer> numbers() {
        return numbers(delivered());
    }

    static List<Integer> numbers(List<CdcRecord> records) {
        return records.stream()
                .map(record -> record.event().after().get("n").asInt())
                .toList();
    }

    void awaitNumbers(List<Integer> numbers) {
        await(name).atMost(Duration.ofSeconds(60)).until(() -> numbers().containsAll(numbers));
    }

    @SuppressWarnings("unchecked")
    private void process(Exchange exchange) throws Exception {
        Object body = exchange.getIn().getBody();
        List<CdcRecord> records = body instanceof CdcRecord single ? List.of(single) : (List<CdcRecord>) body;
        sink.process(records);
        delivered.addAll(records);
    }

    @Override
    public void close() {
        context.stop();
    }
}
