package org.opendatagov.cdc.nativeimage.lookup;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Writes each lookup once, as {@link Lookup#parse} reads it. A line is complete in the file before the call goes on, so that a killed process leaves all
 * that it had seen. The instrumented code calls the public methods.
 */
public final class Lookups {

    private static final int FRAMES = 12;
    private static final StackWalker STACK = StackWalker.getInstance();
    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

    private static volatile Writer out;

    private Lookups() {}

    static void writeTo(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        ObjectInputFilter.Config.setSerialFilter(information -> {
            Class<?> type = information.serialClass();
            if (type != null && !type.isPrimitive()) {
                write(Lookup.Kind.SERIALIZED, type.getName(), "", false, "");
            }
            return ObjectInputFilter.Status.UNDECIDED;
        });
    }

    public static void type(Class<?> found, String constant, String caller) {
        Class<?> type = found;
        while (type != null && type.isArray()) {
            type = type.getComponentType();
        }
        if (type != null && !type.isPrimitive()) {
            write(Lookup.Kind.TYPE, type.getName(), "", found.getName().equals(constant), caller);
        }
    }

    public static void member(Object found, String constant, String caller) {
        Member member = (Member) found;
        write(kind(member), member.getDeclaringClass().getName(), signature(member), false, caller);
    }

    /** A lookup of all constructors, methods or fields: one line for each class that declares some of them. */
    public static void members(Object[] found, String constant, String caller) {
        for (Object each : found) {
            Member member = (Member) each;
            Lookup.Kind kind = switch (kind(member)) {
                case CONSTRUCTOR -> Lookup.Kind.CONSTRUCTORS;
                case METHOD -> Lookup.Kind.METHODS;
                default -> Lookup.Kind.FIELDS;
            };
            write(kind, member.getDeclaringClass().getName(), "", false, caller);
        }
    }

    public static void instance(Class<?> type, String caller) {
        write(Lookup.Kind.CONSTRUCTOR, type.getName(), "<init>()", false, caller);
    }

    public static void proxy(Object made, String constant, String caller) {
        String interfaces = Arrays.stream(made.getClass().getInterfaces())
                .map(Class::getName)
                .collect(Collectors.joining(","));
        write(Lookup.Kind.PROXY, interfaces, "", false, caller);
    }

    public static void resource(Class<?> beside, String name, String caller) {
        if (name.startsWith("/")) {
            resource(name.substring(1), caller);
        } else {
            resource(beside.getPackageName().replace('.', '/') + "/" + name, caller);
        }
    }

    public static void resource(String name, String caller) {
        write(Lookup.Kind.RESOURCE, name, "", false, caller);
    }

    public static void service(Class<?> service, String caller) {
        write(Lookup.Kind.SERVICE, service.getName(), "", false, caller);
    }

    public static void service(Class<?> service, ClassLoader loader, String caller) {
        service(service, caller);
    }

    /** A class whose calls couldn't be found: the JVM passes over what a transformer throws. */
    static void failed(String className, Throwable failure) {
        write(Lookup.Kind.FAILED, className, failure.toString().replaceAll("\\s", " "), false, "");
    }

    private static Lookup.Kind kind(Member member) {
        if (member instanceof Constructor) {
            return Lookup.Kind.CONSTRUCTOR;
        }
        return member instanceof Method ? Lookup.Kind.METHOD : Lookup.Kind.FIELD;
    }

    private static String signature(Member member) {
        if (member instanceof Field) {
            return member.getName();
        }
        String name = member instanceof Constructor ? "<init>" : member.getName();
        return Arrays.stream(((Executable) member).getParameterTypes())
                .map(Class::getName)
                .collect(Collectors.joining(",", name + "(", ")"));
    }

    /**
     * A lookup is written once for each caller, and once more for each static initialiser under way: native-image runs these itself.
     *
     * @param caller the class and the method, or empty for the nearest of the stack
     */
    private static void write(Lookup.Kind kind, String target, String member, boolean constant, String caller) {
        String lookup = String.join("\t", kind.name(), target, member, constant ? "constant" : "");
        if (!caller.isEmpty() && SEEN.contains(lookup + "\t" + caller)) {
            return;
        }
        List<StackWalker.StackFrame> stack =
                STACK.walk(frames -> frames.filter(Lookups::isOutsideJdk).toList());
        String asked = caller.isEmpty() && !stack.isEmpty() ? method(stack.get(0)) : caller;
        String initialised = stack.stream()
                .filter(frame -> frame.getMethodName().equals("<clinit>"))
                .map(StackWalker.StackFrame::getClassName)
                .collect(Collectors.joining(","));
        String once = lookup + "\t" + asked;
        if (SEEN.add(initialised.isEmpty() ? once : once + "\t" + initialised)) {
            String nearest = stack.stream()
                    .limit(FRAMES)
                    .map(frame -> method(frame) + ":" + frame.getLineNumber())
                    .collect(Collectors.joining(" < "));
            append(String.join("\t", once, initialised, nearest) + "\n");
        }
    }

    private static String method(StackWalker.StackFrame frame) {
        return frame.getClassName() + "." + frame.getMethodName();
    }

    private static boolean isOutsideJdk(StackWalker.StackFrame frame) {
        String type = frame.getClassName();
        return !type.startsWith("java.") && !type.startsWith("jdk.") && !type.equals(Lookups.class.getName());
    }

    private static void append(String line) {
        synchronized (SEEN) {
            try {
                out.write(line);
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
