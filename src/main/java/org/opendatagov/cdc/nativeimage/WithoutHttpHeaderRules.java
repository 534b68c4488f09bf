package org.opendatagov.cdc.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

/** Kafka Connect checks the header rules of its REST server with Jetty, which the service hasn't: it starts no such server. */
@TargetClass(
        className = "org.apache.kafka.connect.runtime.rest.RestServerConfig",
        innerClass = "ResponseHttpHeadersValidator")
final class WithoutHttpHeaderRules {

    @Substitute
    public void ensureValid(String name, Object value) {}
}
