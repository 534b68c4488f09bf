package org.opendatagov.cdc.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarriedOptionsTest {

    private static final String UNWRAP = "io.debezium.transforms.ExtractNewRecordState";
    private static final String OUTBOX = "io.debezium.transforms.outbox.EventRouter";

    private final CarriedOptions carried = new CarriedOptions();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "snapshot.select.statement.overrides.public.t|SELECT * FROM public.t WHERE id > 5",
                "column.mask.with.12.chars|public\\.t\\.secret",
                "column.mask.with.0.chars|public\\.t\\.secret",
                "column.truncate.to.20.chars|public\\.t\\.[ab]{1\\,2},public\\.u\\.c",
                "column.mask.hash.SHA-256.with.salt.CzQ=|public\\.t\\.secret",
                "column.mask.hash.v2.SHA-256.with.salt.a.b|public\\.t\\.secret",
                "column.propagate.source.type|.*",
                "datatype.propagate.source.type|public\\.t\\.varchar",
                "opendatagov.snapshot.new.tables|true",
                "topic.creation.default.partitions|-1",
                "topic.creation.default.replication.factor|1",
                "topic.creation.default.cleanup.policy|compact",
                "topic.creation.wide.include|s\\.public\\.a,s\\.public\\.b.*",
                "topic.creation.wide.partitions|12",
                "transforms.unwrap.add.headers|op,source.lsn",
                "transforms.unwrap.replace.null.with.default|false",
                "transforms.unwrap.predicate|one",
                "transforms.unwrap.negate|true",
                "transforms.outbox.table.fields.additional.placement|type:header:eventType",
                "transforms.outbox.field.name.adjustment.mode|avro",
                "transforms.byTable.schema.name.adjustment.mode|avro",
                "transforms.byTable.key.field.name|table",
                "transforms.theirs.anything.at.all|1",
                "transforms.defined.list|1",
                "transforms.defined.list.one|1",
                "post.processors.again.reselect.unavailable.values|true",
            })
    void areCarried(String name, String value) {
        assertThat(carried.objections(config(Map.of(name, value)))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "snapshot.select.statement.override.public.t|SELECT 1|misspelt",
                "snapshot.select.statement.overrides.public.u|SELECT 1|unless snapshot.select.statement.overrides lists",
                "column.mask.with.many.chars|public\\.t\\.a|number of characters",
                "column.mask.with.12.char|public\\.t\\.a|misspelt",
                "column.mask.with.12.chars|public.(|regular expressions",
                "column.mask.with.(d+).chars|public\\.t\\.a|number of characters",
                "column.truncate.to.(d+).chars|5|number of characters",
                "column.mask.hash.SHA-257.with.salt.x|public\\.t\\.a|SHA-256",
                "column.mask.hash.SHA-256.with.salt.|public\\.t\\.a|misspelt",
                "opendatagov.snapshot.new.tables|yes|true or false",
                "topic.creation.default.partitions|0|number of partitions",
                "topic.creation.default.replication.factor|many|number of replicas",
                "topic.creation.default.include|.*|group default",
                "topic.creation.default.retention.ms|a week|number",
                "topic.creation.other.partitions|3|no group",
                "topic.creation.enable|true|no group",
                "topic.creation.wide.exclude|(|regular expression",
                "transforms.unwrap.bogus.option|1|ExtractNewRecordState",
                "transforms.unwrap.add.header|op|misspelt",
                "transforms.outbox.table.fields.additional.placements|a|EventRouter",
                "transforms.route.replacment|b|RegexRouter",
                "transforms.route.regex|(|doesn't take",
                "transforms.drop.anything|1|Filter",
                "transforms.defined.other|1|misspelt",
                "transforms.unwrp.add.headers|op|misspelt",
                "predicates.one.patern|a|TopicNameMatches",
            })
    void areRefusedByName(String name, String value, String reason) {
        assertThat(carried.objections(config(Map.of(name, value)))).containsOnlyKeys(name);
        assertThat(carried.objections(config(Map.of(name, value))).get(name)).contains(reason);
    }

    @Test
    void aListedTableNeedsItsStatementAndAGroupItsTopics() {
        assertThat(carried.objections(Map.of(
                        "snapshot.select.statement.overrides",
                        "public.t,public.u",
                        "snapshot.select.statement.overrides.public.t",
                        "SELECT 1",
                        "topic.creation.groups",
                        "wide")))
                .containsOnlyKeys("snapshot.select.statement.overrides.public.u", "topic.creation.wide.include");
    }

    @Test
    void whatATransformNeedsIsNamed() {
        assertThat(carried.objections(Map.of(
                        "transforms",
                        "route",
                        "transforms.route.type",
                        "org.apache.kafka.connect.transforms.RegexRouter")))
                .containsOnlyKeys("transforms.route.regex", "transforms.route.replacement");
    }

    @Test
    void compactedTopicsTakeNoTruncate() {
        Map<String, String> compacted = Map.of("topic.creation.default.cleanup.policy", "compact,delete");

        assertThat(carried.objections(with(compacted, "skipped.operations", "none")))
                .containsOnlyKeys("skipped.operations");
        assertThat(carried.objections(with(compacted, "skipped.operations", "c,t")))
                .isEmpty();
    }

    private static Map<String, String> with(Map<String, String> config, String name, String value) {
        Map<String, String> more = new HashMap<>(config);
        more.put(name, value);
        return more;
    }

    /** Everything that the options of a case may need beside them. */
    private static Map<String, String> config(Map<String, String> more) {
        Map<String, String> config = new HashMap<>();
        config.put("snapshot.select.statement.overrides", "public.t");
        config.put("snapshot.select.statement.overrides.public.t", "SELECT * FROM public.t");
        config.put("topic.creation.groups", "default,wide");
        config.put("topic.creation.wide.include", ".*wide");
        config.put("transforms", "unwrap,outbox,byTable,route,drop,theirs,defined");
        config.put("transforms.unwrap.type", UNWRAP);
        config.put("transforms.outbox.type", OUTBOX);
        config.put("transforms.byTable.type", "io.debezium.transforms.ByLogicalTableRouter");
        config.put("transforms.byTable.topic.regex", "(.*)");
        config.put("transforms.byTable.topic.replacement", "$1");
        config.put("transforms.route.type", "org.apache.kafka.connect.transforms.RegexRouter");
        config.put("transforms.route.regex", "(.*)");
        config.put("transforms.route.replacement", "$1");
        config.put("transforms.drop.type", "org.apache.kafka.connect.transforms.Filter");
        config.put("transforms.theirs.type", Undefined.class.getName());
        config.put("transforms.defined.type", Defined.class.getName());
        config.put("predicates", "one");
        config.put("predicates.one.type", "org.apache.kafka.connect.transforms.predicates.TopicNameMatches");
        config.put("predicates.one.pattern", "a.*");
        config.put("post.processors", "again");
        config.put("post.processors.again.type", "io.debezium.processors.reselect.ReselectColumnsPostProcessor");
        config.putAll(more);
        return config;
    }

    /** Somebody's transform that defines nothing. */
    public static class Undefined implements Transformation<SourceRecord> {

        @Override
        public SourceRecord apply(SourceRecord record) {
            return record;
        }

        @Override
        public ConfigDef config() {
            return null;
        }

        @Override
        public void configure(Map<String, ?> settings) {}

        @Override
        public void close() {}
    }

    /** Somebody's transform that defines its options. */
    public static class Defined extends Undefined {

        @Override
        public ConfigDef config() {
            return new ConfigDef().define("list", ConfigDef.Type.LIST, "", ConfigDef.Importance.LOW, "A list");
        }
    }
}
