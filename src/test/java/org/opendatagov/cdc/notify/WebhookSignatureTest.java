package org.opendatagov.cdc.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {

    /** The vector that the reference libraries of Standard Webhooks test themselves with. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final long TIMESTAMP = 1614265330;
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    @Test
    void signsAsTheReferenceLibrariesDo() {
        assertThat(signature(SECRET).sign(ID, TIMESTAMP, BODY)).isEqualTo(SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", ",", ", ", "\n"})
    void signsOnceForEachSecret(String separator) {
        String other = "whsec_c2VjcmV0IG51bWJlciB0d28sIDI0IGJ5dGVzIQ==";

        String signatures = signature(SECRET + separator + other).sign(ID, TIMESTAMP, BODY);

        assertThat(signatures.split(" ", -1)).hasSize(2).doesNotHaveDuplicates().startsWith(SIGNATURE);
        assertThat(signatures).doesNotContain("\n");
    }

    @Test
    void anotherBodyTimeOrIdMakesAnotherSignature() {
        WebhookSignature signature = signature(SECRET);

        assertThat(signature.sign(ID, TIMESTAMP + 1, BODY)).isNotEqualTo(SIGNATURE);
        assertThat(signature.sign(ID + "x", TIMESTAMP, BODY)).isNotEqualTo(SIGNATURE);
        assertThat(signature.sign(ID, TIMESTAMP, new byte[0])).isNotEqualTo(SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ","})
    void withoutASecretThereIsNothingToSignWith(String secrets) {
        assertThat(signature(secrets).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2hunter2",
                "whsec_!!!!hunter2!!!!",
                "whsec_aHVudGVyMg==",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            })
    void aSecretThatCannotBeUsedIsRefusedWithoutRepeatingIt(String secret) {
        assertThatThrownBy(() -> signature(SECRET + " " + secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cdc.notify.x.secret ")
                .hasMessageContaining("whsec_")
                .hasMessageNotContaining(secret.replace("whsec_", ""));
    }

    private static WebhookSignature signature(String secrets) {
        return WebhookSignature.ofSecrets("cdc.notify.x.secret", secrets);
    }
}
