package org.opendatagov.cdc.notify;

import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.support.DefaultProducer;
import org.opendatagov.cdc.event.CdcRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one change to the workflow's endpoint as a CloudEvent, signed as Standard Webhooks prescribes, and tries it once.
 *
 * <ul>
 *   <li>An answer 2xx: it is done.
 *   <li>408, 425, 429, 5xx, a redirect, or no answer: the exchange fails, for the stream tries the batch again. What the
 *       endpoint has already taken isn't sent again, as long as this process lives.
 *   <li>Any other answer 4xx: repeating can't help, so the record goes to the dead letters.
 * </ul>
 */
class NotifyProducer extends DefaultProducer {

    private static final Logger LOG = LoggerFactory.getLogger(NotifyProducer.class);

    private final NotifyEndpoint endpoint;
    private final CloudEvents events;
    private final AcknowledgedIds done;
    private final Counter sent;
    private final Counter dead;
    private final Counter failed;
    private String host;
    private Webhook webhook;

    NotifyProducer(NotifyEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.events = new CloudEvents(endpoint.getType(), endpoint.columnNames());
        this.done = new AcknowledgedIds(endpoint.getRemembered());
        this.sent = counter("sent");
        this.dead = counter("dead");
        this.failed = counter("failed");
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        String workflow = endpoint.getWorkflow();
        WebhookSettings settings = WebhookSettings.of(endpoint.getComponent().config(), workflow);
        if (settings.signature().isEmpty()) {
            LOG.warn("Notifications of {} are not signed: cdc.notify.{}.secret is not set", workflow, workflow);
        }
        host = settings.host();
        webhook = new Webhook(
                settings, endpoint.getConnectTimeout(), endpoint.getRequestTimeout(), InstantSource.system());
    }

    @Override
    public void process(Exchange exchange) throws InvalidPayloadException, IOException {
        CdcRecord record = exchange.getMessage().getMandatoryBody(CdcRecord.class);
        String id = events.id(record);
        if (done.contains(id)) {
            return;
        }
        int status = post(id, record);
        if (isTaken(status)) {
            sent.increment();
        } else if (canHelpToRepeat(status)) {
            failed.increment();
            throw new IOException(sentence(status) + mend(status));
        } else {
            String cause = sentence(status) + ", which repeating won't change";
            endpoint.getComponent().deadLetters().put(exchange.getFromRouteId(), record.source(), cause);
            LOG.warn("Notification {} went to the dead letters: {}", id, cause);
            dead.increment();
        }
        done.add(id);
    }

    private int post(String id, CdcRecord record) throws IOException {
        try {
            return webhook.post(id, events.body(id, record));
        } catch (IOException e) {
            failed.increment();
            throw new IOException("workflow %s: %s".formatted(endpoint.getWorkflow(), e.getMessage()), e.getCause());
        }
    }

    private String sentence(int status) {
        return "workflow %s: %s answered %d".formatted(endpoint.getWorkflow(), host, status);
    }

    private String mend(int status) {
        return isRedirect(status)
                ? ", and redirects aren't followed: set cdc.notify.%s.url to where it leads"
                        .formatted(endpoint.getWorkflow())
                : "";
    }

    private static boolean isTaken(int status) {
        return status >= 200 && status < 300;
    }

    private static boolean isRedirect(int status) {
        return status >= 300 && status < 400;
    }

    private static boolean canHelpToRepeat(int status) {
        return status == 408 || status == 425 || status == 429 || status < 400 || status >= 500;
    }

    private Counter counter(String result) {
        return endpoint.getComponent()
                .meters()
                .counter("cdc.notifications", "workflow", endpoint.getWorkflow(), "result", result);
    }
}
