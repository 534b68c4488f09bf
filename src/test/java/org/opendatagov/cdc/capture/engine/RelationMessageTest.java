package org.opendatagov.cdc.capture.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelationMessageTest {

    @Test
    void aMessageIsReadAndLeftAsItIs() {
        ByteBuffer message = message('d', "b", true, "a", true, "note ü", false);

        RelationMessage relation = RelationMessage.read(message);

        assertThat(relation)
                .isEqualTo(new RelationMessage("public", "t", 'd', List.of("b", "a", "note ü"), List.of("b", "a")));
        assertThat(message.position()).isZero();
        assertThat(RelationMessage.read(ByteBuffer.wrap(new byte[] {'I', 0}))).isNull();
    }

    @Test
    void theCatalogsOrderOfTheSameKeyCounts() {
        assertThat(RelationMessage.read(message('d', "b", true, "a", true)).primaryKey(List.of("a", "b")))
                .containsExactly("a", "b");
    }

    @Test
    void aKeyThatTheCatalogHasNoMoreComesFromTheMessage() {
        RelationMessage relation = RelationMessage.read(message('d', "id", true, "v", false));

        assertThat(relation.primaryKey(List.of("renamed"))).containsExactly("id");
        assertThat(relation.primaryKey(List.of())).containsExactly("id");
        assertThat(relation.primaryKey(List.of("v"))).containsExactly("id");
    }

    @Test
    void anIdentityThatIsNoKeyLeavesTheKeyToTheCatalog() {
        RelationMessage full = RelationMessage.read(message('f', "id", true, "v", true));
        RelationMessage index = RelationMessage.read(message('i', "id", false, "v", true));

        assertThat(full.primaryKey(List.of("id"))).containsExactly("id");
        assertThat(index.primaryKey(List.of("id"))).containsExactly("id");
        assertThat(index.primaryKey(List.of())).containsExactly("v");
        assertThat(RelationMessage.read(message('n', "id", false)).primaryKey(List.of()))
                .isEmpty();
    }

    /** Columns by name, each with whether it is part of the key. */
    private static ByteBuffer message(char identity, Object... columns) {
        ByteBuffer message = ByteBuffer.allocate(200);
        message.put((byte) 'R').putInt(4711);
        text(message, "public");
        text(message, "t");
        message.put((byte) identity).putShort((short) (columns.length / 2));
        for (int i = 0; i < columns.length; i += 2) {
            message.put((byte) (Boolean.TRUE.equals(columns[i + 1]) ? 1 : 0));
            text(message, (String) columns[i]);
            message.putInt(23).putInt(-1);
        }
        return message.flip();
    }

    private static void text(ByteBuffer message, String text) {
        message.put(text.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
    }
}
