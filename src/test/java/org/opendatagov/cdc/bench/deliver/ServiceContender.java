package org.opendatagov.cdc.bench.deliver;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.opendatagov.cdc.bench.Benchmark;
import org.opendatagov.cdc.bench.ProcessUse;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.ServiceEnvironment;

/**
 * This service with one of its built-in routes, as it comes. What its consumer group has committed is delivered.
 *
 * @param profile whether Java's Flight Recorder runs along
 */
record ServiceContender(String name, Workbench workbench, Backlog backlog, Sink sink, boolean profile)
        implements Contender {

    @Override
    public String title() {
        return "this service";
    }

    @Override
    public Delivery prepare(String run) {
        try {
            workbench.admin().deleteConsumerGroups(List.of(group())).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw new IllegalStateException("Kafka doesn't forget the group: " + e.getCause(), e);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        ServiceEnvironment environment = workbench.environment().flows(sink.flow());
        if (profile) {
            environment.flightRecording(Benchmark.FOLDER.resolve(run + ".jfr"));
        }
        return new Running(new CdcService("deliver-" + run, environment, CdcService.DEPLOYED_JVM));
    }

    private String group() {
        return "opendatagov-cdc." + sink.flow();
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() {
        try {
            return workbench
                    .admin()
                    .listConsumerGroupOffsets(group())
                    .partitionsToOffsetAndMetadata()
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw new IllegalStateException("Kafka doesn't tell offsets: " + e.getCause(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted", cause);
    }

    private final class Running implements Delivery {
        private final CdcService service;

        Running(CdcService service) {
            this.service = service;
        }

        @Override
        public void start() {
            service.start();
        }

        @Override
        public int delivered() {
            if (!service.isAlive()) {
                throw new IllegalStateException("The service has ended, see its log " + service.log());
            }
            return backlog.delivered(committed());
        }

        @Override
        public Duration interval() {
            return Duration.ofMillis(50);
        }

        @Override
        public long cpuMicros() {
            return new ProcessUse(service.pid()).cpuMicros();
        }

        @Override
        public void close() {
            service.stop();
        }
    }
}
