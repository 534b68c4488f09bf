package org.opendatagov.cdc.sink;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.options.ExactOptions;
import org.opendatagov.cdc.sink.SinkReport.Result;

/** Writes one batch an exchange to Redis. */
final class CacheProducer extends DefaultProducer {

    private final CacheComponent component;
    private final NamePattern key;
    private final RowSelection selection;
    private final CacheOptions options;
    private final SharedNames names;
    private RedisCache cache;

    CacheProducer(CacheEndpoint endpoint, NamePattern key, CacheOptions options) {
        super(endpoint);
        this.component = endpoint.getComponent();
        this.key = key;
        this.selection = endpoint.selection();
        this.options = options;
        this.names = new SharedNames("the option key of " + ExactOptions.readable(endpoint.getEndpointUri()), key);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        cache = component.cache();
        if (options.waitReplicas() > 0 && cache.isCluster()) {
            throw new IllegalArgumentException("the option waitReplicas of "
                    + ExactOptions.readable(getEndpoint().getEndpointUri())
                    + " can't be kept in a cluster; leave it out, and set min-replicas-to-write in Redis instead");
        }
        component.probes().add(this, new SinkProbes.Probe("redis " + cache.server(), cache::check));
    }

    @Override
    protected void doStop() throws Exception {
        component.probes().remove(this);
        super.doStop();
    }

    @Override
    public void process(Exchange exchange) {
        RowBatch batch = RowBatch.of(exchange.getMessage().getBody(), selection);
        names.look(batch.rows());
        Map<String, CdcRecord> latest = batch.latest(key::render);
        BitSet made = cache.write(
                latest.entrySet().stream()
                        .map(each -> write(each.getKey(), each.getValue()))
                        .iterator(),
                options);

        int i = 0;
        for (CdcRecord row : latest.values()) {
            boolean delete = row.event().operation() == CdcOperation.DELETE;
            component.report().count(row, !made.get(i++) ? Result.STALE : delete ? Result.REMOVED : Result.WRITTEN);
        }
        component.report().besideRows(exchange.getFromRouteId(), batch, selection.keyless());
    }

    private CacheWrite write(String entry, CdcRecord row) {
        CdcEvent event = row.event();
        boolean delete = event.operation() == CdcOperation.DELETE;
        return new CacheWrite(
                entry,
                event.position(),
                delete ? List.of() : options.format().values(event.after()),
                options.retention(event.operation()));
    }
}
