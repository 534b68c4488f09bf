package org.opendatagov.cdc.event;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Opens the key or the value of a record for reading, whichever format it is written in. For many threads. */
@FunctionalInterface
public interface Payloads {

    /** JSON, and nothing else. */
    Payloads JSON = data -> Json.MAPPER.createParser(data);

    /**
     * Opens a key or a value.
     *
     * @param data its bytes, at least one
     * @return its content as JSON has it: bytes as base64, for example
     * @throws org.apache.kafka.common.errors.SerializationException when it can't be read, and never will be
     * @throws RuntimeException when it can't be read now, and the record has to come again
     */
    JsonParser open(byte[] data) throws IOException;
}
