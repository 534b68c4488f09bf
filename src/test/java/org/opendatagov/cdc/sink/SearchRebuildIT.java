package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.sink.RebuildProgress.State;

@ExtendWith(SearchFixture.Elasticsearch.class)
class SearchRebuildIT extends RebuildContract {

    SearchRebuildIT(SearchFixture search) {
        super(search);
    }

    @Test
    void aJsonColumnBecomesFlattenedOnceItsIndexIsRebuilt() throws Exception {
        CdcRecord row = Rows.withJson("meta", Rows.create("t", "1", 1, "{\"meta\":{\"owner\":\"Ada\"}}"));
        route.write(row);
        try (SinkRoute flattening = search.route("?flattened=t.meta,other.rest")) {
            assertThat(rebuild(flattening).state()).isEqualTo(State.DONE);
            assertThat(search.found(INDEX, "meta.owner", "Ada")).containsExactly("1");

            flattening.write(
                    Rows.withJson("meta", Rows.create("t", "2", 2, "{\"meta\":[1]}")),
                    Rows.withJson("meta", Rows.create("other", "1", 2, "{\"meta\":[1]}")));
            assertThat(flattening.letters)
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.cause()).contains("can't take the document", "meta"));
            assertThat(search.source("cdc_other", "1").isMissingNode()).isFalse();
        }
    }
}
