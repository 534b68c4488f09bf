package org.opendatagov.cdc.routes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/**
 * The component {@code probe:<name>}, which notes what is started and stopped. {@code size} is a number that a consumer or producer refuses
 * when it is negative, and with {@code startable=false} nothing starts.
 */
final class ProbeComponent extends DefaultComponent {

    /** What has happened, such as {@code start a} and {@code stop a}. */
    final List<String> events = Collections.synchronizedList(new ArrayList<>());

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        ProbeEndpoint endpoint = new ProbeEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Its endpoint, public for Camel, which sets its options. */
    public final class ProbeEndpoint extends DefaultEndpoint {

        private final String name;
        private int size;
        private boolean startable = true;

        private ProbeEndpoint(String uri, ProbeComponent component, String name) {
            super(uri, component);
            this.name = name;
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            check();
            return new DefaultConsumer(this, processor) {
                @Override
                protected void doStart() throws Exception {
                    if (!startable) {
                        throw new IllegalStateException("the setting probe.url is missing");
                    }
                    super.doStart();
                    events.add("start " + name);
                }

                @Override
                protected void doStop() throws Exception {
                    events.add("stop " + name);
                    super.doStop();
                }
            };
        }

        @Override
        public Producer createProducer() {
            check();
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) {}
            };
        }

        private void check() {
            if (size < 0) {
                throw new IllegalArgumentException("the option size of probe:" + name + " is " + size + "; raise it");
            }
        }

        public int getSize() {
            return size;
        }

        public void setSize(int size) {
            this.size = size;
        }

        public boolean isStartable() {
            return startable;
        }

        public void setStartable(boolean startable) {
            this.startable = startable;
        }
    }
}
