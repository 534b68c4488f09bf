package org.opendatagov.cdc.servers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A server as a process of its own. It keeps its data and its port from one start to the next, until {@link #close()}.
 * Its log is {@code target/servers/<name>/<name>.log}, and stays. Two servers that exist at the same time need two names.
 */
public abstract class ServerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(45);
    private static final int ATTEMPTS = 3;

    private final String name;
    private final Path folder;
    private final int[] ports;
    private FileChannel lock;
    private boolean answered;
    private ChildProcess process;

    ServerProcess(String name, int portCount) {
        this.name = name;
        this.folder = Folders.of(name);
        this.ports = new int[portCount];
    }

    /** Starts several servers at the same time. */
    public static void startAll(ServerProcess... servers) {
        CompletableFuture.allOf(Stream.of(servers)
                        .map(server -> CompletableFuture.runAsync(server::start))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** Starts the server, on the data of the last time if there was one, and returns when it answers. */
    public final synchronized void start() {
        if (isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        if (lock == null) {
            create();
        }
        for (int attempt = 1; !answersAfterLaunch(); attempt++) {
            kill();
            String tail = Logs.tail(log());
            // Somebody took the port after it was chosen. A server that has answered once must keep its port.
            boolean portTaken = !answered && tail.contains("ddress already in use");
            if (!portTaken || attempt == ATTEMPTS) {
                throw new IllegalStateException(name + " does not start, its log " + log() + " ends with:\n" + tail);
            }
            choosePorts();
        }
        answered = true;
    }

    /** Asks the server to end in good order and waits for it. Fails when it did not and had to be killed. */
    public final synchronized void stop() {
        if (isAlive() && !process.stop(stopSignal(), STOP)) {
            throw new IllegalStateException(name + " did not stop within " + STOP + " and was killed, see " + log());
        }
    }

    /** Kills the server and its children with SIGKILL and waits until they are gone. The data stays. */
    public final synchronized void kill() {
        if (process != null) {
            process.kill();
        }
    }

    /** Stops the server's clock (SIGSTOP): it keeps its connections and its port, and answers nothing. */
    public final synchronized void freeze() {
        process.freeze();
    }

    /** Lets a frozen server go on. */
    public final synchronized void thaw() {
        process.thaw();
    }

    public final synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The port on 127.0.0.1 for clients; known after the first start. */
    public final int port() {
        return port(0);
    }

    /** Everything that the server printed since this object started it for the first time. */
    public final Path log() {
        return folder.resolve(name + ".log");
    }

    public final String name() {
        return name;
    }

    /** The process id of the server, as long as it runs. */
    public final synchronized long pid() {
        return process.pid();
    }

    /** Kills the server and deletes its data. */
    @Override
    public final synchronized void close() {
        if (isAlive()) {
            process.stop(closeSignal(), STOP);
        }
        kill();
        if (lock == null) {
            return;
        }
        Folders.delete(data());
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lock = null;
        answered = false;
    }

    /** Makes what the server needs before its first start; the data folder exists and is empty. */
    abstract void initialise() throws IOException;

    /** The command that starts the server; may write settings before. */
    abstract List<String> command() throws IOException;

    /** Whether the server answers a real request; an exception means that it doesn't yet. */
    abstract boolean answers() throws Exception;

    /** The signal that ends the server in good order. */
    String stopSignal() {
        return "TERM";
    }

    /** The signal that ends the server when its data does not matter any more. */
    String closeSignal() {
        return "KILL";
    }

    /** Where the data lies. */
    Path data() {
        return folder.resolve("data");
    }

    final Path folder() {
        return folder;
    }

    final int port(int index) {
        return ports[index];
    }

    private void create() {
        try {
            Files.createDirectories(folder);
            lock = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isMine(lock)) {
                lock.close();
                lock = null;
                throw new IllegalStateException("Another server named " + name + " runs on " + folder);
            }
            Folders.delete(data());
            Files.createDirectories(data());
            Files.deleteIfExists(log());
            choosePorts();
            initialise();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isMine(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private void choosePorts() {
        for (int i = 0; i < ports.length; i++) {
            ports[i] = FreePorts.next();
        }
    }

    private boolean answersAfterLaunch() {
        try {
            process = ChildProcess.start(command(), Map.of(), data(), log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await(name)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .atMost(START)
                .ignoreExceptions()
                .until(() -> !process.isAlive() || answers());
        return process.isAlive();
    }
}
