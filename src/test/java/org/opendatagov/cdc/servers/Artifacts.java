package org.opendatagov.cdc.servers;

import io.quarkus.bootstrap.resolver.maven.BootstrapMavenException;
import io.quarkus.bootstrap.resolver.maven.MavenArtifactResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;

/**
 * The servers' files, fetched by Maven's own resolver with the user's settings, mirrors, local repository and offline
 * mode. What to fetch stands in {@code servers.properties}.
 */
final class Artifacts {
    private final Properties coordinates = new Properties();
    private final MavenArtifactResolver resolver;

    Artifacts() {
        try (InputStream in = Artifacts.class.getResourceAsStream("/servers.properties")) {
            coordinates.load(in);
            resolver = MavenArtifactResolver.builder()
                    .setWorkspaceDiscovery(false)
                    .setArtifactTransferLogging(false)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (BootstrapMavenException e) {
            throw new IllegalStateException("Maven's settings can't be read: " + e.getMessage(), e);
        }
    }

    /** The version of an artifact, named as in servers.properties. */
    String version(String key) {
        return artifact(key).getVersion();
    }

    /** The file of an artifact alone. */
    Path file(String key) {
        try {
            return resolver.resolve(artifact(key)).getArtifact().getFile().toPath();
        } catch (BootstrapMavenException e) {
            throw unresolved(key, e);
        }
    }

    /** The files of artifacts with everything that they need at run time, each file once, in the order of the keys. */
    List<Path> classPath(String... keys) {
        Set<Path> files = new LinkedHashSet<>();
        for (String key : keys) {
            try {
                resolver.resolveDependencies(artifact(key), List.of())
                        .getArtifactResults()
                        .forEach(result ->
                                files.add(result.getArtifact().getFile().toPath()));
            } catch (BootstrapMavenException e) {
                throw unresolved(key, e);
            }
        }
        return List.copyOf(files);
    }

    private Artifact artifact(String key) {
        return new DefaultArtifact(coordinates.getProperty(key));
    }

    private IllegalStateException unresolved(String key, BootstrapMavenException cause) {
        return new IllegalStateException(
                "Maven can't fetch " + coordinates.getProperty(key) + ", which tests need: " + cause.getMessage(),
                cause);
    }
}
