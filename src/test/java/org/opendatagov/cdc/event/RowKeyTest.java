package org.opendatagov.cdc.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.opendatagov.cdc.event.Envelopes.bytes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowKeyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":\"3f2a\"}|3f2a",
                "{\"id\":\"a:b%c\"}|a:b%c",
                "{\"id\":\"\"}|''",
                "{\"id\":42}|42",
                "{\"id\":-9223372036854775808}|-9223372036854775808",
                "{\"id\":1.10}|1.10",
                "{\"id\":1.0E10}|1.0E10",
                "{\"id\":true}|true",
                "{\"id\":{\"scale\":1,\"value\":\"Ag==\"}}|{\"scale\":1,\"value\":\"Ag==\"}"
            })
    void aSinglePartIsTakenAsItStands(String json, String text) {
        assertThat(RowKey.parse(bytes(json)).text()).isEqualTo(text);
    }

    @Test
    void severalPartsAreJoinedInKeyOrder() {
        RowKey key = RowKey.parse(bytes("{\"pipeline_id\":\"etl:daily 5%\",\"version\":3}"));

        assertThat(key.parts()).containsExactly("etl:daily 5%", "3");
        assertThat(key.text()).isEqualTo("etl%3Adaily 5%25:3");
    }

    @Test
    void aSchemaAroundTheKeyChangesNothing() {
        String wrapped =
                "{\"schema\":{\"type\":\"struct\",\"fields\":[]},\"payload\":{\"pipeline_id\":\"p\",\"version\":3}}";

        assertThat(RowKey.parse(bytes(wrapped)).text()).isEqualTo("p:3");
    }

    @Test
    void columnsMayBeCalledSchemaAndPayload() {
        assertThat(RowKey.parse(bytes("{\"schema\":\"s\",\"payload\":\"p\"}")).parts())
                .containsExactly("s", "p");
    }

    @Test
    void noBytesAreNoKey() {
        assertThat(RowKey.parse(null)).isNull();
        assertThat(RowKey.parse(new byte[0])).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null|it is no JSON object",
                "\"secret\"|it is no JSON object",
                "[1]|it is no JSON object",
                "{}|it has no columns",
                "{\"schema\":{},\"payload\":{}}|it has no columns",
                "{\"id\":null}|its column 'id' is null, and a primary key has no nulls",
                "{\"id\":1}{}|something follows its JSON object",
                "secret|it isn't JSON from byte 0 on",
                "{\"id\":1|it isn't JSON from byte 7 on"
            })
    void whatIsNoKeyIsRefusedInOneSentence(String json, String reason) {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> RowKey.parse(bytes(json)))
                .withMessage("The key of a record is no row's key: " + reason)
                .withNoCause();
    }

    @Test
    void theColumnsOfAKeyAreNamed() {
        assertThat(RowKey.columns(bytes("{\"id\":1,\"region\":\"eu\"}"))).containsExactly("id", "region");
        assertThat(RowKey.columns(bytes("{\"schema\":{\"type\":\"struct\"},\"payload\":{\"id\":1}}")))
                .containsExactly("id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "[1]", "{", "null", "{\"schema\":{},\"payload\":{}}"})
    void whatIsNoKeyHasNoColumns(String json) {
        assertThat(RowKey.columns(bytes(json))).isEmpty();
        assertThat(RowKey.columns(null)).isEmpty();
    }

    @Test
    void aKeyWithoutPartsCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RowKey(List.of()));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void noTwoCompositeKeysShareAText(int size) {
        // Few characters and short parts, so that nearly every pair that could collide comes up.
        String[] pieces = {"", ":", "%", "3", "A", "25", "%3A", "%25", "é", "\"", "\\"};
        Random random = new Random(20260208);
        Map<String, List<String>> seen = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            List<String> parts = new ArrayList<>();
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            for (int column = 0; column < size; column++) {
                String part = pieces[random.nextInt(pieces.length)] + pieces[random.nextInt(pieces.length)];
                parts.add(part);
                json.put("c" + column, part);
            }

            RowKey key = RowKey.parse(bytes(json.toString()));

            assertThat(key.parts()).isEqualTo(parts);
            List<String> other = seen.putIfAbsent(key.text(), parts);
            if (other != null) {
                assertThat(other).as("the text %s", key.text()).isEqualTo(parts);
            }
            assertThat(decoded(key.text())).isEqualTo(parts);
        }
        assertThat(seen).hasSizeGreaterThan(1_000);
    }

    private static List<String> decoded(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split(":", -1)) {
            parts.add(part.replace("%3A", ":").replace("%25", "%"));
        }
        return parts;
    }
}
