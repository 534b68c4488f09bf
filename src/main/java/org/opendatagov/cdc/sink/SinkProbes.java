package org.opendatagov.cdc.sink;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The servers that running flows write to, each with a way to ask whether it answers. Flows that don't run have none. */
@ApplicationScoped
public class SinkProbes {

    /**
     * One server.
     *
     * @param server what it is and where, such as {@code redis 127.0.0.1:6379}; without credentials
     * @param check answers within 2 seconds: null when the server is fit for work, otherwise why not
     */
    public record Probe(String server, Supplier<String> check) {}

    private final Map<Object, Probe> probes = new ConcurrentHashMap<>();

    /** Adds the server that a producer writes to; a producer has one. */
    void add(Object producer, Probe probe) {
        probes.put(producer, probe);
    }

    void remove(Object producer) {
        probes.remove(producer);
    }

    /**
     * Asks each server once, one after the other.
     *
     * @return a line a server: its name, and why it isn't fit for work or an empty text when it is
     */
    public Map<String, String> check() {
        Map<String, Probe> servers = new TreeMap<>();
        probes.values().forEach(probe -> servers.put(probe.server(), probe));
        Map<String, String> answers = new TreeMap<>();
        servers.forEach((server, probe) -> {
            String reason = probe.check().get();
            answers.put(server, reason == null ? "" : reason);
        });
        return answers;
    }
}
