package org.opendatagov.cdc.bench.deliver;

import java.util.function.Function;
import java.util.function.Supplier;
import org.opendatagov.cdc.event.CdcRecord;

/**
 * What the server itself can take: clients that write the same rows from bytes made before.
 *
 * @param backlog what is written
 * @param connections how many clients there are
 * @param writesARequest how many writes a client sends before it waits for the answers
 * @param bytes makes the bytes of a write
 * @param clients makes clients
 */
record LoadContender(
        String name,
        String title,
        Sink sink,
        Backlog backlog,
        int connections,
        int writesARequest,
        Function<CdcRecord, byte[]> bytes,
        Supplier<Load.Client> clients)
        implements Contender {

    @Override
    public Delivery prepare(String run) {
        Requests requests = new Requests(connections, writesARequest);
        backlog.read(row -> requests.add(row.key().text(), bytes.apply(row)));
        return new Load(requests.byClient(), clients);
    }
}
