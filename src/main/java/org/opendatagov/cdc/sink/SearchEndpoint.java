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
 * Keeps rows in Elasticsearch or OpenSearch: {@code cdc-search:<name>}, a producer that takes a {@code List<CdcRecord>}.
 *
 * <p>Created, updated and snapshot-read rows become documents whose id is the row's key (its SHA-256 when it has over 512 bytes); a
 * delete removes the document. The document's version is the commit position: a write that is lower is refused, an equal one
 * accepted, also after a delete for as long as {@code index.gc_deletes} says, one hour by the index template.
 *
 * <p>The index template maps text as {@code text} with the subfield {@code keyword}, full ISO timestamps as dates, and jsonb
 * objects as {@code flattened} (OpenSearch keeps them without indexing them). A value that doesn't suit a field of numbers, dates or
 * booleans stays in the document without being indexed. What can still fail is a jsonb column that holds objects in some rows and
 * scalars, or lists of scalars, in others: such a row goes to the flow's dead letters with Elasticsearch's reason, alone. A template
 * of one's own with a higher priority and {@code "enabled": false} for that column takes both.
 *
 * <p>The option {@code index} names an alias: the index behind it, {@code opendatagov-<name>-<number>}, is made before the first row. An index
 * that has the name itself is written to as it is. While one is rebuilt, see {@link SearchRebuilds}, rows are written to the new index
 * too.
 *
 * <p>Truncates and messages are left out; the flow reports each TRUNCATE. What becomes of rows of tables without a primary key the option
 * {@code keyless} says. The exchange fails with a {@link SinkUnavailableException} when the server is away, full or refuses everybody; the whole batch may be sent
 * again.
 */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "cdc-search",
        title = "CDC search",
        syntax = "cdc-search:name",
        producerOnly = true,
        category = {Category.SEARCH})
public class SearchEndpoint extends SinkEndpoint {

    @UriPath
    @Metadata(required = true, description = "A name for the search, for people; it has no effect")
    private String name;

    @UriParam(
            defaultValue = "cdc_{table}",
            description =
                    "The index of a row, with the placeholders {table}, {schema} and {database}; a table's own name is put in"
                            + " lower case, with _ for characters that an index can't have")
    private String index = "cdc_{table}";

    @UriParam(
            defaultValue = "5000000",
            description =
                    "How many bytes one request holds at most, unless one row alone is larger; keep it below the server's"
                            + " http.max_content_length")
    private int maxRequestBytes = 5_000_000;

    @UriParam(defaultValue = "true", description = "Whether to put the index template before the first write")
    private boolean template = true;

    @UriParam(
            description =
                    "JSON columns that hold objects in every row, as column or table.column, separated by commas: their parts can"
                            + " be searched, as the type flattened. A row with anything else there is a dead letter")
    private String flattened;

    @UriParam(
            defaultValue = "1m",
            description =
                    "How long the index that a rebuild has replaced is kept for searches that still run on it: 30s, 5m, PT1H. It"
                            + " takes room on the disk meanwhile")
    private String keepReplaced = "1m";

    public SearchEndpoint(String uri, SearchComponent component) {
        super(uri, component);
    }

    @Override
    public Producer createProducer() {
        if (maxRequestBytes < 1) {
            throw new IllegalArgumentException(
                    "the option maxRequestBytes of " + ExactOptions.readable(getEndpointUri()) + " is "
                            + maxRequestBytes + "; write a number of bytes such as 5000000");
        }
        return new SearchProducer(this, IndexName.parse(index));
    }

    @Override
    RowSink contents() {
        return new SearchContents(this, IndexName.parse(index));
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("cdc-search writes only; a route can't start from it");
    }

    @Override
    public SearchComponent getComponent() {
        return (SearchComponent) super.getComponent();
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getIndex() {
        return index;
    }

    public void setIndex(String index) {
        this.index = index;
    }

    public int getMaxRequestBytes() {
        return maxRequestBytes;
    }

    public void setMaxRequestBytes(int maxRequestBytes) {
        this.maxRequestBytes = maxRequestBytes;
    }

    public boolean isTemplate() {
        return template;
    }

    public void setTemplate(boolean template) {
        this.template = template;
    }

    Duration replacedFor() {
        return duration("keepReplaced", keepReplaced, "30s, 5m or PT1H");
    }

    public String getKeepReplaced() {
        return keepReplaced;
    }

    public void setKeepReplaced(String keepReplaced) {
        this.keepReplaced = keepReplaced;
    }

    public String getFlattened() {
        return flattened;
    }

    public void setFlattened(String flattened) {
        this.flattened = flattened;
    }
}
