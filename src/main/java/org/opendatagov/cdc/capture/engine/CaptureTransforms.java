package org.opendatagov.cdc.capture.engine;

import io.debezium.config.Configuration;
import io.debezium.embedded.Transformations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.connector.RecordOrigin;

/**
 * The one transform that the engine knows. It determines what a record is, lets the route's transforms work on it, and makes a
 * {@link CapturedRecord} of the two, also of a record that they drop: the engine itself would pass that over, and nobody could tell
 * how many events of a record of the WAL there were.
 *
 * <p>The service's own transform comes first: it gives a table its name. Debezium makes
 * this class itself, from the settings that {@link #wrap} writes, and calls it from several threads at once.
 */
public class CaptureTransforms implements Transformation<SourceRecord> {

    private static final Logger LOG = Logger.getLogger(CaptureTransforms.class);

    private static final String TRANSFORMS = "transforms";
    private static final String PREDICATES = "predicates";
    private static final String NAME = "captured";
    private static final String PREFIX = TRANSFORMS + "." + NAME + ".";
    private static final String OWN = "own";

    private Transformations own;
    private Transformations routes;

    /**
     * Puts it in the place of all transforms of an engine's settings.
     *
     * @param own the name of the one that is the service's, or empty
     */
    public static void wrap(Properties settings, String own) {
        for (String name : settings.stringPropertyNames()) {
            if (isOf(name, TRANSFORMS) || isOf(name, PREDICATES)) {
                settings.setProperty(PREFIX + name, (String) settings.remove(name));
            }
        }
        settings.setProperty(TRANSFORMS, NAME);
        settings.setProperty(PREFIX + "type", CaptureTransforms.class.getName());
        settings.setProperty(PREFIX + OWN, own);
    }

    private static boolean isOf(String name, String option) {
        return name.equals(option) || name.startsWith(option + ".");
    }

    @Override
    public void configure(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        List<String> others = new ArrayList<>(list(all.remove(TRANSFORMS)));
        List<String> ours = list(all.remove(OWN));
        others.removeAll(ours);
        routes = chain(all, others);
        all.keySet().removeIf(name -> isOf(name, PREDICATES));
        own = chain(all, ours);
    }

    private static List<String> list(Object names) {
        return Stream.of(String.valueOf(names == null ? "" : names).split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static Transformations chain(Map<String, Object> settings, List<String> names) {
        Map<String, Object> chosen = new HashMap<>(settings);
        if (!names.isEmpty()) {
            chosen.put(TRANSFORMS, String.join(",", names));
        }
        return new Transformations(Configuration.from(chosen));
    }

    @Override
    public SourceRecord apply(SourceRecord record) {
        RecordOrigin origin = RecordOrigin.of(record);
        if (origin.kind().isInternal()) {
            return CapturedRecord.withheld(record, origin);
        }
        SourceRecord named = own.transform(record);
        if (named == null) {
            return CapturedRecord.withheld(record, origin);
        }
        origin = origin.under(named);
        SourceRecord transformed = routes.transform(named);
        return transformed == null
                ? CapturedRecord.withheld(record, origin)
                : new CapturedRecord(record, origin, transformed);
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public void close() {
        try (Transformations closedOwn = own;
                Transformations closedRoutes = routes) {
            own = null;
            routes = null;
        } catch (IOException e) {
            LOG.warnf("A transform can't be closed: %s", e.getMessage());
        }
    }
}
