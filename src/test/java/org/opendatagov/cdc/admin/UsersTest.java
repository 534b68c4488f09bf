package org.opendatagov.cdc.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsersTest {

    private static final String HASH = BcryptUtil.bcryptHash("geheim", 4);

    @ParameterizedTest
    @ValueSource(strings = {"$2a$", "$2b$", "$2y$"})
    void aPasswordIsRightUnderEachNameOfTheAlgorithm(String prefix) {
        Users users = users(Map.of("cdc.admin.users.olga.password-hash", prefix + HASH.substring(4)));

        assertThat(users.isPassword("olga", "geheim".toCharArray())).isTrue();
        assertThat(users.isPassword("olga", "geheim".toCharArray())).isTrue();
        assertThat(users.isPassword("olga", "Geheim".toCharArray())).isFalse();
        assertThat(users.isPassword("vic", "geheim".toCharArray())).isFalse();
    }

    @Test
    void whoHasNoRoleSetMayRead() {
        Users users = users(Map.of("cdc.admin.users.olga.password-hash", HASH));

        assertThat(users.roles("olga")).containsExactly("viewer");
    }

    @Test
    void withoutSettingsThereAreNoUsers() {
        Users users = users(Map.of());

        assertThat(users.isEmpty()).isTrue();
        assertThat(users.isPassword("", new char[0])).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"geheim", "$2a$03$", "{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M=", "$2a$31$"})
    void whatIsNoBcryptHashStopsTheStart(String hash) {
        Map<String, String> settings =
                Map.of("cdc.admin.users.olga.password-hash", hash.startsWith("$2a$") ? hash + HASH.substring(7) : hash);

        assertThatThrownBy(() -> users(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cdc.admin.users.olga.password-hash isn't a bcrypt hash")
                .hasMessageNotContaining(hash);
    }

    @Test
    void aRoleThatThereIsNotStopsTheStart() {
        Map<String, String> settings =
                Map.of("cdc.admin.users.olga.password-hash", HASH, "cdc.admin.users.olga.roles", "viewer,admin");

        assertThatThrownBy(() -> users(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cdc.admin.users.olga.roles")
                .hasMessageContaining("there are viewer and operator");
    }

    private static Users users(Map<String, String> settings) {
        return new Users(new SmallRyeConfigBuilder()
                .withMapping(AdminSettings.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(AdminSettings.class));
    }
}
