package org.opendatagov.cdc.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.sink.SinkReport.Result;

/** Writes one batch an exchange to Redis. */
final class CacheProducer extends DefaultProducer {

    private final CacheComponent component;
    private final NamePattern key;
    private final CacheFormat format;
    private final RowSelection selection;
    private final Duration expiry;
    private final Duration fenceRetention;
    private final Duration longRetention;
    private final int waitReplicas;
    private RedisCache cache;

    CacheProducer(
            CacheEndpoint endpoint, NamePattern key, CacheFormat format, Duration expiry, Duration fenceRetention) {
        super(endpoint);
        this.component = endpoint.getComponent();
        this.key = key;
        this.format = format;
        this.selection = endpoint.selection();
        this.waitReplicas = endpoint.getWaitReplicas();
        this.expiry = expiry;
        this.fenceRetention = fenceRetention;
        longRetention = expiry.isZero() || expiry.compareTo(fenceRetention) > 0 ? expiry : fenceRetention;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        cache = component.cache();
        if (waitReplicas > 0 && cache.isCluster()) {
            throw new IllegalArgumentException(
                    "the option waitReplicas of " + getEndpoint().getEndpointUri()
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
        Map<String, CdcRecord> latest = batch.latest(key::render);
        List<CacheWrite> writes = new ArrayList<>(latest.size());
        for (Map.Entry<String, CdcRecord> each : latest.entrySet()) {
            writes.add(write(each.getKey(), each.getValue()));
        }
        boolean[] made = cache.write(writes, waitReplicas);

        int i = 0;
        for (CdcRecord row : latest.values()) {
            boolean delete = row.event().operation() == CdcOperation.DELETE;
            component.report().count(row, !made[i++] ? Result.STALE : delete ? Result.REMOVED : Result.WRITTEN);
        }
        component.report().besideRows(exchange.getFromRouteId(), batch);
    }

    private CacheWrite write(String entry, CdcRecord row) {
        long position = row.event().position();
        return switch (row.event().operation()) {
            case DELETE -> new CacheWrite(entry, position, format, List.of(), expiry, fenceRetention);
            case UPDATE -> new CacheWrite(entry, position, format, values(row), expiry, longRetention);
            // Nothing older of this row can be on its way, so a fence after the entry's end would only take up room.
            default -> new CacheWrite(entry, position, format, values(row), expiry, expiry);
        };
    }

    private List<byte[]> values(CdcRecord row) {
        return format.values(row.event().after());
    }
}
