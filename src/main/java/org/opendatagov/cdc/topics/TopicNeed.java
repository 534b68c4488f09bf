package org.opendatagov.cdc.topics;

import java.util.EnumSet;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;

/**
 * A topic, and what the service does with it.
 *
 * @param topic the topic as it should be
 * @param operations what the service has to be allowed on it, besides making it
 */
public record TopicNeed(TopicSpec topic, Set<AclOperation> operations) {

    public TopicNeed {
        operations = Set.copyOf(operations);
    }

    /** One to which events are written, whose settings the service looks at. */
    public static TopicNeed written(TopicSpec topic) {
        return new TopicNeed(
                topic, EnumSet.of(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS, AclOperation.WRITE));
    }

    /** One that is read and written. */
    public static TopicNeed shared(TopicSpec topic) {
        return new TopicNeed(
                topic,
                EnumSet.of(
                        AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS, AclOperation.READ, AclOperation.WRITE));
    }
}
