package org.opendatagov.cdc.routes;

/** Small route files. */
final class RouteText {

    private RouteText() {}

    /** A file with one route from {@code probe:<from>}. */
    static RouteFile file(String name, String route, String from) {
        return file(name, """
                - route:
                    id: %s
                    from:
                      uri: probe:%s
                      parameters:
                        size: 3
                      steps:
                        - to:
                            uri: probe:end
                            parameters:
                              size: 4
                """.formatted(route, from));
    }

    static RouteFile file(String name, String text) {
        return new RouteFile(name, "file:/routes/" + name, text);
    }
}
