package org.opendatagov.cdc.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process uses, as Linux tells it under {@code /proc}. */
public final class ProcessUse {
    /** A clock tick of /proc is 10 ms on every Linux that Java runs on. */
    private static final long TICK_MICROS = 10_000;

    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    // Fields of /proc/<pid>/stat, counted from the state, which follows the name.
    private static final int USER = 11;
    private static final int CHILDREN_SYSTEM = 14;
    private static final int START = 19;

    private final Path proc;
    private final long pid;

    public ProcessUse(long pid) {
        this.pid = pid;
        this.proc = Path.of("/proc", Long.toString(pid));
    }

    /** CPU time in microseconds, user and system, of the process and its children, living and ended, since its start. */
    public long cpuMicros() {
        long ticks = ticks(proc);
        for (String child : read(proc.resolve("task/" + pid + "/children")).split(" ", -1)) {
            if (!child.isBlank()) {
                ticks += ticksIfThere(Path.of("/proc", child));
            }
        }
        return ticks * TICK_MICROS;
    }

    /** The same of the process alone and of its children that have ended. */
    public long cpuMicrosAlone() {
        return ticks(proc) * TICK_MICROS;
    }

    /** The most memory that the process has had at once, in bytes. */
    public long peakBytes() {
        Matcher peak = PEAK.matcher(read(proc.resolve("status")));
        if (!peak.find()) {
            throw new IllegalStateException(proc + "/status names no VmHWM");
        }
        return Long.parseLong(peak.group(1)) * 1024;
    }

    /** When the process was started, in milliseconds since 1970, to 10 ms. */
    public long startMillis() {
        double uptime = Double.parseDouble(read(Path.of("/proc/uptime")).split(" ", -1)[0]);
        long now = System.currentTimeMillis();
        long started = Long.parseLong(stat(proc)[START]) * TICK_MICROS / 1000;
        return now - Math.round(uptime * 1000) + started;
    }

    private static long ticks(Path process) {
        String[] stat = stat(process);
        long ticks = 0;
        for (int i = USER; i <= CHILDREN_SYSTEM; i++) {
            ticks += Long.parseLong(stat[i]);
        }
        return ticks;
    }

    /** A child that ended meanwhile counts among its parent's ended children the next time. */
    private static long ticksIfThere(Path process) {
        try {
            return ticks(process);
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    private static String[] stat(Path process) {
        String stat = read(process.resolve("stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
