package org.opendatagov.cdc.nativeimage;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * lz4: its factories find these by names that they put together, and read the field {@code INSTANCE}. Those over the native library
 * come first; the others serve where that can't be loaded, as from a folder whose files may not be executed. The library is among the
 * resources, and what loads it is initialised at run time, both in {@code application.properties}.
 */
@RegisterForReflection(
        methods = false,
        classNames = {
            "net.jpountz.lz4.LZ4HCJNICompressor",
            "net.jpountz.lz4.LZ4HCJavaSafeCompressor",
            "net.jpountz.lz4.LZ4JNICompressor",
            "net.jpountz.lz4.LZ4JNISafeDecompressor",
            "net.jpountz.lz4.LZ4JavaSafeCompressor",
            "net.jpountz.lz4.LZ4JavaSafeSafeDecompressor",
            "net.jpountz.xxhash.StreamingXXHash32JNI$Factory",
            "net.jpountz.xxhash.StreamingXXHash32JavaSafe$Factory",
            "net.jpountz.xxhash.StreamingXXHash64JNI$Factory",
            "net.jpountz.xxhash.StreamingXXHash64JavaSafe$Factory",
            "net.jpountz.xxhash.XXHash32JNI",
            "net.jpountz.xxhash.XXHash32JavaSafe",
            "net.jpountz.xxhash.XXHash64JNI",
            "net.jpountz.xxhash.XXHash64JavaSafe",
        })
final class Compression {

    private Compression() {}
}
