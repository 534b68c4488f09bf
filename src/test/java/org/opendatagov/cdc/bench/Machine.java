package org.opendatagov.cdc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shape of this machine, in one line. */
final class Machine {
    private static final Pattern MODEL = Pattern.compile("model name\\s*:\\s*(.+)");
    private static final Pattern MEMORY = Pattern.compile("MemTotal:\\s*(\\d+) kB");
    private static final double KB_A_GIB = 1024 * 1024;

    private Machine() {}

    static String shape() throws IOException {
        Matcher model = MODEL.matcher(Files.readString(Path.of("/proc/cpuinfo")));
        Matcher memory = MEMORY.matcher(Files.readString(Path.of("/proc/meminfo")));
        return String.format(
                Locale.ROOT,
                "%d cores (%s), %.0f GiB, Java %s",
                Runtime.getRuntime().availableProcessors(),
                model.find() ? model.group(1).strip() : "of unknown make",
                memory.find() ? Long.parseLong(memory.group(1)) / KB_A_GIB : Double.NaN,
                System.getProperty("java.version"));
    }
}
