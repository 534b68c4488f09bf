package org.opendatagov.cdc.connect;

import io.debezium.embedded.EmbeddedWorkerConfig;
import io.debezium.embedded.async.AsyncEngineConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;

/**
 * What a converter or a post processor can't be called. Its options begin with its name, and by a name such as {@code driver} or {@code
 * offset} a configuration could set options of PostgreSQL's driver, of Kafka's clients or of the engine, which a connector may not.
 */
final class ReservedNames {

    private final Set<String> reserved =
            new HashSet<>(Set.of("driver", "opendatagov", "internal", "transforms", "predicates", "converter"));

    ReservedNames() {
        add(ConsumerConfig.configNames());
        add(ProducerConfig.configNames());
        add(AdminClientConfig.configNames());
        add(new DistributedConfig(worker()).values().keySet());
        add(new EmbeddedWorkerConfig(new HashMap<>()).values().keySet());
        AsyncEngineConfig.ALL_FIELDS.forEach(field -> add(Set.of(field.name())));
    }

    private static Map<String, String> worker() {
        return Map.of(
                "bootstrap.servers", "unused:9092",
                "group.id", "unused",
                "key.converter", "org.apache.kafka.connect.json.JsonConverter",
                "value.converter", "org.apache.kafka.connect.json.JsonConverter",
                "config.storage.topic", "unused",
                "offset.storage.topic", "unused",
                "status.storage.topic", "unused");
    }

    private void add(Collection<String> options) {
        options.forEach(option -> reserved.add(firstWord(option)));
    }

    boolean contains(String alias) {
        return reserved.contains(firstWord(alias));
    }

    private static String firstWord(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
