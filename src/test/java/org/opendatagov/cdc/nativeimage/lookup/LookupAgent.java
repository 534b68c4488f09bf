package org.opendatagov.cdc.nativeimage.lookup;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;

/** The agent's entry: {@code -javaagent:<jar>=<file to which the lookups are appended>}. */
public final class LookupAgent {

    private LookupAgent() {}

    public static void premain(String file, Instrumentation instrumentation) throws IOException {
        Lookups.writeTo(Path.of(file));
        instrumentation.addTransformer(new LookupTransformer());
    }
}
