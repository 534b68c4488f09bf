package org.opendatagov.cdc.capture;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * The CDC topics: {@code cdc-topics:<name>}, where a route that begins with {@code postgres-cdc} hands its batches to Kafka.
 * The body is the list of messages that {@link PostgresCdcEndpoint} describes. The exchange completes when Kafka has every event, with the
 * batch's offset in the same transaction if the connector's option {@code exactlyOnce} is set, and fails when Kafka doesn't take one.
 */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "cdc-topics",
        title = "CDC topics",
        syntax = "cdc-topics:name",
        producerOnly = true,
        category = {Category.MESSAGING})
public class CdcTopicsEndpoint extends DefaultEndpoint {

    @UriPath
    @Metadata(required = true, description = "A name for the topics, for people; it has no effect")
    private String name;

    public CdcTopicsEndpoint(String uri, CdcTopicsComponent component) {
        super(uri, component);
    }

    @Override
    public Producer createProducer() {
        return new CdcTopicsProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException(
                "cdc-topics only takes events; a route that reads CDC topics begins with cdc-events");
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }
}
