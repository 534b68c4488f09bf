package org.opendatagov.cdc.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One OpenSearch node made of the published jars, without its modules: no {@code _reindex} and no painless. */
public final class OpenSearchServer extends SearchNode {

    /** Settings of opensearch.yml go ahead of the ones that this class makes. */
    public OpenSearchServer(String name, Map<String, String> settings) {
        super(name, "OpenSearchMain", settings, JVM);
    }

    @Override
    String product(Artifacts artifacts) {
        return "opensearch-" + artifacts.version("opensearch");
    }

    @Override
    List<Path> jars(Artifacts artifacts) {
        return artifacts.classPath("opensearch", "opensearch.transport", "opensearch.log");
    }

    @Override
    void unpack(Artifacts artifacts, List<Path> jars, Path folder) throws IOException {
        Files.createDirectories(folder.resolve("modules"));
        Files.createDirectories(folder.resolve("plugins"));
    }
}
