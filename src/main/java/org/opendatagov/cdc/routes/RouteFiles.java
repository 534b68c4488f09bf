package org.opendatagov.cdc.routes;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Lays the route files of {@code cdc.routes.folder} over the built-in ones: a file with the name of a built-in one replaces
 * it, any other is added. Files end in {@code .yaml}; those in folders below are not read.
 */
@ApplicationScoped
class RouteFiles {

    private static final String BUILT_IN = "classpath:routes/";
    private static final String SUFFIX = ".yaml";
    private static final String NONE = "none";

    private final String folder;
    private final CamelContext camel;
    private Map<String, RouteFile> builtIn;

    RouteFiles(@ConfigProperty(name = "cdc.routes.folder", defaultValue = NONE) String folder, CamelContext camel) {
        this.folder = folder;
        this.camel = camel;
    }

    /** Whether there is a folder. */
    boolean haveFolder() {
        return !NONE.equals(folder);
    }

    /**
     * Reads the files as they are now, by their names and in the order of these.
     *
     * @throws ConfigurationException when there is no such folder
     */
    Map<String, RouteFile> read() {
        if (!haveFolder()) {
            return builtIn();
        }
        try {
            return over(builtIn(), in(Path.of(folder)));
        } catch (IOException e) {
            throw new ConfigurationException("cdc.routes.folder (CDC_ROUTES_FOLDER) is " + folder
                    + ", which can't be read as a folder; correct it, or leave it out to run the built-in routes");
        }
    }

    /** The built-in files with others laid over them. */
    static Map<String, RouteFile> over(Map<String, RouteFile> builtIn, Collection<RouteFile> others) {
        Map<String, RouteFile> files = new TreeMap<>(builtIn);
        others.forEach(file -> files.put(file.name(), file));
        return files;
    }

    /** The route files of a folder. */
    static List<RouteFile> in(Path folder) throws IOException {
        List<RouteFile> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path file : entries.sorted().toList()) {
                if (file.toString().endsWith(SUFFIX) && Files.isRegularFile(file)) {
                    files.add(RouteFile.read(file));
                }
            }
        }
        return files;
    }

    synchronized Map<String, RouteFile> builtIn() {
        if (builtIn == null) {
            builtIn = new TreeMap<>();
            try {
                for (Resource resource :
                        PluginHelper.getPackageScanResourceResolver(camel).findResources(BUILT_IN + "*" + SUFFIX)) {
                    String location = resource.getLocation();
                    String name = location.substring(location.lastIndexOf('/') + 1);
                    try (InputStream in = resource.getInputStream()) {
                        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                        builtIn.put(name, new RouteFile(name, BUILT_IN + name, text));
                    }
                }
            } catch (Exception e) {
                throw new IllegalStateException("the built-in routes can't be listed", e);
            }
        }
        return builtIn;
    }
}
