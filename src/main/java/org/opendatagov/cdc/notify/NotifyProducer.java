package org.opendatagov.cdc.notify;

import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.util.TimeUtils;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.retry.TryLaterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one change to the workflow's endpoint as a CloudEvent, signed as Standard Webhooks prescribes, and tries it once.
 *
 * <ul>
 *   <li>An answer 2xx: it is done.
 *   <li>A refusal of this notification (400, 422 and the like): repeating can't help, so the record goes to the dead letters.
 *   <li>Any other answer, or none: the exchange fails, for the stream tries the record again, after the time that the endpoint
 *       asks for. When the deadline is over, the record goes to the dead letters.
 * </ul>
 */
class NotifyProducer extends DefaultProducer {

    private static final Logger LOG = LoggerFactory.getLogger(NotifyProducer.class);

    private final NotifyEndpoint endpoint;
    private final CloudEvents events;
    private final AcknowledgedIds taken;
    private final Deadline deadline;
    private final Set<String> missing = ConcurrentHashMap.newKeySet();
    private final InstantSource clock = InstantSource.system();
    private final Counter sent;
    private final Counter dead;
    private final Counter failed;
    private String host;
    private Webhook webhook;

    NotifyProducer(NotifyEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.events = new CloudEvents(endpoint.getType(), endpoint.columnNames(), endpoint.isBefore());
        this.taken = new AcknowledgedIds(endpoint.getRemembered());
        this.deadline = new Deadline(endpoint.getDeadline());
        this.sent = counter("sent");
        this.dead = counter("dead");
        this.failed = counter("failed");
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        String workflow = endpoint.getWorkflow();
        WebhookSettings settings = endpoint.getComponent().settings(workflow);
        if (settings.signature().isEmpty()) {
            LOG.warn("Notifications of {} are not signed: cdc.notify.{}.secret is not set", workflow, workflow);
        }
        host = settings.host();
        webhook = new Webhook(settings, endpoint.getConnectTimeout(), endpoint.getRequestTimeout(), clock);
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        CdcRecord record = record(exchange);
        String id = events.id(record);
        if (taken.contains(id)) {
            return;
        }
        warnOfMissingColumns(record);
        try {
            Answer answer = webhook.post(id, events.body(id, record));
            if (answer.isTaken()) {
                sent.increment();
                taken.add(id);
            } else if (answer.isRefusal()) {
                bury(exchange, record, sentence(answer) + ", which repeating won't change");
            } else {
                throw new TryLaterException(sentence(answer), answer.pause());
            }
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            Instant written = Instant.ofEpochMilli(record.source().timestamp());
            if (!deadline.isOver(id, written, clock.instant())) {
                failed.increment();
                throw e;
            }
            String limit = TimeUtils.printDuration(endpoint.getDeadline(), true);
            bury(exchange, record, e.getMessage() + "; it is given up, as its deadline of " + limit + " is over");
        }
    }

    private CdcRecord record(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof CdcRecord record) {
            return record;
        }
        throw new IllegalArgumentException(
                "cdc-notify:%s takes one record at a time: set oneByOne: true in the route's from"
                        .formatted(endpoint.getWorkflow()));
    }

    /** Once a column. It may be none of the table's, or a large value that could not be read again. */
    private void warnOfMissingColumns(CdcRecord record) {
        for (String column : events.missing(record)) {
            if (missing.add(column)) {
                String table = record.event().table();
                LOG.warn("cdc-notify:{}: {} came without the column {}", endpoint.getWorkflow(), table, column);
            }
        }
    }

    private void bury(Exchange exchange, CdcRecord record, String cause) {
        endpoint.getComponent().deadLetters().put(exchange.getFromRouteId(), record.source(), cause);
        dead.increment();
    }

    private String sentence(Answer answer) {
        String workflow = endpoint.getWorkflow();
        return "workflow %s: %s answered %d%s".formatted(workflow, host, answer.status(), answer.mend(workflow));
    }

    private Counter counter(String result) {
        return endpoint.getComponent()
                .meters()
                .counter("cdc.notifications", "workflow", endpoint.getWorkflow(), "result", result);
    }
}
