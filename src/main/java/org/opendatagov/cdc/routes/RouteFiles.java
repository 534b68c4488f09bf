package org.opendatagov.cdc.routes;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.BeforeConfigure;
import org.apache.camel.support.PluginHelper;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Lays the route files of {@code cdc.routes.folder} over the built-in ones: a file with the name of a built-in one replaces
 * it, any other is added. Files end in {@code .yaml}; those in folders below are not read.
 */
@ApplicationScoped
class RouteFiles {

    private static final Logger LOG = Logger.getLogger(RouteFiles.class);
    private static final String BUILT_IN = "classpath:routes/";
    private static final String SUFFIX = ".yaml";
    private static final String NONE = "none";

    private final String folder;

    RouteFiles(@ConfigProperty(name = "cdc.routes.folder", defaultValue = NONE) String folder) {
        this.folder = folder;
    }

    // Before the configuration is read, since the routes are loaded right after it.
    void choose(@Observes BeforeConfigure event) {
        List<String> files = new ArrayList<>();
        if (!NONE.equals(folder)) {
            files.addAll(operatorsFiles());
            LOG.infof("Route files of %s: %s", folder, files.isEmpty() ? "none" : String.join(", ", files));
        }
        Set<String> names = files.stream().map(RouteFiles::nameOf).collect(Collectors.toSet());
        builtIn(event.getCamelContext())
                .filter(file -> !names.contains(nameOf(file)))
                .forEach(files::add);
        event.getMain().configure().setRoutesIncludePattern(String.join(",", files));
    }

    private List<String> operatorsFiles() {
        try (Stream<Path> entries = Files.list(Path.of(folder))) {
            return entries.filter(file -> file.toString().endsWith(SUFFIX) && Files.isRegularFile(file))
                    .sorted()
                    .map(file -> "file:" + file)
                    .toList();
        } catch (IOException e) {
            throw new ConfigurationException("cdc.routes.folder (CDC_ROUTES_FOLDER) is " + folder
                    + ", which can't be read as a folder; correct it, or leave it out to run the built-in routes");
        }
    }

    private static Stream<String> builtIn(CamelContext camel) {
        try {
            return PluginHelper.getPackageScanResourceResolver(camel).findResources(BUILT_IN + "*" + SUFFIX).stream()
                    .map(resource -> BUILT_IN + nameOf(resource.getLocation()));
        } catch (Exception e) {
            throw new IllegalStateException("the built-in routes can't be listed", e);
        }
    }

    private static String nameOf(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }
}
