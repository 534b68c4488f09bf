package org.opendatagov.cdc.routes;

import java.util.List;

/** The route files as they run, for those who look in from outside. */
public interface LoadedRoutes {

    /**
     * A file.
     *
     * @param name by which a file of the folder replaces a built-in one
     * @param location where the text that runs comes from
     * @param routes the ids of its routes, also of those that {@code cdc.flows} or a precondition leaves out
     * @param text what runs
     * @param refused why what the folder holds now doesn't run, a sentence for each mistake; or nothing
     */
    record LoadedFile(String name, String location, List<String> routes, String text, List<String> refused) {}

    /** All files, in the order of their names. A new file that is refused has no routes. */
    List<LoadedFile> files();

    /** Why the folder can't be read, or null. */
    String unreadable();
}
