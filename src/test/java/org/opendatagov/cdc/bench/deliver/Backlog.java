package org.opendatagov.cdc.bench.deliver;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcEventDeserializer;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.RowKey;
import org.opendatagov.cdc.sandbox.comparison.SourceTables;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.Sources;

/** The events to deliver, which the service has captured: creates, updates and deletes in five of OpenDataGov's tables. */
final class Backlog {
    private static final List<String> TABLES =
            List.of("governance_decisions", "pipeline_executions", "lineage_events", "model_cards", "quality_reports");
    private static final String CHANGES = "/bench/changes.sql";
    private static final int CHANGES_A_TRANSACTION = 100;
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Workbench workbench;
    private final int size;
    private final Map<TopicPartition, Offsets> events = new HashMap<>();
    private long bytes;

    /**
     * Describes a backlog; nothing is written yet.
     *
     * @param size how many events, a multiple of a hundred
     */
    Backlog(Workbench workbench, int size) {
        this.workbench = workbench;
        this.size = size;
    }

    /** Where in a partition the events stand; between them are tombstones and ends of transactions. */
    private static final class Offsets {
        private long[] offsets = new long[1024];
        private int count;

        void add(long offset) {
            if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, count * 2);
            }
            offsets[count++] = offset;
        }

        int before(long offset) {
            int place = Arrays.binarySearch(offsets, 0, count, offset);
            return place < 0 ? -place - 1 : place;
        }
    }

    /** Writes the changes and has them captured. */
    void fill() throws SQLException {
        PostgresServer postgres = workbench.postgres();
        postgres.runScript(Sources.ODG, CHANGES);
        try (CdcService service = new CdcService(
                "deliver-capture", workbench.environment().flows("capture-odg"), CdcService.DEPLOYED_JVM)) {
            service.start();
            service.awaitReady(START);
            postgres.execute(Sources.ODG, "CALL write_changes(" + size / CHANGES_A_TRANSACTION + ")");
            visit(record -> {
                events.computeIfAbsent(
                                new TopicPartition(record.topic(), record.partition()), partition -> new Offsets())
                        .add(record.offset());
                bytes += record.value().length;
            });
        }
    }

    int size() {
        return size;
    }

    /** Bytes of an event's value, on average. */
    long eventBytes() {
        return bytes / size;
    }

    /** How many events a consumer group has behind it. */
    int delivered(Map<TopicPartition, OffsetAndMetadata> committed) {
        int delivered = 0;
        for (Map.Entry<TopicPartition, Offsets> partition : events.entrySet()) {
            OffsetAndMetadata position = committed.get(partition.getKey());
            delivered += position == null ? 0 : partition.getValue().before(position.offset());
        }
        return delivered;
    }

    /** Reads all events, those of each row in order. */
    void read(Consumer<CdcRecord> reader) {
        try (CdcEventDeserializer deserializer = new CdcEventDeserializer()) {
            visit(record -> {
                CdcEvent event = deserializer.deserialize(record.topic(), record.headers(), record.value());
                reader.accept(new CdcRecord(RowKey.parse(record.key()), event, record));
            });
        }
    }

    /** The tables as the sinks shall have them in the end. */
    SourceTables tables() {
        return SourceTables.some(workbench.postgres(), Sources.ODG, TABLES.toArray(String[]::new));
    }

    /** Reads the topics from their start until all events were there. */
    private void visit(Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                workbench.kafka().bootstrapServers(),
                "isolation.level",
                "read_committed",
                "max.poll.records",
                "10000");
        int seen = 0;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = TABLES.stream()
                    .flatMap(table -> consumer.partitionsFor("cdc.odg.public." + table).stream())
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .collect(Collectors.toList());
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long progress = System.nanoTime();
            while (seen < size) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    if (record.value() != null) {
                        visitor.accept(record);
                        seen++;
                        progress = System.nanoTime();
                    }
                }
                if (System.nanoTime() - progress > PATIENCE.toNanos()) {
                    throw new IllegalStateException("Kafka has only " + seen + " of " + size + " events");
                }
            }
        }
    }
}
