package org.opendatagov.cdc;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.support.DefaultComponent;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.options.ExactOptions;

/** A room may use only the rooms that its job needs. */
class RoomsTest {

    private static final String ROOT = "org.opendatagov.cdc";

    private final JavaClasses product = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void everyClassStandsInARoom() {
        classes()
                .should()
                .resideInAnyPackage(rooms(
                        "event",
                        "client",
                        "retry",
                        "refusal",
                        "threads",
                        "options",
                        "capture",
                        "topics",
                        "schemas",
                        "stream",
                        "sink",
                        "notify",
                        "catchup",
                        "verify",
                        "routes",
                        "connect",
                        "admin",
                        "nativeimage"))
                .check(product);
    }

    @Test
    void eventUsesNoOtherRoom() {
        mayUseOnly("event");
    }

    @Test
    void clientUsesEvent() {
        mayUseOnly("client", "event");
    }

    /** Other programs have these, and nothing of the service's. */
    @Test
    void clientNeedsKafkasClientAndALogger() {
        classes()
                .that()
                .resideInAPackage(rooms("client")[0])
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.apache.kafka..", "org.slf4j", ROOT + ".client", ROOT + ".event")
                .check(product);
    }

    @Test
    void retryUsesNoOtherRoom() {
        mayUseOnly("retry");
    }

    @Test
    void refusalUsesNoOtherRoom() {
        mayUseOnly("refusal");
    }

    /** Or their options would arrive as Camel's URIs change them. */
    @Test
    void allComponentsReadTheirOptionsAsTheyWereWritten() {
        classes()
                .that()
                .areAssignableTo(DefaultComponent.class)
                .should()
                .callMethod(ExactOptions.class, "decode", CamelContext.class, Map.class)
                .check(product);
    }

    @Test
    void optionsUsesNoOtherRoom() {
        mayUseOnly("options");
    }

    @Test
    void threadsUsesNoOtherRoom() {
        mayUseOnly("threads");
    }

    @Test
    void topicsUsesNoOtherRoom() {
        mayUseOnly("topics");
    }

    @Test
    void schemasUsesEvent() {
        mayUseOnly("schemas", "event", "retry");
    }

    @Test
    void routesUsesRetry() {
        mayUseOnly("routes", "retry", "threads", "options");
    }

    @Test
    void captureUsesEventTopicsAndSchemas() {
        mayUseOnly("capture", "event", "topics", "schemas", "retry", "refusal", "threads", "options");
    }

    /** From what others build upon to what builds upon others. */
    @Test
    void thePartsOfCaptureUseOneAnotherInOneDirection() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(rooms("capture")[0])
                .layer("connector")
                .definedBy(rooms("capture.connector"))
                .layer("continuity")
                .definedBy(rooms("capture.continuity"))
                .layer("values")
                .definedBy(rooms("capture.values"))
                .layer("hypertable")
                .definedBy(rooms("capture.hypertable"))
                .layer("rows")
                .definedBy(rooms("capture.rows"))
                .layer("preflight")
                .definedBy(rooms("capture.preflight"))
                .layer("engine")
                .definedBy(rooms("capture.engine"))
                .layer("capture")
                .definedBy(ROOT + ".capture")
                .whereLayer("connector")
                .mayNotAccessAnyLayer()
                .whereLayer("continuity")
                .mayOnlyAccessLayers("connector")
                .whereLayer("values")
                .mayOnlyAccessLayers("connector")
                .whereLayer("hypertable")
                .mayOnlyAccessLayers("connector")
                .whereLayer("rows")
                .mayOnlyAccessLayers("connector", "values")
                .whereLayer("preflight")
                .mayOnlyAccessLayers("connector", "continuity")
                .whereLayer("engine")
                .mayOnlyAccessLayers("connector", "values")
                .check(product);
    }

    @Test
    void streamUsesEventAndSchemas() {
        mayUseOnly("stream", "event", "schemas", "retry", "refusal", "threads", "options");
    }

    @Test
    void sinkUsesEvent() {
        mayUseOnly("sink", "event", "retry", "refusal", "threads", "options");
    }

    /** Of retry it needs the wording of causes, and the failure that says when to try again. */
    @Test
    void notifyUsesEventAndRetry() {
        mayUseOnly("notify", "event", "retry", "options");
    }

    @Test
    void connectUsesCaptureAndTopics() {
        mayUseOnly("connect", "capture", "topics", "retry", "threads", "options");
    }

    @Test
    void catchupUsesCaptureAndStream() {
        mayUseOnly("catchup", "capture", "stream", "retry");
    }

    @Test
    void verifyUsesCaptureStreamCatchupAndSink() {
        mayUseOnly("verify", "capture", "stream", "catchup", "sink", "event", "retry", "refusal");
    }

    @Test
    void noRoomUsesAdmin() {
        noClasses()
                .that()
                .resideOutsideOfPackage(rooms("admin")[0])
                .should()
                .dependOnClassesThat()
                .resideInAPackage(rooms("admin")[0])
                .check(product);
    }

    private void mayUseOnly(String room, String... others) {
        String[] allowed = new String[others.length + 1];
        System.arraycopy(others, 0, allowed, 0, others.length);
        allowed[others.length] = room;
        noClasses()
                .that()
                .resideInAPackage(rooms(room)[0])
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(rooms(allowed)))))
                .check(product);
    }

    private static String[] rooms(String... names) {
        String[] packages = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            packages[i] = ROOT + "." + names[i] + "..";
        }
        return packages;
    }
}
