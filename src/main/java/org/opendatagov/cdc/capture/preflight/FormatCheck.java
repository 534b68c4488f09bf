package org.opendatagov.cdc.capture.preflight;

import java.util.List;
import org.opendatagov.cdc.capture.connector.EventFormat;
import org.opendatagov.cdc.schemas.SchemaProblem;
import org.opendatagov.cdc.schemas.SchemaRegistry;

/** Whether events can be written in the route's format: whether the schema registry answers, where the format needs one. */
public final class FormatCheck {

    private static final String NAME = "schema-registry";

    private final EventFormat format;
    private final SchemaRegistry registry;

    public FormatCheck(EventFormat format, SchemaRegistry registry) {
        this.format = format;
        this.registry = registry;
    }

    List<PreflightCheck> checks() {
        if (format != EventFormat.AVRO) {
            return List.of();
        }
        try {
            registry.check();
            return List.of(PreflightCheck.ok(NAME, "the schema registry answers"));
        } catch (SchemaProblem e) {
            return List.of(
                    e.passes()
                            ? PreflightCheck.passing(NAME, e.getMessage(), Mend.NONE)
                            : PreflightCheck.problem(NAME, e.getMessage(), Mend.NONE));
        }
    }
}
