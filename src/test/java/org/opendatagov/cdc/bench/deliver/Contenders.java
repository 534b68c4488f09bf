package org.opendatagov.cdc.bench.deliver;

import java.util.List;
import org.opendatagov.cdc.bench.Options;

/** Who takes part: the service, and for each sink what the server itself can take. */
final class Contenders {
    /** More of them fill Redis no better, but answer in bursts. */
    private static final int REDIS_CONNECTIONS = 4;

    private static final int COMMANDS_A_PIPELINE = 1_000;

    /** As many as a batch of the service has at most. */
    private static final int DOCUMENTS_A_BULK = 2_000;

    private final List<Contender> services;
    private final List<Contender> all;

    Contenders(Workbench workbench, Backlog backlog, Options options) {
        Sink cache = new CacheSink(workbench, backlog);
        Sink search = new SearchSink(workbench, backlog);
        RedisWrites redis = new RedisWrites();
        services = List.of(
                new ServiceContender("cache", workbench, backlog, cache, options.profile()),
                new ServiceContender("search", workbench, backlog, search, options.profile()));
        all = only(
                options.only(),
                List.of(
                        services.get(0),
                        new LoadContender(
                                "cache-limit",
                                "the same script, pipelined",
                                cache,
                                backlog,
                                REDIS_CONNECTIONS,
                                COMMANDS_A_PIPELINE,
                                redis::byScript,
                                redis.clients(workbench.redis())),
                        new LoadContender(
                                "cache-plain",
                                "plain SET and DEL, pipelined",
                                cache,
                                backlog,
                                REDIS_CONNECTIONS,
                                COMMANDS_A_PIPELINE,
                                RedisWrites::plain,
                                () -> new RedisClient(workbench.redis(), 1)),
                        services.get(1),
                        bulk("search-limit", 1, workbench, search, backlog),
                        bulk("search-limit-2", 2, workbench, search, backlog)));
    }

    private static Contender bulk(String name, int connections, Workbench workbench, Sink search, Backlog backlog) {
        return new LoadContender(
                name,
                "_bulk, %d connection%s".formatted(connections, connections == 1 ? "" : "s"),
                search,
                backlog,
                connections,
                DOCUMENTS_A_BULK,
                BulkWrites::lines,
                () -> new SearchClient(workbench.elasticsearch()));
    }

    private static List<Contender> only(List<String> names, List<Contender> all) {
        List<String> known = all.stream().map(Contender::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "--only knows no '" + name + "', only " + String.join(", ", known) + ".");
            }
        }
        return all.stream()
                .filter(contender -> names.isEmpty() || names.contains(contender.name()))
                .toList();
    }

    /** In the order of the first round. */
    List<Contender> all() {
        return all;
    }

    /** The services that write to the sinks of those that take part. */
    List<Contender> services() {
        return services.stream()
                .filter(service -> all.stream().anyMatch(contender -> contender.sink() == service.sink()))
                .toList();
    }
}
