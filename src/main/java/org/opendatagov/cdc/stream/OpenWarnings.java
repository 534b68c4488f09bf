package org.opendatagov.cdc.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.event.FlowWarnings;

/** The warnings of the flows in this process, until what they are about is repaired, or the process ends. */
@Singleton
public class OpenWarnings implements FlowWarnings {

    private static final Logger LOG = Logger.getLogger(OpenWarnings.class);

    private final Map<String, Map<String, Warning>> flows = new ConcurrentHashMap<>();
    private final MeterRegistry meters;
    private final Clock clock;

    private record Warning(String sentence, Instant since, long times) {

        @Override
        public String toString() {
            return times == 1 ? sentence : sentence + " (" + times + " times)";
        }
    }

    @Inject
    OpenWarnings(MeterRegistry meters) {
        this(meters, Clock.systemUTC());
    }

    OpenWarnings(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public void warn(String flow, String about, String sentence) {
        flows.computeIfAbsent(flow, this::begin).compute(about, (same, known) -> {
            if (known != null && known.sentence().equals(sentence)) {
                return new Warning(sentence, known.since(), known.times() + 1);
            }
            LOG.warnf("%s: %s", flow, sentence);
            return new Warning(sentence, clock.instant(), 1);
        });
    }

    /** What a flow's warnings say, each with the number of times if that is more than one. */
    public List<String> of(String flow) {
        return flows.getOrDefault(flow, Map.of()).values().stream()
                .map(Warning::toString)
                .toList();
    }

    /**
     * Ends the warning of a table's TRUNCATE, since the table has been compared with the flow's sinks and these are repaired.
     *
     * @param before when that began: a warning that came later stays
     */
    public void endOfTruncate(String flow, String schema, String table, Instant before) {
        Map<String, Warning> warnings = flows.get(flow);
        if (warnings != null) {
            warnings.computeIfPresent(
                    Truncates.about(schema, table),
                    (same, known) -> known.since().isBefore(before) ? null : known);
        }
    }

    private Map<String, Warning> begin(String flow) {
        Map<String, Warning> warnings = new ConcurrentSkipListMap<>();
        meters.gauge("cdc.flow.warnings", Tags.of("flow", flow), warnings, Map::size);
        return warnings;
    }
}
