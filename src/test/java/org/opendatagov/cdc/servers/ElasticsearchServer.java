package org.opendatagov.cdc.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One Elasticsearch node made of the published jars. Some modules are not published: it has no {@code GET /}, no
 * {@code _delete_by_query}, no {@code _reindex} and no painless.
 */
public final class ElasticsearchServer extends SearchNode {

    public ElasticsearchServer(String name) {
        this(name, Map.of());
    }

    /** Settings of elasticsearch.yml go ahead of the ones that this class makes. */
    public ElasticsearchServer(String name, Map<String, String> settings) {
        this(name, settings, JVM);
    }

    /** With other flags of its JVM too. */
    public ElasticsearchServer(String name, Map<String, String> settings, List<String> jvm) {
        super(name, "ElasticsearchMain", settings, jvm);
    }

    @Override
    String product(Artifacts artifacts) {
        return "elasticsearch-" + artifacts.version("elasticsearch");
    }

    @Override
    List<Path> jars(Artifacts artifacts) {
        return artifacts.classPath("elasticsearch");
    }

    @Override
    void unpack(Artifacts artifacts, List<Path> jars, Path folder) throws IOException {
        unpackTransport(
                artifacts, artifacts.version("elasticsearch"), jars, folder.resolve("modules/transport-netty4"));
    }

    /** The transport is a module with a class loader of its own; what the server has already must not be there too. */
    private static void unpackTransport(Artifacts artifacts, String version, List<Path> server, Path module)
            throws IOException {
        Files.createDirectories(module);
        for (Path jar : artifacts.classPath("elasticsearch.transport")) {
            if (!server.contains(jar)) {
                Files.copy(jar, module.resolve(jar.getFileName()));
            }
        }
        Files.writeString(module.resolve("plugin-descriptor.properties"), """
                description=HTTP and transport
                name=transport-netty4
                version=%1$s
                elasticsearch.version=%1$s
                java.version=17
                classname=org.elasticsearch.transport.netty4.Netty4Plugin
                """.formatted(version));
    }
}
