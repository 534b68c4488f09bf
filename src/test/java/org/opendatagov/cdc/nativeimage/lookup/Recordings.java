package org.opendatagov.cdc.nativeimage.lookup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;

/**
 * The recordings of the services under test, one file for each name of a process, in {@code target/lookups}. Only with the system property
 * {@code service.lookups=true} something is recorded.
 */
public final class Recordings {

    private static final String SUFFIX = ".tsv";

    private final Path folder;

    private Recordings(Path folder) {
        this.folder = folder;
    }

    /** Those of this test run, or null when nothing is recorded. */
    public static Recordings ofThisRun() {
        return Boolean.getBoolean("service.lookups")
                ? new Recordings(Path.of("target", "lookups").toAbsolutePath())
                : null;
    }

    /** The JVM's flag that records the lookups of a process. The process' file is made now, and stays empty if the agent doesn't run. */
    public String flag(String process) {
        Path jar = agent();
        Path file = folder.resolve(process + SUFFIX);
        try {
            if (Files.notExists(file)) {
                Files.createFile(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "-javaagent:" + jar + "=" + file;
    }

    /** The files, one for each process that was started. */
    public List<Path> files() throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        }
    }

    /** What all processes looked up. */
    public List<Lookup> read() throws IOException {
        Set<Lookup> lookups = new LinkedHashSet<>();
        for (Path file : files()) {
            for (String line : Files.readAllLines(file)) {
                lookups.add(Lookup.parse(line));
            }
        }
        return List.copyOf(lookups);
    }

    private synchronized Path agent() {
        Path jar = folder.resolve("lookup-agent.jar");
        if (Files.notExists(jar)) {
            try {
                Files.createDirectories(folder);
                write(jar);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return jar;
    }

    private static void write(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", LookupAgent.class.getName());
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        ClassReader.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (String name : classFiles()) {
                out.putNextEntry(new JarEntry(name));
                try (InputStream in = Recordings.class.getResourceAsStream("/" + name)) {
                    in.transferTo(out);
                }
            }
        }
    }

    /** With the nested and anonymous classes. */
    private static List<String> classFiles() throws IOException {
        Path classes;
        try {
            classes = Path.of(Recordings.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
        Path own = classes.resolve(Recordings.class.getPackageName().replace('.', '/'));
        try (Stream<Path> files = Files.list(own)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(".class"))
                    .toList();
        }
    }
}
