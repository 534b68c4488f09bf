package org.opendatagov.cdc.sink;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("faults")
@ExtendWith(SearchFixture.OpenSearch.class)
class OpenSearchRebuildIT extends RebuildContract {

    OpenSearchRebuildIT(SearchFixture search) {
        super(search);
    }
}
