package org.opendatagov.cdc.nativeimage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What native-image is given: {@code target/native-sources}, which Quarkus writes with {@code quarkus.native.sources-only}. Every jar
 * may hold configuration under {@code META-INF/native-image}; Quarkus adds what its extensions and our annotations register.
 */
final class NativeBuild {

    private static final Path SOURCES = Path.of("target", "native-sources");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final String AT_RUN_TIME = "--initialize-at-run-time=";
    private static final String FEATURE = "io/quarkus/runner/Feature.class";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Registrations registrations = new Registrations();
    private final Set<String> initialisedAtRunTime = new HashSet<>();
    private final Set<String> files = new HashSet<>();

    private NativeBuild() {}

    static NativeBuild read() throws IOException {
        NativeBuild build = new NativeBuild();
        for (String argument : SPACE.split(Files.readString(SOURCES.resolve("native-image.args")), -1)) {
            if (argument.startsWith(AT_RUN_TIME)) {
                build.initialisedAtRunTime.addAll(
                        List.of(argument.substring(AT_RUN_TIME.length()).split(",")));
            }
        }
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                build.add(jar);
            }
        }
        return build;
    }

    Registrations registrations() {
        return registrations;
    }

    /** Whether the application has a file of this name, or a folder if the name ends with a slash. */
    boolean hasFile(String name) {
        return files.contains(name);
    }

    /** Whether native-image runs a class' static initialiser itself, so that what it looks up needs no registration. */
    boolean isInitialisedAtBuildTime(String className) {
        for (String name = className; name.contains("."); name = name.substring(0, name.lastIndexOf('.'))) {
            if (initialisedAtRunTime.contains(name)) {
                return false;
            }
        }
        return true;
    }

    private void add(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                String name = entry.getName();
                files.add(name);
                if (name.startsWith("META-INF/native-image/") && name.endsWith(".json")) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        add(name.substring(name.lastIndexOf('/') + 1), JSON.readTree(in));
                    }
                } else if (name.equals(FEATURE)) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        addClassesNamed(in);
                    }
                }
            }
        }
    }

    private void add(String file, JsonNode content) {
        switch (file) {
            case "reflect-config.json" -> content.forEach(registrations::addClass);
            case "resource-config.json" ->
                content.at("/resources/includes")
                        .forEach(include -> registrations.addResources(
                                include.path("pattern").textValue()));
            case "serialization-config.json" ->
                (content.isArray() ? content : content.path("types"))
                        .forEach(type ->
                                registrations.addSerialized(type.path("name").textValue()));
            case "proxy-config.json" ->
                content.forEach(proxy -> {
                    List<String> interfaces = new ArrayList<>();
                    (proxy.isArray() ? proxy : proxy.path("interfaces"))
                            .forEach(each -> interfaces.add(each.textValue()));
                    registrations.addProxy(String.join(",", interfaces));
                });
            default -> {
                // Nothing that is looked up in Java.
            }
        }
    }

    /** Quarkus' generated feature names the classes of its extensions, makes one array of them, and hands it to GraalVM. */
    private void addClassesNamed(InputStream feature) throws IOException {
        List<String> named = new ArrayList<>();
        MethodVisitor names = new MethodVisitor(Opcodes.ASM9) {
            @Override
            public void visitLdcInsn(Object value) {
                if (value instanceof String text) {
                    named.add(text);
                }
            }

            @Override
            public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
                if (name.equals("initializeAtRunTime")) {
                    initialisedAtRunTime.addAll(named);
                    named.clear();
                }
            }
        };
        ClassVisitor methods = new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] exceptions) {
                return names;
            }
        };
        new ClassReader(feature).accept(methods, 0);
    }
}
