package org.opendatagov.cdc.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.refusal.Refused;
import org.opendatagov.cdc.refusal.Refused.Reason;
import org.opendatagov.cdc.retry.Causes;
import org.opendatagov.cdc.threads.ServiceThreads;

/**
 * What operators do with dead letters: look at them, replay them, discard them. A replay hands the record to its flow once more, whose
 * sink fences it like any other; a letter that fails again stays open. The number of open letters is the gauge {@code
 * cdc.dead.letters}.
 */
@Singleton
public class DeadLetterDesk {

    private static final Logger LOG = Logger.getLogger(DeadLetterDesk.class);
    private static final int LOOK_SECONDS = 10;

    private final OpenLetters letters;
    private final KafkaDeadLetters writer;
    private final ReplayedRecords replayed;
    private final StreamFlows flows;
    private final MeterRegistry meters;
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private final ScheduledExecutorService looks;
    private Future<?> looking;

    @Inject
    DeadLetterDesk(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            @ConfigProperty(name = "cdc.dead-letter.prefix", defaultValue = "cdc.dead-letter") String prefix,
            KafkaDeadLetters writer,
            ReplayedRecords replayed,
            StreamFlows flows,
            MeterRegistry meters,
            ServiceThreads threads) {
        this.letters = new OpenLetters(kafka, prefix);
        this.writer = writer;
        this.replayed = replayed;
        this.flows = flows;
        this.meters = meters;
        this.looks = threads.executor("dead-letters");
    }

    void start(@Observes AfterStart started) {
        looking = looks.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        writer.tellOthers();
        try {
            Map<String, Integer> now = letters.counts();
            now.keySet().forEach(flow -> {
                if (!counts.containsKey(flow)) {
                    meters.gauge("cdc.dead.letters", Tags.of("flow", flow), counts, all -> all.getOrDefault(flow, 0));
                }
            });
            counts.keySet().forEach(flow -> now.putIfAbsent(flow, 0));
            counts.putAll(now);
        } catch (RuntimeException e) {
            LOG.debugf("Dead letters can't be counted: %s", Causes.of(e));
        }
    }

    /** How many letters each flow had open a moment ago. */
    public Map<String, Integer> counts() {
        return Map.copyOf(counts);
    }

    /** How many letters each flow has open. */
    public Map<String, Integer> countNow() {
        return kafka(letters::counts);
    }

    /**
     * The offsets of a flow's open letters, in order.
     *
     * @throws Refused when nothing is known of the flow
     */
    public NavigableSet<Long> open(String flow) {
        NavigableSet<Long> found = kafka(() -> letters.of(writer.topic(flow)));
        if (found == null && !flows.knows(flow)) {
            throw new Refused(
                    Reason.UNKNOWN,
                    "This process has no flow " + flow + ", and none of that name has left dead letters");
        }
        return found == null ? new TreeSet<>() : found;
    }

    /**
     * Reads open letters of a flow, in order.
     *
     * @param from the lowest offset
     * @param limit how many at most
     * @param reader takes each
     */
    public void read(String flow, long from, int limit, Consumer<DeadLetter> reader) {
        NavigableSet<Long> wanted = new TreeSet<>();
        open(flow).tailSet(from).stream().limit(limit).forEach(wanted::add);
        read(flow, wanted, reader);
    }

    private void read(String flow, NavigableSet<Long> offsets, Consumer<DeadLetter> reader) {
        kafka(() -> {
            letters.read(writer.topic(flow), offsets, reader);
            return null;
        });
    }

    /**
     * An open letter.
     *
     * @throws Refused when there is none of that offset
     */
    public DeadLetter get(String flow, long offset) {
        List<DeadLetter> found = new ArrayList<>(1);
        if (open(flow).contains(offset)) {
            read(flow, new TreeSet<>(Set.of(offset)), found::add);
        }
        if (found.isEmpty()) {
            throw new Refused(Reason.UNKNOWN, "The flow " + flow + " has no open dead letter " + offset);
        }
        return found.get(0);
    }

    /**
     * Hands a letter's record to its flow once more, and closes the letter unless the flow gives it up again.
     *
     * @return why it failed again, or nothing when it was delivered
     * @throws Refused when the flow doesn't take it; the letter then stays open
     */
    public Optional<String> replay(DeadLetter letter) {
        StreamFlows.Replay flow = flows.replay(letter.flow());
        if (flow == null) {
            throw new Refused(
                    Reason.CONFLICT,
                    "The flow " + letter.flow() + " doesn't run in this process; ask a replica in which it does");
        }
        ConsumerRecord<byte[], byte[]> record = letter.original();
        Optional<String> cause;
        replayed.begin(letter.flow(), record);
        try {
            if (!flow.deliver(record)) {
                throw new Refused(
                        Reason.CONFLICT,
                        "The flow " + letter.flow() + " leaves the record of letter " + letter.offset()
                                + " out (tables, operations); discard the letter, or change the route");
            }
        } catch (Refused e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(Reason.UNAVAILABLE, "The service is stopping");
        } catch (Exception e) {
            throw new Refused(
                    Reason.UNAVAILABLE, "Letter " + letter.offset() + " can't be delivered: " + Causes.sentence(e));
        } finally {
            cause = replayed.end(letter.flow(), record);
        }
        if (cause.isEmpty()) {
            close(letter.flow(), letter.offset(), "replayed");
        }
        return cause;
    }

    /** Closes a letter without delivering its record. */
    public void discard(String flow, long offset) {
        close(flow, offset, "discarded");
    }

    private void close(String flow, long offset, String how) {
        kafka(() -> {
            writer.close(flow, offset, how);
            return null;
        });
    }

    private static <T> T kafka(Supplier<T> work) {
        try {
            return work.get();
        } catch (KafkaException e) {
            throw new Refused(Reason.UNAVAILABLE, "Kafka can't be asked for dead letters: " + Causes.of(e));
        }
    }

    @PreDestroy
    void stop() {
        if (looking != null) {
            looking.cancel(true);
        }
        looks.shutdownNow();
        letters.close();
    }
}
