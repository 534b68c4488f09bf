package org.opendatagov.cdc.servers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process of Linux that can't outlive this JVM, with all the processes that it starts itself. */
final class ChildProcess {
    /**
     * Becomes the server, in a session of its own so that Ctrl-C in a terminal does not reach it. Before that it leaves
     * behind a watcher, whose standard input ends when this JVM is gone; the watcher then kills the whole process group.
     * It is no child of the server, so freezing the server's tree does not freeze it.
     */
    private static final String GUARD = "( { cat >/dev/null; kill -9 0; } <&3 3<&- & ) 3<&0; exec \"$@\" </dev/null";

    /** Nothing else of this JVM's environment reaches a server: what it does must not depend on who runs the tests. */
    private static final Set<String> INHERITED = Set.of("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "TMPDIR");

    private static final Duration END = Duration.ofSeconds(20);

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /** Starts a command. What it prints is appended to the log. */
    static ChildProcess start(List<String> command, Map<String, String> environment, Path folder, Path log) {
        List<String> guarded = new ArrayList<>(List.of("setsid", "sh", "-c", GUARD, "guard"));
        guarded.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(guarded)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putAll(environment);
        try {
            return new ChildProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command to its end. */
    static void run(List<String> command, Path folder, Path log) {
        ChildProcess child = start(command, Map.of(), folder, log);
        try {
            if (!child.process.waitFor(2, TimeUnit.MINUTES) || child.process.exitValue() != 0) {
                throw new IllegalStateException(command.get(0) + " failed, see " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        } finally {
            child.kill();
        }
    }

    /** The java command of this JVM. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    /** Asks the process to end and waits for it; false when it had to be killed after all. */
    boolean stop(String signal, Duration patience) {
        thaw();
        signal(signal, Stream.of(process.toHandle()));
        try {
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
        return false;
    }

    /** Kills the process and all its descendants with SIGKILL and waits until they are gone. */
    void kill() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        await().pollInterval(Duration.ofMillis(10))
                .atMost(END)
                .until(() -> !process.isAlive()
                        && descendants.stream().map(ProcessHandle::pid).noneMatch(ChildProcess::runs));
    }

    /** Stops the clock for the process and all its descendants: it keeps its connections and answers nothing. */
    void freeze() {
        // First the process itself: after that it starts no more children.
        signal("STOP", Stream.of(process.toHandle()));
        signal("STOP", process.descendants());
    }

    void thaw() {
        signal("CONT", Stream.concat(process.descendants(), Stream.of(process.toHandle())));
    }

    private static void signal(String signal, Stream<ProcessHandle> processes) {
        String pids = processes.map(handle -> Long.toString(handle.pid())).collect(Collectors.joining(" "));
        if (pids.isEmpty()) {
            return;
        }
        try {
            // It fails when one of them has ended meanwhile, which is all right.
            new ProcessBuilder("sh", "-c", "kill -s " + signal + " " + pids + " 2>/dev/null")
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    /** False for a zombie too: when a container's first process collects no orphans, they stay for ever. */
    static boolean runs(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }
}
