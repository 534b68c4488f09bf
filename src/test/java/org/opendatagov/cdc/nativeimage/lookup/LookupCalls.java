package org.opendatagov.cdc.nativeimage.lookup;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Finds the calls of the JDK's reflection in one method. What they found is recorded after the call, as a lookup that fails does so in
 * a native executable too; what was asked for is recorded before it where the result doesn't say.
 */
final class LookupCalls extends MethodVisitor {

    private static final String LOOKUPS = Type.getInternalName(Lookups.class);

    /** Calls whose result is recorded, by owner and name, with the recording method and the type that it takes. */
    private static final Map<String, Recording> RESULTS = Map.ofEntries(
            result("java/lang/Class.forName", "type", Class.class),
            result("java/lang/ClassLoader.loadClass", "type", Class.class),
            result("java/lang/Class.getConstructor", "member", Object.class),
            result("java/lang/Class.getDeclaredConstructor", "member", Object.class),
            result("java/lang/Class.getMethod", "member", Object.class),
            result("java/lang/Class.getDeclaredMethod", "member", Object.class),
            result("java/lang/Class.getField", "member", Object.class),
            result("java/lang/Class.getDeclaredField", "member", Object.class),
            result("java/lang/Class.getConstructors", "members", Object[].class),
            result("java/lang/Class.getDeclaredConstructors", "members", Object[].class),
            result("java/lang/Class.getMethods", "members", Object[].class),
            result("java/lang/Class.getDeclaredMethods", "members", Object[].class),
            result("java/lang/Class.getFields", "members", Object[].class),
            result("java/lang/Class.getDeclaredFields", "members", Object[].class),
            result("java/lang/reflect/Proxy.newProxyInstance", "proxy", Object.class));

    /** Calls of which the arguments are recorded, by owner, name and descriptor. */
    private static final Map<String, Recording> ARGUMENTS = Map.of(
            "java/lang/Class.newInstance()", new Recording("instance", List.of(Class.class)),
            "java/lang/Class.getResource(Ljava/lang/String;)",
                    new Recording("resource", List.of(Class.class, String.class)),
            "java/lang/Class.getResourceAsStream(Ljava/lang/String;)",
                    new Recording("resource", List.of(Class.class, String.class)),
            "java/lang/ClassLoader.getResource(Ljava/lang/String;)", new Recording("resource", List.of(String.class)),
            "java/lang/ClassLoader.getResources(Ljava/lang/String;)", new Recording("resource", List.of(String.class)),
            "java/lang/ClassLoader.getResourceAsStream(Ljava/lang/String;)",
                    new Recording("resource", List.of(String.class)),
            "java/lang/ClassLoader.getSystemResourceAsStream(Ljava/lang/String;)",
                    new Recording("resource", List.of(String.class)),
            "java/util/ServiceLoader.load(Ljava/lang/Class;)", new Recording("service", List.of(Class.class)),
            "java/util/ServiceLoader.load(Ljava/lang/Class;Ljava/lang/ClassLoader;)",
                    new Recording("service", List.of(Class.class, ClassLoader.class)));

    private final String caller;

    /**
     * The constant text that is the argument of the next call, or null. native-image evaluates {@code Class.forName} with such a text
     * itself, and no other call of these.
     */
    private String constant;

    /**
     * @param caller the class and the method
     */
    LookupCalls(String caller, MethodVisitor next) {
        super(Opcodes.ASM9, next);
        this.caller = caller;
    }

    /** Whether a class file can hold one of these calls: it then names the method. */
    static boolean mayBeIn(String classFile) {
        return RESULTS.keySet().stream().anyMatch(call -> names(classFile, call))
                || ARGUMENTS.keySet().stream().anyMatch(call -> names(classFile, call));
    }

    private static boolean names(String classFile, String call) {
        int end = call.indexOf('(');
        return classFile.contains(call.substring(call.indexOf('.') + 1, end < 0 ? call.length() : end));
    }

    @Override
    public void visitLdcInsn(Object value) {
        super.visitLdcInsn(value);
        constant = value instanceof String text ? text : null;
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
        super.visitJumpInsn(opcode, label);
        constant = null;
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        String arguments = descriptor.substring(0, descriptor.indexOf(')') + 1);
        Recording before = ARGUMENTS.get(owner + "." + name + arguments);
        if (before != null) {
            super.visitInsn(before.parameters().size() == 1 ? Opcodes.DUP : Opcodes.DUP2);
            record(before);
        }
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        Recording after = RESULTS.get(owner + "." + name);
        if (after != null) {
            super.visitInsn(Opcodes.DUP);
            if (constant == null || !name.equals("forName")) {
                super.visitInsn(Opcodes.ACONST_NULL);
            } else {
                super.visitLdcInsn(constant);
            }
            record(after);
        }
        // The loader of a call's third argument may be asked for in between.
        if (!descriptor.endsWith("Ljava/lang/ClassLoader;") && !descriptor.endsWith("Ljava/lang/Thread;")) {
            constant = null;
        }
    }

    private void record(Recording recording) {
        super.visitLdcInsn(caller);
        super.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                LOOKUPS,
                recording.method(),
                Type.getMethodDescriptor(Type.VOID_TYPE, recording.types()),
                false);
    }

    private static Map.Entry<String, Recording> result(String call, String method, Class<?> type) {
        return Map.entry(call, new Recording(method, List.of(type, String.class)));
    }

    /** A method of {@link Lookups} and what it takes, beside the caller. */
    private record Recording(String method, List<Class<?>> parameters) {

        Type[] types() {
            return Stream.concat(parameters.stream(), Stream.of(String.class))
                    .map(Type::getType)
                    .toArray(Type[]::new);
        }
    }
}
