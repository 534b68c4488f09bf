package org.opendatagov.cdc.sink;

import java.time.Duration;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.opendatagov.cdc.options.ExactOptions;

/**
 * Keeps rows in Redis: {@code cdc-cache:<name>}, a producer that takes a {@code List<CdcRecord>}.
 *
 * <p>Created, updated and snapshot-read rows are written under their key, as JSON or as a hash; a delete removes the entry. A change of a primary
 * key comes as a delete and a create. Beside each entry lies its fence, {@code {<entry>}:fence}, which holds the commit position of
 * the last write: a write that is lower is refused, an equal one accepted. An entry without a fence is overwritten.
 *
 * <p>Truncates and messages are left out; the flow reports each TRUNCATE. What becomes of rows of tables without a primary key the
 * option {@code keyless} says.
 *
 * <p>The exchange fails with a {@link SinkUnavailableException} when Redis is away; the whole batch may be sent again. Redis must not
 * evict fences while writes for them may still be under way: give it enough memory, or evict by {@code volatile-ttl}.
 */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "cdc-cache",
        title = "CDC cache",
        syntax = "cdc-cache:name",
        producerOnly = true,
        category = {Category.CACHE})
public class CacheEndpoint extends SinkEndpoint {

    @UriPath
    @Metadata(required = true, description = "A name for the cache, for people; it has no effect")
    private String name;

    @UriParam(
            defaultValue = "{table}:{key}",
            description =
                    "The entry's key, with the placeholders {table}, {schema}, {database} and {key}; it must have {key}")
    private String key = "{table}:{key}";

    @UriParam(
            defaultValue = "json",
            enums = "json,hash",
            description = "How a row stands in Redis: json, a string that holds the row; hash, a field a column")
    private String format = "json";

    @UriParam(
            defaultValue = "1h",
            description = "How long an entry stays after its last write: 30m, 1h, PT1H, or none for ever")
    private String expiry = "1h";

    @UriParam(
            defaultValue = "24h",
            description =
                    "How long the fence of an updated or deleted row stays at least; late writes are refused for so long."
                            + " The fence of any other row stays as long as its entry")
    private String fenceRetention = "24h";

    @UriParam(
            defaultValue = "0",
            description =
                    "How many replicas have to have a batch before it counts as written, so that it outlives a failover. Not in a"
                            + " cluster")
    private int waitReplicas;

    public CacheEndpoint(String uri, CacheComponent component) {
        super(uri, component);
    }

    @Override
    public Producer createProducer() {
        NamePattern pattern = pattern();
        if (waitReplicas < 0) {
            throw new IllegalArgumentException("the option waitReplicas of " + ExactOptions.readable(getEndpointUri())
                    + " is " + waitReplicas + "; write a number of replicas, or 0 to wait for none");
        }
        return new CacheProducer(
                this,
                pattern,
                new CacheOptions(
                        format(),
                        "none".equals(expiry) ? Duration.ZERO : duration("expiry", expiry, "30m, 1h or PT1H, or none"),
                        duration("fenceRetention", fenceRetention, "30m, 1h or PT1H"),
                        waitReplicas));
    }

    @Override
    RowSink contents() {
        return new CacheContents(this, pattern(), format());
    }

    private NamePattern pattern() {
        NamePattern pattern = NamePattern.parse("key", key, NamePattern.Placeholder.OF_A_ROW);
        if (!pattern.has(NamePattern.Placeholder.KEY)) {
            throw new IllegalArgumentException("the option key of " + ExactOptions.readable(getEndpointUri())
                    + " lacks {key}, so all rows would " + "share one entry; write something like {table}:{key}");
        }
        return pattern;
    }

    private CacheFormat format() {
        return switch (format) {
            case "json" -> CacheFormat.JSON;
            case "hash" -> CacheFormat.HASH;
            default ->
                throw new IllegalArgumentException("the option format of " + ExactOptions.readable(getEndpointUri())
                        + " is '" + format + "'; write json or hash");
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("cdc-cache writes only; a route can't start from it");
    }

    @Override
    public CacheComponent getComponent() {
        return (CacheComponent) super.getComponent();
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getKey() {
        return key;
    }

    public void setKey(String key) {
        this.key = key;
    }

    public String getFormat() {
        return format;
    }

    public void setFormat(String format) {
        this.format = format;
    }

    public String getExpiry() {
        return expiry;
    }

    public void setExpiry(String expiry) {
        this.expiry = expiry;
    }

    public String getFenceRetention() {
        return fenceRetention;
    }

    public void setFenceRetention(String fenceRetention) {
        this.fenceRetention = fenceRetention;
    }

    public int getWaitReplicas() {
        return waitReplicas;
    }

    public void setWaitReplicas(int waitReplicas) {
        this.waitReplicas = waitReplicas;
    }
}
