package org.opendatagov.cdc.capture.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HypertableTest {

    @Test
    void aFormerHypertableHasANameAndAKeyOrIsGivenUp() {
        String option =
                "_timescaledb_internal._hyper_4=public.old_ts(time device), chunks.m=public.keyless,chunks.n=none";

        assertThat(Hypertable.formerOf(option))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(
                        new Hypertable(
                                new TableName("public", "old_ts"),
                                new TableName("_timescaledb_internal", "_hyper_4"),
                                false,
                                List.of("time", "device")),
                        new Hypertable(
                                new TableName("public", "keyless"), new TableName("chunks", "m"), false, List.of()),
                        new Hypertable(null, new TableName("chunks", "n"), true, List.of()));
    }

    @Test
    void noneIsTheDefault() {
        assertThat(Hypertable.formerOf("")).isEmpty();
    }

    @Test
    void anEntryOfAnotherFormIsRefusedInOneSentence() {
        assertThatThrownBy(() -> Hypertable.formerOf("_hyper_4=public.old_ts"))
                .isInstanceOf(CaptureProblem.class)
                .hasMessage("formerHypertables in the route has the entry _hyper_4=public.old_ts; it has to be"
                        + " <schema>.<prefix of chunks>=<schema>.<table>(<key columns, separated by blanks>),"
                        + " or <schema>.<prefix of chunks>=none");
    }
}
