package org.opendatagov.cdc.bench.deliver;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Requests of several writes each, for several clients. All writes of a row go to the same client, in order. */
final class Requests {
    private final List<Client> clients;
    private final int writesARequest;

    Requests(int clients, int writesARequest) {
        this.clients =
                IntStream.range(0, clients).mapToObj(client -> new Client()).toList();
        this.writesARequest = writesARequest;
    }

    /**
     * What a client sends at once.
     *
     * @param bytes the writes, one behind the other
     * @param writes how many they are
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes that are handed on, never compared
    record Request(byte[] bytes, int writes) {}

    private static final class Client {
        private final List<Request> requests = new ArrayList<>();
        private final ByteArrayOutputStream next = new ByteArrayOutputStream();
        private int writes;

        void end() {
            if (writes > 0) {
                requests.add(new Request(next.toByteArray(), writes));
                next.reset();
                writes = 0;
            }
        }
    }

    void add(String row, byte[] write) {
        Client client = clients.get(Math.floorMod(row.hashCode(), clients.size()));
        client.next.writeBytes(write);
        client.writes++;
        if (client.writes == writesARequest) {
            client.end();
        }
    }

    /** For each client what it sends, in order. */
    List<List<Request>> byClient() {
        clients.forEach(Client::end);
        return clients.stream().map(client -> client.requests).toList();
    }
}
