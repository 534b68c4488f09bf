package org.opendatagov.cdc.endtoend;

import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.CdcService.Answer;

/** What a service's readiness says of its connectors. */
final class ConnectorStates {

    private ConnectorStates() {}

    /** The state of the connector {@code odg-postgresql-cdc}. */
    static String ofOdg(CdcService service) {
        return of(service, "odg-postgresql-cdc");
    }

    /** A connector's state with its reason; empty while the service doesn't answer. */
    static String of(CdcService service, String connector) {
        Answer ready = service.health("ready");
        return ready.status() == 0
                ? ""
                : HealthAndMetricsIT.check(TopicReader.tree(ready.body()), "connectors")
                        .path(connector)
                        .asText();
    }
}
