package org.opendatagov.cdc.nativeimage.lookup;

import java.util.List;

/**
 * One lookup as it was recorded.
 *
 * @param kind what was looked for
 * @param target a class by its binary name, a resource by its path, a service by its interface, a proxy by its interfaces
 *     separated by commas
 * @param member a field's name, or a method's or constructor's ({@code <init>}) with its parameter types; empty for other kinds
 * @param constant whether the code names it by a constant, which native-image evaluates by itself
 * @param caller the class and method that asked
 * @param initialised the classes whose static initialisers are under way, the innermost first
 * @param stack the frames outwards from the caller, without the JDK's
 */
public record Lookup(
        Kind kind,
        String target,
        String member,
        boolean constant,
        String caller,
        List<String> initialised,
        String stack) {

    /** What can be looked for. In the plural: all that a class declares. */
    public enum Kind {
        TYPE,
        CONSTRUCTOR,
        CONSTRUCTORS,
        METHOD,
        METHODS,
        FIELD,
        FIELDS,
        RESOURCE,
        SERVICE,
        PROXY,
        SERIALIZED,
        /** Of a class that couldn't be looked through, with the reason in the place of a member. */
        FAILED
    }

    /** Reads a line that {@link Lookups} wrote. */
    public static Lookup parse(String line) {
        String[] parts = line.split("\t", -1);
        List<String> initialised = parts[5].isEmpty() ? List.of() : List.of(parts[5].split(","));
        return new Lookup(
                Kind.valueOf(parts[0]), parts[1], parts[2], !parts[3].isEmpty(), parts[4], initialised, parts[6]);
    }
}
