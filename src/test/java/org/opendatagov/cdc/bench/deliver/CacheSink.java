package org.opendatagov.cdc.bench.deliver;

import java.util.List;
import org.opendatagov.cdc.bench.ProcessUse;
import org.opendatagov.cdc.sandbox.comparison.Comparison;
import org.opendatagov.cdc.sandbox.comparison.Difference;

/** Redis. */
record CacheSink(Workbench workbench, Backlog backlog) implements Sink {

    @Override
    public String title() {
        return "Redis";
    }

    @Override
    public String flow() {
        return "deliver-cache";
    }

    @Override
    public void empty() {
        try (RedisClient client = new RedisClient(workbench.redis(), 1)) {
            client.call("FLUSHALL");
        }
    }

    @Override
    public ProcessUse use() {
        return new ProcessUse(workbench.redis().pid());
    }

    @Override
    public List<Difference> differences() {
        return Comparison.of(List.of(backlog.tables()), workbench.redis()).differences();
    }
}
