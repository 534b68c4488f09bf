package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sink in front of Elasticsearch, which can index the parts of JSON. */
@ExtendWith(SearchFixture.Elasticsearch.class)
class SearchIT extends SearchContract {

    SearchIT(SearchFixture search) {
        super(search);
    }

    @Test
    void jsonbObjectsCanBeSearchedByTheirParts() throws Exception {
        route.write(
                Rows.create("t", "1", 1, "{\"meta\":{\"owner\":{\"name\":\"Ada\"},\"parts\":[{\"n\":1},{\"n\":2}]}}"),
                Rows.create("t", "2", 1, "{\"meta\":[{\"owner\":{\"name\":\"Bob\"}},{\"owner\":{\"name\":\"Eve\"}}]}"));
        assertThat(search.mapping("cdc_t").at("/meta/type").asText()).isEqualTo("flattened");
        assertThat(search.found("cdc_t", "meta.owner.name", "Ada")).containsExactly("1");
        assertThat(search.found("cdc_t", "meta.owner.name", "Eve")).containsExactly("2");
        assertThat(search.found("cdc_t", "meta.parts.n", "2")).containsExactly("1");
    }

    @Test
    void aDocumentThatCanNeverBeTakenIsADeadLetterAlone() throws Exception {
        route.write(Rows.create("t", "1", 1, "{\"meta\":{\"a\":1}}"));
        route.write(
                Rows.create("t", "2", 2, "{\"meta\":{\"a\":2}}"),
                Rows.create("t", "3", 2, "{\"meta\":\"a scalar\"}"),
                Rows.create("t", "4", 2, "{\"meta\":{\"a\":4}}"));
        assertThat(search.source("cdc_t", "2").isMissingNode()).isFalse();
        assertThat(search.source("cdc_t", "3").isMissingNode()).isTrue();
        assertThat(search.source("cdc_t", "4").isMissingNode()).isFalse();
        assertThat(route.letters).singleElement().satisfies(letter -> {
            assertThat(letter.flow()).isEqualTo("deliver");
            assertThat(letter.record().key()).isEqualTo("3".getBytes(StandardCharsets.UTF_8));
            assertThat(letter.cause())
                    .startsWith("Elasticsearch at 127.0.0.1:" + server.port() + " can't take the document: ")
                    .contains("meta")
                    .doesNotContain("a scalar");
        });
        assertThat(route.counted("dead")).isEqualTo(1);
    }

    @Test
    void aJsonColumnThatComesLaterTakesAnyShapeAndOneThatIsMappedStaysSo() throws Exception {
        search.ask("PUT", "/cdc_t", "{\"mappings\":{\"properties\":{\"meta\":{\"type\":\"flattened\"}}}}");
        route.write(Rows.withJson("meta", Rows.create("t", "1", 1, "{\"meta\":{\"a\":1}}")));
        route.write(Rows.withJson("more", Rows.create("t", "2", 1, "{\"more\":[1]}")));
        route.write(Rows.withJson("more", Rows.create("t", "3", 1, "{\"more\":{\"a\":1}}")));

        assertThat(route.letters).isEmpty();
        assertThat(search.mapping("cdc_t").at("/meta/type").asText()).isEqualTo("flattened");
        assertThat(search.mapping("cdc_t").at("/more/enabled").isBoolean()).isTrue();
    }
}
