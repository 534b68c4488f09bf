package org.opendatagov.cdc.nativeimage;

import io.debezium.service.spi.InjectService;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.opendatagov.cdc.nativeimage.lookup.Lookup;

/**
 * Lookups that need no registration. Where the reason can be checked, it is checked here; the others are listed with their reasons in
 * {@code nativeimage/unregistered.txt}, each for the callers that it names and no others.
 */
final class Exemptions {

    private static final String LIST = "/nativeimage/unregistered.txt";
    private static final String INJECTION = "io.debezium.service.DefaultServiceRegistry.doInjections";

    private final NativeBuild build;
    private final List<Line> lines = new ArrayList<>();

    Exemptions(NativeBuild build) throws IOException {
        this.build = build;
        try (InputStream in = Exemptions.class.getResourceAsStream(LIST)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Line::parse)
                    .forEach(lines::add);
        }
    }

    boolean exempt(Lookup lookup) {
        return lookup.constant()
                || lookup.initialised().stream().anyMatch(build::isInitialisedAtBuildTime)
                || isAbsentOnJava(lookup)
                || isWithoutInjection(lookup)
                || lines.stream().anyMatch(line -> line.covers(lookup));
    }

    /** The lines of the list that cover none of these lookups. */
    List<String> unused(List<Lookup> lookups) {
        return lines.stream()
                .filter(line -> lookups.stream().noneMatch(line::covers))
                .map(Line::toString)
                .toList();
    }

    /** What isn't found on Java isn't missed in a native executable either. */
    private boolean isAbsentOnJava(Lookup lookup) {
        return switch (lookup.kind()) {
            case RESOURCE -> !build.hasFile(lookup.target());
            case SERVICE -> !build.hasFile("META-INF/services/" + lookup.target());
            default -> false;
        };
    }

    /** Debezium looks through every service's methods for those into which it injects another. */
    private static boolean isWithoutInjection(Lookup lookup) {
        if (lookup.kind() != Lookup.Kind.METHODS || !lookup.caller().equals(INJECTION)) {
            return false;
        }
        try {
            return Arrays.stream(ClassPath.load(lookup.target()).getDeclaredMethods())
                    .noneMatch(method -> method.isAnnotationPresent(InjectService.class));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /**
     * @param kind what is looked for
     * @param target of what; {@code *} stands for any characters
     * @param caller who may look for it, in the same way
     * @param reason why it needs no registration
     */
    private record Line(Lookup.Kind kind, String target, String caller, String reason) {

        static Line parse(String line) {
            String[] parts = line.split("\\s+", 4);
            if (parts.length < 4) {
                throw new IllegalArgumentException(LIST + " has a line without a reason: " + line);
            }
            return new Line(Lookup.Kind.valueOf(parts[0]), parts[1], parts[2], parts[3]);
        }

        boolean covers(Lookup lookup) {
            return kind == lookup.kind() && matches(target, lookup.target()) && matches(caller, lookup.caller());
        }

        private static boolean matches(String pattern, String text) {
            return Pattern.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"), text);
        }
    }
}
