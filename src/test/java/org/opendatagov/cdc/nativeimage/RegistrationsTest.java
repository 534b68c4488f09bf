package org.opendatagov.cdc.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.debezium.pipeline.txmetadata.spi.TransactionMetadataFactory;
import io.debezium.processors.spi.PostProcessor;
import io.debezium.spi.topic.TopicNamingStrategy;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the package names exists in the dependencies as they resolve, and what they need is named. */
class RegistrationsTest {

    /** Files of services that nothing asks for in an engine as the service runs it. */
    private static final Set<String> UNUSED_SERVICES = Set.of(
            "META-INF/services/io.debezium.converters.spi.CloudEventsProvider",
            "META-INF/services/io.debezium.metadata.ComponentMetadataProvider");

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.opendatagov.cdc");

    @ParameterizedTest
    @MethodSource("registrations")
    void everyClassNamedExistsWithAllThatItRefersTo(RegisterForReflection registration) throws ClassNotFoundException {
        for (String name : registration.classNames()) {
            Class<?> type = ClassPath.load(name);
            assertThatCode(type::getDeclaredConstructors).as(name).doesNotThrowAnyException();
            if (registration.methods()) {
                assertThatCode(type::getDeclaredMethods).as(name).doesNotThrowAnyException();
            }
            if (registration.fields()) {
                assertThatCode(type::getDeclaredFields).as(name).doesNotThrowAnyException();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("registrations")
    void whatIsSerializedCanBe(RegisterForReflection registration) throws ClassNotFoundException {
        if (registration.serialization()) {
            for (String name : registration.classNames()) {
                assertThat(ClassPath.load(name)).isAssignableTo(Serializable.class);
            }
        }
    }

    @Test
    void everyClassThatTheEnginesServiceFilesNameIsRegistered() throws IOException {
        Set<String> needed = new TreeSet<>();
        for (String file : ClassPath.files()) {
            if (file.startsWith("META-INF/services/io.debezium.") && !UNUSED_SERVICES.contains(file)) {
                needed.addAll(ClassPath.providers(file));
            }
        }

        assertThat(needed).hasSizeGreaterThan(20);
        assertThat(registered()).containsAll(needed);
    }

    @Test
    void everyTransformAndPredicateIsRegistered() throws IOException {
        Set<String> needed = Stream.concat(
                        ClassPath.providers("META-INF/services/org.apache.kafka.connect.transforms.Transformation")
                                .stream(),
                        ClassPath.providers(
                                "META-INF/services/org.apache.kafka.connect.transforms.predicates.Predicate")
                                .stream())
                .collect(Collectors.toSet());

        assertThat(needed).hasSizeGreaterThan(20);
        assertThat(registered()).containsAll(needed);
    }

    @Test
    void everyClassThatAnOptionOfDebeziumsMayNameIsRegistered() {
        Set<String> needed = new ClassFileImporter()
                        .importPackages(
                                "io.debezium.processors", "io.debezium.schema", "io.debezium.pipeline.txmetadata")
                        .stream()
                        .filter(type -> !type.isInterface()
                                && !type.getModifiers().contains(JavaModifier.ABSTRACT)
                                && (type.isAssignableTo(PostProcessor.class)
                                        || type.isAssignableTo(TopicNamingStrategy.class)
                                        || type.isAssignableTo(TransactionMetadataFactory.class)))
                        .map(JavaClass::getName)
                        .collect(Collectors.toSet());

        assertThat(needed).hasSizeGreaterThan(6);
        assertThat(registered()).containsAll(needed);
    }

    /** What runs on Java as a rule isn't looked up in any test where the native library loads. */
    @Test
    void lz4HasItsNativeImplementationAndOneToFallBackOn() {
        Set<String> registered = registered();

        assertThat(registered)
                .filteredOn(name -> name.startsWith("net.jpountz.") && name.contains("JNI"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(registered).contains(name.replace("JNI", "JavaSafe")));
    }

    @Test
    void everyComponentAndEndpointOfOursIsRegistered() {
        Set<String> needed = PRODUCT.stream()
                .filter(type -> type.isAssignableTo(Component.class) || type.isAssignableTo(Endpoint.class))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());

        assertThat(needed).hasSizeGreaterThan(2);
        assertThat(registered()).containsAll(needed);
    }

    @ParameterizedTest
    @MethodSource("substitutions")
    void everySubstitutionHasItsTarget(Class<?> substitution) throws Exception {
        TargetClass annotation = substitution.getAnnotation(TargetClass.class);
        Class<?> target = ClassPath.load(String.join(
                "$",
                Stream.concat(Stream.of(annotation.className()), Arrays.stream(annotation.innerClass()))
                        .toList()));
        List<Method> substitutes = Arrays.stream(substitution.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Substitute.class))
                .toList();

        assertThat(substitutes).isNotEmpty();
        for (Method substitute : substitutes) {
            Method original = target.getDeclaredMethod(substitute.getName(), substitute.getParameterTypes());
            assertThat(original.getReturnType()).isEqualTo(substitute.getReturnType());
            assertThat(Modifier.isStatic(original.getModifiers()))
                    .isEqualTo(Modifier.isStatic(substitute.getModifiers()));
        }
    }

    static Stream<RegisterForReflection> registrations() {
        return annotatedWith(RegisterForReflection.class).map(type -> type.getAnnotation(RegisterForReflection.class));
    }

    static Stream<Class<?>> substitutions() {
        return annotatedWith(TargetClass.class);
    }

    private static Set<String> registered() {
        return registrations()
                .flatMap(registration -> Arrays.stream(registration.classNames()))
                .collect(Collectors.toSet());
    }

    private static Stream<Class<?>> annotatedWith(Class<? extends java.lang.annotation.Annotation> annotation) {
        return PRODUCT.stream()
                .filter(type -> type.getPackageName().equals(RegistrationsTest.class.getPackageName()))
                .filter(type -> type.isAnnotatedWith(annotation))
                .map(JavaClass::reflect);
    }
}
