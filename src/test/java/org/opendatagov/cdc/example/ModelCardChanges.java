package org.opendatagov.cdc.example;

import java.util.List;
import java.util.Map;
import org.opendatagov.cdc.client.CdcConsumer;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcRecord;

/** Prints what becomes of the model cards, until it is killed. */
public final class ModelCardChanges {

    public static void main(String[] arguments) {
        Map<String, Object> kafka = Map.of("bootstrap.servers", arguments[0], "group.id", "model-card-changes");
        try (CdcConsumer changes = new CdcConsumer(kafka)) {
            changes.subscribe(List.of("cdc.odg.public.model_cards"));
            for (CdcRecord change : changes) {
                System.out.println(describe(change.key().text(), change.event()));
            }
        }
    }

    private static String describe(String id, CdcEvent event) {
        return switch (event.operation()) {
            case CREATE, READ ->
                "there is " + id + ", of risk level " + event.newRow().get("risk_level");
            case UPDATE ->
                "changed is " + id + ", now of version " + event.newRow().get("model_version");
            case DELETE -> "gone is " + id;
            default -> event.toString();
        };
    }
}
