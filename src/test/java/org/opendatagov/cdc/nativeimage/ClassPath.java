package org.opendatagov.cdc.nativeimage;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** The files of the class path that the tests run on, which holds every dependency of the product. */
final class ClassPath {

    private ClassPath() {}

    /** The names of all files, with slashes. */
    static Set<String> files() throws IOException {
        TreeSet<String> files = new TreeSet<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                try (Stream<Path> inside = Files.walk(path)) {
                    inside.filter(Files::isRegularFile)
                            .map(file -> path.relativize(file).toString().replace(File.separatorChar, '/'))
                            .forEach(files::add);
                }
            } else if (Files.isRegularFile(path)) {
                try (JarFile jar = new JarFile(path.toFile())) {
                    jar.stream()
                            .filter(file -> !file.isDirectory())
                            .map(ZipEntry::getName)
                            .forEach(files::add);
                }
            }
        }
        return files;
    }

    /** The classes that all files of a service name. */
    static List<String> providers(String serviceFile) throws IOException {
        List<String> providers = new ArrayList<>();
        ClassPath.class.getClassLoader().getResources(serviceFile).asIterator().forEachRemaining(url -> {
            try (var file = url.openStream()) {
                new String(file.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .forEach(providers::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return providers;
    }

    /** The class of a name as {@code Class.forName} takes it, not initialised. */
    static Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(name, false, ClassPath.class.getClassLoader());
    }
}
