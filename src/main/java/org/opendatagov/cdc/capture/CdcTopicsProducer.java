package org.opendatagov.cdc.capture;

import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.opendatagov.cdc.options.ExactOptions;

/** Sends a batch with the publisher of the connector that it comes from. */
class CdcTopicsProducer extends DefaultProducer {

    CdcTopicsProducer(CdcTopicsEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    public void process(Exchange exchange) throws UndeliveredException {
        EventPublisher publisher = exchange.getProperty(EventMessages.PUBLISHER, EventPublisher.class);
        if (publisher == null || !(exchange.getIn().getBody() instanceof List<?> messages)) {
            throw new IllegalArgumentException(
                    ExactOptions.readable(getEndpoint().getEndpointUri())
                            + " takes the batches of a route that begins with postgres-cdc, and nothing else; use the component kafka"
                            + " for other messages");
        }
        for (Object message : messages) {
            publisher.send(record((Message) message, publisher));
        }
        publisher.awaitAcknowledged();
    }

    private static ProducerRecord<byte[], byte[]> record(Message message, EventPublisher publisher) {
        Map<String, Object> headers = message.getHeaders();
        String topic = (String) headers.get(KafkaConstants.OVERRIDE_TOPIC);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic,
                partition(topic, headers, publisher),
                (Long) headers.get(KafkaConstants.OVERRIDE_TIMESTAMP),
                (byte[]) headers.get(KafkaConstants.KEY),
                (byte[]) message.getBody(),
                (Headers) headers.get(EventMessages.TRANSFORM_HEADERS));
        for (String name : EventMessages.RECORD_HEADERS) {
            byte[] value = (byte[]) headers.get(name);
            if (value != null) {
                record.headers().add(name, value);
            }
        }
        return record;
    }

    private static Integer partition(String topic, Map<String, Object> headers, EventPublisher publisher) {
        if (headers.get(KafkaConstants.PARTITION_KEY) instanceof Integer chosen) {
            return publisher.checked(topic, chosen);
        }
        byte[] key = (byte[]) headers.get(EventMessages.PARTITION_KEY);
        return key == null ? null : publisher.partition(topic, key);
    }
}
