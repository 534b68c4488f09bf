package org.opendatagov.cdc.topics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks once at what Kafka has and allows, and changes nothing. */
class KafkaLook {

    private final Admin admin;
    private final int timeoutSeconds;
    private final Problems problems;
    private final Map<String, TopicDescription> found = new HashMap<>();
    private final Map<String, Set<AclOperation>> denied = new HashMap<>();
    private final List<String> unmakeable = new ArrayList<>();

    /** How a failure is said. */
    interface Problems {
        TopicProblem of(String what, Throwable cause);
    }

    KafkaLook(Admin admin, int timeoutSeconds, Problems problems) {
        this.admin = admin;
        this.timeoutSeconds = timeoutSeconds;
        this.problems = problems;
    }

    KafkaReport at(KafkaNeeds needs) throws InterruptedException {
        Map<String, TopicNeed> topics = new LinkedHashMap<>();
        needs.topics().forEach(need -> topics.put(need.topic().name(), need));
        Map<String, TopicSpec> missing = describe(topics);
        tryToMake(missing);
        return new KafkaReport(found.keySet(), states(), unmakeable, denied, ids(needs.transactionalIds()));
    }

    private Map<String, TopicSpec> describe(Map<String, TopicNeed> topics) throws InterruptedException {
        Map<String, TopicSpec> missing = new LinkedHashMap<>();
        DescribeTopicsOptions options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
        for (Map.Entry<String, KafkaFuture<TopicDescription>> each :
                admin.describeTopics(topics.keySet(), options).topicNameValues().entrySet()) {
            TopicNeed need = topics.get(each.getKey());
            try {
                TopicDescription topic = each.getValue().get(timeoutSeconds, TimeUnit.SECONDS);
                found.put(topic.name(), topic);
                deny(need, topic.authorizedOperations());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof AuthorizationException) {
                    // Whether it exists isn't said either.
                    denied.put(each.getKey(), need.operations());
                } else if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    missing.put(each.getKey(), need.topic());
                } else {
                    throw problems.of("can't look at topic " + each.getKey(), e.getCause());
                }
            } catch (TimeoutException e) {
                throw problems.of("can't look at topic " + each.getKey(), e);
            }
        }
        return missing;
    }

    private void deny(TopicNeed need, Set<AclOperation> allowed) {
        if (allowed != null && !allowed.contains(AclOperation.ALL)) {
            Set<AclOperation> lacking = EnumSet.copyOf(need.operations());
            lacking.removeAll(allowed);
            if (!lacking.isEmpty()) {
                denied.put(need.topic().name(), lacking);
            }
        }
    }

    private void tryToMake(Map<String, TopicSpec> missing) throws InterruptedException {
        CreateTopicsOptions options = new CreateTopicsOptions().validateOnly(true);
        for (Map.Entry<String, KafkaFuture<Void>> topic : admin.createTopics(
                        missing.values().stream().map(TopicSpec::toBeMade).toList(), options)
                .values()
                .entrySet()) {
            try {
                topic.getValue().get(timeoutSeconds, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof AuthorizationException) {
                    unmakeable.add(topic.getKey());
                } else if (!(e.getCause() instanceof TopicExistsException)) {
                    throw problems.of("can't make topic " + topic.getKey(), e.getCause());
                }
            } catch (TimeoutException e) {
                throw problems.of("can't make topic " + topic.getKey(), e);
            }
        }
    }

    private Map<String, TopicState> states() throws InterruptedException {
        Set<String> readable = new HashSet<>(found.keySet());
        denied.forEach((topic, operations) -> {
            if (operations.contains(AclOperation.DESCRIBE_CONFIGS)) {
                readable.remove(topic);
            }
        });
        Collection<TopicDescription> topics = readable.stream().map(found::get).toList();
        try {
            return TopicInspection.states(admin, topics, timeoutSeconds);
        } catch (ExecutionException e) {
            throw problems.of("can't look at the topics' settings", e.getCause());
        } catch (TimeoutException e) {
            throw problems.of("can't look at the topics' settings", e);
        }
    }

    /** Whoever may write under an id may look at it, too. */
    private List<String> ids(List<String> transactionalIds) throws InterruptedException {
        List<String> refused = new ArrayList<>();
        for (String id : transactionalIds) {
            try {
                admin.describeTransactions(List.of(id)).description(id).get(timeoutSeconds, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TransactionalIdAuthorizationException) {
                    refused.add(id);
                }
                // Any other answer means that there is none yet, or that the broker is too old to be asked.
            } catch (TimeoutException e) {
                throw problems.of("can't look at the transactional id " + id, e);
            }
        }
        return refused;
    }
}
