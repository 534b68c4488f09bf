package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DocumentIdTest {

    @Test
    void aKeyIsItsOwnId() {
        assertThat(DocumentId.of("2026-01-01T00:00:00Z:sales:gold")).isEqualTo("2026-01-01T00:00:00Z:sales:gold");
    }

    @Test
    void upToTheLimitInBytesItIsKept() {
        String ascii = "x".repeat(512);
        String umlauts = "ä".repeat(256);
        assertThat(DocumentId.of(ascii)).isEqualTo(ascii);
        assertThat(DocumentId.of(umlauts)).isEqualTo(umlauts);
    }

    @Test
    void overTheLimitItIsItsDigest() {
        assertThat(DocumentId.of("x".repeat(513)))
                .hasSize(64)
                .isEqualTo("35ade0090e64e74d6ad04204009c23a4e34b82bdf0f4f317fbcc5f26f9b10241");
        String umlauts = "ä".repeat(257);
        assertThat(umlauts.getBytes(StandardCharsets.UTF_8)).hasSizeGreaterThan(512);
        assertThat(DocumentId.of(umlauts)).hasSize(64).isNotEqualTo(DocumentId.of("ä".repeat(258)));
    }

    @Test
    void anEmptyKeyHasADigestToo() {
        assertThat(DocumentId.of("")).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
