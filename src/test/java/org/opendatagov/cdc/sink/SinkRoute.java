package org.opendatagov.cdc.sink;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.Component;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.DeadLetters;
import org.opendatagov.cdc.event.FlowWarnings;
import org.opendatagov.cdc.threads.ServiceThreads;

/** One sink as the flow "deliver" has it, in a Camel context of its own, with dead letters and warnings kept in memory. */
final class SinkRoute implements AutoCloseable, DeadLetters, FlowWarnings {

    /** A dead letter. */
    record Letter(String flow, ConsumerRecord<byte[], byte[]> record, String cause) {}

    final List<Letter> letters = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final SinkProbes probes = new SinkProbes();
    final SearchRebuilds rebuilds = new SearchRebuilds(new ServiceThreads());
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private Producer producer;

    static SinkRoute toCache(Supplier<RedisCache> cache, String endpoint) {
        SinkRoute route = new SinkRoute();
        route.start("cdc-cache", new CacheComponent(cache, route, route, route.meters, route.probes), endpoint);
        return route;
    }

    static SinkRoute toSearch(Supplier<SearchServer> server, String endpoint) {
        SinkRoute route = new SinkRoute();
        route.start(
                "cdc-search",
                new SearchComponent(server, route, route, route.meters, route.probes, route.rebuilds),
                endpoint);
        return route;
    }

    private void start(String scheme, Component component, String endpoint) {
        camel.getRegistry().bind(scheme, component);
        camel.start();
        try {
            producer = camel.getEndpoint(endpoint).createProducer();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        producer.start();
    }

    /** Hands the sink one batch. */
    void write(CdcRecord... batch) throws Exception {
        write(List.of(batch));
    }

    void write(List<CdcRecord> batch) throws Exception {
        Exchange exchange = producer.getEndpoint().createExchange();
        exchange.getExchangeExtension().setFromRouteId("deliver");
        exchange.getMessage().setBody(batch);
        producer.process(exchange);
    }

    /** What the sink holds. */
    RowSink contents() {
        return ((SinkEndpoint) producer.getEndpoint()).contents();
    }

    double counted(String result) {
        return meters.find("cdc.sink.writes").tag("result", result).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Override
    public void put(String flow, ConsumerRecord<byte[], byte[]> record, String cause) {
        letters.add(new Letter(flow, record, cause));
    }

    @Override
    public void warn(String flow, String about, String sentence) {
        warnings.add(flow + " " + about + ": " + sentence);
    }

    @Override
    public void close() {
        producer.stop();
        rebuilds.close();
        camel.stop();
    }
}
