package org.opendatagov.cdc.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.opendatagov.cdc.nativeimage.lookup.Recordings;

/**
 * The command that starts the service: the packaged jar on Java, or the native executable that the system property {@code
 * service.executable} names.
 */
final class ServiceCommand {

    private static final Path JAR =
            Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();

    private ServiceCommand() {}

    /**
     * @param process a name for what is recorded of the process
     * @param folder the process' own folder
     * @param flags the flags of its JVM; an executable knows few of them
     * @param arguments the service's arguments
     */
    static List<String> of(String process, Path folder, List<String> flags, List<String> arguments) {
        String executable = System.getProperty("service.executable", "");
        List<String> command = executable.isEmpty() ? onJava(process, flags) : natively(executable, folder, flags);
        command.addAll(arguments);
        return command;
    }

    private static List<String> onJava(String process, List<String> flags) {
        requireFile(JAR, "package the service first");
        List<String> command = new ArrayList<>(List.of(ChildProcess.java()));
        command.addAll(flags);
        String coverage = System.getProperty("service.coverage", "");
        if (coverage.startsWith("-javaagent:")) {
            command.add(coverage);
        }
        Recordings recordings = Recordings.ofThisRun();
        if (recordings != null) {
            command.add(recordings.flag(process));
        }
        command.addAll(List.of("-jar", JAR.toString()));
        return command;
    }

    /** With a folder of its own for the libraries that it unpacks: Snappy's has a fixed name there. */
    private static List<String> natively(String executable, Path folder, List<String> flags) {
        Path file = Path.of(executable).toAbsolutePath();
        requireFile(file, "service.executable names it");
        List<String> command = new ArrayList<>(List.of(file.toString(), "-Djava.io.tmpdir=" + folder));
        flags.stream().filter(flag -> flag.startsWith("-Xmx")).forEach(command::add);
        return command;
    }

    private static void requireFile(Path file, String hint) {
        if (Files.notExists(file)) {
            throw new IllegalStateException("There is no " + file + ": " + hint);
        }
    }
}
