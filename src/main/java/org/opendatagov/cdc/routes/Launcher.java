package org.opendatagov.cdc.routes;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;
import org.apache.camel.quarkus.main.CamelMainApplication;

/** Starts the service, or checks route files when the first argument is {@code check}. */
@QuarkusMain
public final class Launcher {

    /** The argument, and the profile of settings under which nothing is started. */
    static final String CHECK = "check";

    private Launcher() {}

    public static void main(String... arguments) {
        if (arguments.length > 0 && CHECK.equals(arguments[0])) {
            System.setProperty("quarkus.profile", CHECK);
            Quarkus.run(CheckCommand.class, Arrays.copyOfRange(arguments, 1, arguments.length));
        } else {
            Quarkus.run(CamelMainApplication.class, arguments);
        }
    }
}
