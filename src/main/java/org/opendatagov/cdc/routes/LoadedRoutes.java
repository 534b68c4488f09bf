package org.opendatagov.cdc.routes;

import java.util.List;

/** The route files as they run, for those who look in from outside. */
public interface LoadedRoutes {

    /**
     * A route of a file, also one that doesn't run here.
     *
     * @param from the URI of the endpoint that it begins with
     * @param wanted whether its precondition, if it has one, is met
     */
    record LoadedRoute(String id, String from, boolean wanted) {}

    /**
     * A file.
     *
     * @param name by which a file of the folder replaces a built-in one
     * @param location where the text that runs comes from
     * @param routes its routes, also those that {@code cdc.flows} or a precondition leaves out
     * @param text what runs
     * @param refused why what the folder holds now doesn't run, a sentence for each mistake; or nothing
     */
    record LoadedFile(String name, String location, List<LoadedRoute> routes, String text, List<String> refused) {}

    /** All files, in the order of their names. A new file that is refused has no routes. */
    List<LoadedFile> files();

    /** Why the folder can't be read, or null. */
    String unreadable();
}
