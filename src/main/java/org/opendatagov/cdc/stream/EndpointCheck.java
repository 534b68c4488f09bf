package org.opendatagov.cdc.stream;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.EventCondition;
import org.opendatagov.cdc.retry.Causes;

/** Checks an endpoint's parameters and makes the settings of a flow from them. */
final class EndpointCheck {

    private EndpointCheck() {}

    /**
     * The settings of a flow.
     *
     * @throws IllegalArgumentException when a parameter is wrong; the message names endpoint, parameter and value, and the mend
     */
    static StreamSettings settings(CdcEventsEndpoint endpoint) {
        try {
            return checked(endpoint);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cdc-events:" + endpoint.getName() + ": " + e.getMessage(), e);
        }
    }

    private static StreamSettings checked(CdcEventsEndpoint endpoint) {
        if (NamePattern.names(endpoint.getTopics()).isEmpty()) {
            throw new IllegalArgumentException("topics=" + shown(endpoint.getTopics())
                    + " names no topic; list topics separated by commas, such as topics=cdc.odg.public.*");
        }
        positive("maxPollRecords", endpoint.getMaxPollRecords());
        positive("maxPollBytes", endpoint.getMaxPollBytes());
        positive("backoffInitial", endpoint.getBackoffInitial());
        positive("backoffMax", endpoint.getBackoffMax());
        if (!List.of("earliest", "latest", "none").contains(endpoint.getAutoOffsetReset())) {
            throw new IllegalArgumentException("autoOffsetReset=" + shown(endpoint.getAutoOffsetReset())
                    + " is unknown; write earliest, latest or none");
        }
        return new StreamSettings(
                NamePattern.of(endpoint.getTopics()),
                new EventFilter(
                        operations(endpoint.getOperations()), tables(endpoint.getTables()), condition(endpoint)),
                endpoint.isAnyTable(),
                endpoint.isOneByOne(),
                KafkaProperties.of(endpoint),
                endpoint.getBackoffInitial(),
                endpoint.getBackoffMax());
    }

    private static Set<CdcOperation> operations(String list) {
        String known = Arrays.stream(CdcOperation.values())
                .map(CdcOperation::lowerCaseName)
                .collect(Collectors.joining(", "));
        EnumSet<CdcOperation> operations = EnumSet.noneOf(CdcOperation.class);
        for (String name : NamePattern.names(list)) {
            operations.add(Arrays.stream(CdcOperation.values())
                    .filter(operation -> operation.lowerCaseName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "operations=" + list + " has the unknown operation " + name + "; known are " + known)));
        }
        if (operations.isEmpty()) {
            throw new IllegalArgumentException(
                    "operations=" + shown(list) + " names no operation; list some of " + known);
        }
        return operations;
    }

    private static Pattern tables(String list) {
        if (list == null) {
            return null;
        }
        if (NamePattern.names(list).isEmpty()) {
            throw new IllegalArgumentException(
                    "tables=" + shown(list) + " names no table; list tables separated by commas, or remove it for all");
        }
        return NamePattern.of(list);
    }

    private static Predicate<CdcEvent> condition(CdcEventsEndpoint endpoint) {
        try {
            return EventCondition.of(endpoint.getCamelContext(), endpoint.getCondition());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "condition=" + endpoint.getCondition() + " can't be read: " + Causes.of(e), e);
        }
    }

    private static void positive(String parameter, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(parameter + "=" + value + " must be at least 1; raise or remove it");
        }
    }

    private static void positive(String parameter, Duration value) {
        if (value.toMillis() <= 0) {
            throw new IllegalArgumentException(
                    parameter + "=" + value.toMillis() + "ms must be at least 1ms; raise or remove it");
        }
    }

    private static String shown(String value) {
        return value == null ? "(unset)" : value;
    }
}
