package org.opendatagov.cdc.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendatagov.cdc.nativeimage.lookup.Lookup;
import org.opendatagov.cdc.nativeimage.lookup.Recordings;

/**
 * All that the services of the integration tests have looked up by name or by reflection is registered for a native executable. It
 * runs after them, on what their agents recorded and on what {@code target/native-sources} registers, and needs no native build.
 */
class RecordedLookups {

    private final NativeBuild build = NativeBuild.read();
    private final Exemptions exemptions = new Exemptions(build);
    private final Recordings recordings = Recordings.ofThisRun();
    private final List<Lookup> lookups = recordings == null ? List.of() : recordings.read();

    RecordedLookups() throws IOException {}

    /** Nothing is judged where no service was started on Java, or where recording is switched off. */
    @BeforeEach
    void requireRecordings() throws IOException {
        assumeThat(recordings).isNotNull();
        assumeThat(recordings.files()).isNotEmpty();
        assertThat(build.registrations().size()).isGreaterThan(500);
    }

    @Test
    void everyProcessWasRecorded() throws IOException {
        assertThat(recordings.files()).allSatisfy(file -> assertThat(file).isNotEmptyFile());
    }

    @Test
    void everyLookupIsRegistered() throws IOException {
        assertThat(missing())
                .as("lookups that a native executable can't answer")
                .isEmpty();
    }

    /** Only after all integration tests: a part of them doesn't look everything up. */
    @Test
    void everyExemptionIsNeeded() {
        assumeThat(System.getProperty("it.test", "")).isEmpty();

        assertThat(exemptions.unused(lookups)).isEmpty();
    }

    /** Each was missing once, and stopped the capture or a call of the native executable. */
    @ParameterizedTest
    @CsvSource({
        "org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator",
        "org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever",
        "org.apache.kafka.connect.runtime.rest.entities.ConfigInfos",
        "org.apache.kafka.connect.runtime.rest.entities.ConfigKeyInfo",
        "io.debezium.transforms.ExtractNewRecordState",
        "io.debezium.transforms.outbox.EventRouter",
        "net.jpountz.lz4.LZ4JNICompressor",
        "org.opendatagov.cdc.capture.engine.CaptureTask",
    })
    void whatIsTakenOutIsMissed(String className) throws IOException {
        if (!System.getProperty("it.test", "").isEmpty()) {
            assumeThat(lookups).anyMatch(lookup -> isAbout(lookup, className));
        }
        build.registrations().removeClass(className);

        assertThat(missing().keySet()).anyMatch(missing -> missing.contains(className));
    }

    private boolean isAbout(Lookup lookup, String className) {
        return lookup.target().equals(className)
                || (lookup.kind() == Lookup.Kind.SERVICE && providers(lookup).contains(className));
    }

    /** What is missing, with the stacks that asked for it. */
    private Map<String, List<String>> missing() throws IOException {
        Map<String, List<String>> missing = new LinkedHashMap<>();
        for (Lookup lookup : lookups) {
            if (!exemptions.exempt(lookup)) {
                for (String name : missing(lookup)) {
                    missing.computeIfAbsent(name, each -> new ArrayList<>()).add(lookup.stack());
                }
            }
        }
        return missing;
    }

    private List<String> missing(Lookup lookup) {
        if (lookup.kind() != Lookup.Kind.SERVICE) {
            return build.registrations().finds(lookup)
                    ? List.of()
                    : List.of(lookup.kind() + " " + lookup.target() + " " + lookup.member());
        }
        List<String> missing = new ArrayList<>();
        String file = "META-INF/services/" + lookup.target();
        if (!build.registrations().holds(file)) {
            missing.add(Lookup.Kind.RESOURCE + " " + file);
        }
        for (String provider : providers(lookup)) {
            Lookup constructor = new Lookup(
                    Lookup.Kind.CONSTRUCTOR, provider, "<init>()", false, lookup.caller(), List.of(), lookup.stack());
            if (!build.registrations().finds(constructor)) {
                missing.add(lookup.target() + " by " + provider);
            }
        }
        return missing;
    }

    private static List<String> providers(Lookup service) {
        try {
            return ClassPath.providers("META-INF/services/" + service.target());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
