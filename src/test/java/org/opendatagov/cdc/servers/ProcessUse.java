package org.opendatagov.cdc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What a process of this machine uses, as Linux tells it. */
public final class ProcessUse {

    private final long pid;

    public ProcessUse(long pid) {
        this.pid = pid;
    }

    /** The CPU time that it has had, of all its threads. */
    public Duration cpu() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    public long threads() {
        return entries("task");
    }

    public long descriptors() {
        return entries("fd");
    }

    private long entries(String folder) {
        try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(pid), folder))) {
            return entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
