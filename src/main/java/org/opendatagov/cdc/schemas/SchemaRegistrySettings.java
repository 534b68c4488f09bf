package org.opendatagov.cdc.schemas;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Where the schema registry is, and who asks it. */
@ConfigMapping(prefix = "cdc.schema-registry")
public interface SchemaRegistrySettings {

    /** Its URLs, tried one after the other; none where no flow reads or writes Avro. */
    Optional<List<String>> url();

    /** The user for HTTP basic authentication. */
    Optional<String> user();

    Optional<String> password();

    /** The bearer token, where it takes one instead of a user. */
    Optional<String> token();
}
