package org.opendatagov.cdc.servers;

import java.util.List;
import java.util.stream.Stream;

/** Starts all servers, prints the ids of their processes, one a line and an empty line last, and stays until it is killed. */
final class ServersMain {
    private ServersMain() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws InterruptedException {
        List<ServerProcess> servers = List.of(
                new PostgresServer("main-postgres"),
                new KafkaServer("main-kafka"),
                new RedisServer("main-redis"),
                new ElasticsearchServer("main-elasticsearch"));
        ServerProcess.startAll(servers.toArray(ServerProcess[]::new));
        servers.stream()
                .map(server -> ProcessHandle.of(server.pid()).orElseThrow())
                .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()))
                .forEach(handle -> System.out.println(handle.pid()));
        System.out.println();
        Thread.currentThread().join();
    }
}
