package org.opendatagov.cdc.routes;

import io.quarkus.runtime.QuarkusApplication;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.quarkus.main.CamelMain;

/**
 * Checks route files and starts nothing: {@code check <folders or files>}, laid over the built-in ones, or what the service would run when
 * none is named. It prints a line a mistake, {@code file:line: reason; mend}, and ends with 1, or with 0 when there is none.
 */
class CheckCommand implements QuarkusApplication {

    private final CamelMain main;
    private final RouteFiles files;
    private final PrintStream out = System.out;

    CheckCommand(CamelMain main, RouteFiles files) {
        this.main = main;
        this.files = files;
    }

    @Override
    public int run(String... paths) throws Exception {
        // Reads the settings and loads no routes.
        main.init();
        main.getCamelContext().init();

        List<RouteProblem> problems = new ArrayList<>();
        List<RouteFile> named = new ArrayList<>();
        for (String path : paths) {
            try {
                named.addAll(read(Path.of(path)));
            } catch (IOException e) {
                problems.add(new RouteProblem(path, 0, "there is no such file or folder; correct the path"));
            }
        }
        if (paths.length == 0) {
            named.addAll(files.read().values());
        }
        List<TriedFile> tried = check(named);
        tried.forEach(file -> problems.addAll(file.problems()));
        problems.forEach(out::println);
        if (problems.isEmpty()) {
            long routes = tried.stream().mapToLong(file -> file.routes().size()).sum();
            out.printf("%d files, %d routes: fine%n", tried.size(), routes);
        }
        return problems.isEmpty() ? 0 : 1;
    }

    private static List<RouteFile> read(Path path) throws IOException {
        return Files.isDirectory(path) ? RouteFiles.in(path) : List.of(RouteFile.read(path));
    }

    /** Tries files out beside the built-in ones that they leave in place, whose routes keep their ids. */
    private List<TriedFile> check(List<RouteFile> checked) {
        Set<String> names = checked.stream().map(RouteFile::name).collect(Collectors.toSet());
        List<RouteFile> together = new ArrayList<>(files.builtIn().values());
        together.removeIf(file -> names.contains(file.name()));
        int others = together.size();
        together.addAll(checked);
        List<TriedFile> tried = RouteTrial.together(together, main.getCamelContext());
        return tried.subList(others, tried.size());
    }
}
