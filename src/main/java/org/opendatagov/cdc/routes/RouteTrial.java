package org.opendatagov.cdc.routes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Predicate;
import org.apache.camel.Route;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.HasExpressionType;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ValidateDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.model.language.SimpleExpression;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.DefaultExchange;
import org.opendatagov.cdc.routes.LoadedRoutes.LoadedRoute;

/**
 * Tries the routes of a file out: makes their endpoints, consumers, producers and conditions, which check their options, and then each
 * route as a whole. Nothing of it is started, and routes that run aren't touched.
 */
final class RouteTrial {

    private final CamelContext camel;
    private final RouteFile file;
    private final List<RouteProblem> problems = new ArrayList<>();
    private final Set<Endpoint> made = new HashSet<>();

    private RouteTrial(CamelContext camel, RouteFile file) {
        this.camel = camel;
        this.file = file;
    }

    /** Tries a file out and says what came of it. */
    static TriedFile of(RouteFile file, CamelContext camel) {
        return new RouteTrial(camel, file).run();
    }

    /** Tries files out that are to run together: an id may stand in one of them only. */
    static List<TriedFile> together(Collection<RouteFile> files, CamelContext camel) {
        RouteIds ids = new RouteIds();
        return files.stream()
                .map(file -> of(file, camel))
                .map(tried -> tried.and(ids.add(tried.file(), tried.ids())))
                .toList();
    }

    private TriedFile run() {
        try {
            RouteDraft draft = RouteDraft.of(file, camel);
            for (RouteDefinition route : draft.routes()) {
                if (route.getRouteId() == null) {
                    int line = route.getInput().getLineNumber();
                    problems.add(file.problem(line, "the route has no id; give it one, such as id: deliver-cache"));
                }
                tryParts(route);
            }
            List<LoadedRoute> routes = routes(draft);
            if (problems.isEmpty()) {
                draft.routes().forEach(route -> tryWhole(draft, route));
            }
            return new TriedFile(file, draft.isOfRoutesAlone(), routes, problems);
        } catch (Exception e) {
            return new TriedFile(file, true, List.of(), List.of(file.problem(0, e)));
        } finally {
            made.forEach(this::discard);
        }
    }

    private List<LoadedRoute> routes(RouteDraft draft) {
        return draft.routes().stream()
                .filter(route -> route.getRouteId() != null)
                .map(route -> new LoadedRoute(
                        route.getRouteId(), route.getInput().getEndpointUri(), problems.isEmpty() && isWanted(route)))
                .toList();
    }

    private void tryParts(RouteDefinition route) {
        int line = route.getInput().getLineNumber();
        if (route.getPrecondition() != null) {
            attempt(file.lineOf("precondition", line), () -> isWanted(route));
        }
        attempt(line, () -> endpoint(route.getInput().getEndpointUri()).createConsumer(exchange -> {}));
        for (OptionalIdentifiedDefinition<?> step : steps(route)) {
            if (step instanceof SendDefinition<?> send) {
                attempt(
                        step.getLineNumber(),
                        () -> endpoint(send.getEndpointUri()).createProducer());
            } else if (step instanceof HasExpressionType node && node.getExpressionType() != null) {
                String language = node.getExpressionType().getLanguage();
                attempt(file.lineOf(language, step.getLineNumber()), () -> expression(node));
            }
        }
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static List<OptionalIdentifiedDefinition<?>> steps(RouteDefinition route) {
        return new ArrayList(
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), OptionalIdentifiedDefinition.class));
    }

    private boolean isWanted(RouteDefinition route) {
        if (route.getPrecondition() == null) {
            return true;
        }
        Predicate precondition = new SimpleExpression(route.getPrecondition()).createPredicate(camel);
        precondition.init(camel);
        return precondition.matches(new DefaultExchange(camel));
    }

    private void expression(HasExpressionType node) {
        ExpressionDefinition expression = node.getExpressionType();
        if (node instanceof FilterDefinition || node instanceof WhenDefinition || node instanceof ValidateDefinition) {
            expression.createPredicate(camel).init(camel);
        } else {
            expression.createExpression(camel).init(camel);
        }
    }

    private Endpoint endpoint(String uri) {
        boolean exists = camel.hasEndpoint(uri) != null;
        Endpoint endpoint = camel.getEndpoint(uri);
        if (!exists) {
            made.add(endpoint);
        }
        return endpoint;
    }

    private void tryWhole(RouteDraft draft, RouteDefinition route) {
        attempt(route.getInput().getLineNumber(), () -> {
            draft.builder().getRouteCollection().prepareRoute(route);
            Route whole = ((ModelCamelContext) camel).getModelReifierFactory().createRoute(camel, route);
            // Camel has taken them for those of a route that will run.
            for (RoutePolicy policy : whole.getRoutePolicyList()) {
                camel.removeService(policy);
            }
        });
    }

    private void attempt(int line, Attempt attempt) {
        try {
            attempt.run();
        } catch (Exception e) {
            problems.add(file.problem(line, e));
        }
    }

    private void discard(Endpoint endpoint) {
        try {
            camel.removeEndpoint(endpoint);
        } catch (Exception e) {
            throw new IllegalStateException("the endpoint " + endpoint + " can't be removed", e);
        }
    }

    /** Something that may fail in any way. */
    private interface Attempt {
        void run() throws Exception;
    }
}
