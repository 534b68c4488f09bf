package org.opendatagov.cdc.nativeimage.lookup;

import java.lang.instrument.ClassFileTransformer;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Adds a call of {@link Lookups} to each call of the JDK's reflection in the libraries that Quarkus doesn't prepare for a native
 * executable, or not all of it. The call itself stays where it is: several of these methods depend on their caller.
 */
final class LookupTransformer implements ClassFileTransformer {

    /** Whose lookups are recorded. */
    private static final List<String> CALLERS = List.of(
            "com/fasterxml/jackson/",
            "com/github/luben/zstd/",
            "io/debezium/",
            "net/jpountz/",
            "org/apache/avro/",
            "org/apache/camel/",
            "org/apache/kafka/",
            "org/opendatagov/",
            "org/postgresql/",
            "org/xerial/snappy/");

    private static final String OURS = "org/opendatagov/cdc/nativeimage/lookup/";

    @Override
    public byte[] transform(
            ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        if (name == null || name.startsWith(OURS) || CALLERS.stream().noneMatch(name::startsWith)) {
            return null;
        }
        // As a rule a class looks nothing up: its constant pool says so faster than a visit.
        if (!LookupCalls.mayBeIn(new String(classFile, StandardCharsets.ISO_8859_1))) {
            return null;
        }
        try {
            return recording(name.replace('/', '.'), classFile);
        } catch (RuntimeException | LinkageError e) {
            Lookups.failed(name.replace('/', '.'), e);
            return null;
        }
    }

    private static byte[] recording(String name, byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        ClassVisitor calls = new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String method, String descriptor, String signature, String[] exceptions) {
                return new LookupCalls(
                        name + "." + method, super.visitMethod(access, method, descriptor, signature, exceptions));
            }
        };
        reader.accept(calls, 0);
        return writer.toByteArray();
    }
}
