package org.opendatagov.cdc.capture;

import net.jpountz.lz4.LZ4Factory;
import org.jboss.logging.Logger;

/**
 * Makes Kafka's clients compress with lz4's native library. By itself lz4 takes it only where the class loader is the
 * system's, which Quarkus' isn't, and else compresses in Java at about three times the cost.
 */
class NativeCompression {

    private static final Logger LOG = Logger.getLogger(NativeCompression.class);

    private NativeCompression() {}

    /** Loads the library once and for all; without it everything works, only slower. */
    static void load() {
        try {
            LOG.debugf("lz4 compresses with %s", LZ4Factory.nativeInstance());
        } catch (RuntimeException | LinkageError | AssertionError e) {
            LOG.infof(
                    "lz4's native library can't be loaded (%s); compression costs more CPU without it", e.getMessage());
        }
    }
}
