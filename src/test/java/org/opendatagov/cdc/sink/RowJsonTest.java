package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RowJsonTest {

    private final ObjectNode row = JsonNodeFactory.instance.objectNode();

    @Test
    void numbersKeepEveryDigit() {
        row.put("n", new BigDecimal("12345678901234567890.50"));
        row.put("i", new BigInteger("9".repeat(800)));
        row.put("z", -0.0);

        assertThat(written()).isEqualTo("{\"n\":12345678901234567890.50,\"i\":" + "9".repeat(800) + ",\"z\":-0.0}");
    }

    @Test
    void numbersThatReadersOfJsonRefuseAreTexts() {
        String digits = "9".repeat(1_200);
        row.put("n", new BigInteger(digits));
        row.putObject("in").putArray("list").add(new BigDecimal(digits + ".5"));

        assertThat(written()).isEqualTo("{\"n\":\"" + digits + "\",\"in\":{\"list\":[\"" + digits + ".5\"]}}");
    }

    private String written() {
        return new String(RowJson.bytes(json -> json.writeTree(row)), StandardCharsets.UTF_8);
    }
}
