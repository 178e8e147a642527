package io.hexforge.domain.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Secret;
import io.hexforge.domain.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordPolicyTest {
    private static final List<@Nullable String> ADA =
            List.of("ada.lovelace@engine.example", "countess", "Ada Lovelace");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct horse battery",
                "............",
                "мой дядя самых честных",
                "🐎🔋🐎🔋🐎🔋🐎🔋🐎🔋🐎🔋",
                "      a     "
            })
    void accepts_any_characters(String password) {
        assertThat(violations(password)).isEmpty();
    }

    @Test
    void counts_characters_and_not_their_encoding() {
        assertThat(violations("🐎".repeat(11)))
                .singleElement()
                .satisfies(v -> assertThat(v.detail()).contains("at least 12"));
        assertThat(violations("🐎".repeat(256))).isEmpty();
        assertThat(violations("🐎".repeat(257)))
                .singleElement()
                .satisfies(v -> assertThat(v.detail()).contains("at most 256"));
        assertThat(violations("e\u0301".repeat(11))).as("combined to 11").hasSize(1);
        assertThat(violations("x".repeat(1_000_000))).hasSize(1);
    }

    @Test
    void is_the_same_password_however_it_was_composed() {
        assertThat(PasswordPolicy.normalized(new Secret("caf\u00e9")))
                .isEqualTo(PasswordPolicy.normalized(new Secret("cafe\u0301")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwerty123456", "QwertyQwerty", "123qweasdzxc"})
    void refuses_the_commonest(String password) {
        assertThat(violations(password))
                .containsExactly(new Violation("/password", "is among the most used passwords, which are tried first"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"adalovelace1", "Countess2026", "ada.lovelace@engine.example", "lovelacelovelace", "hexforge1234"
            })
    void refuses_what_is_little_more_than_ones_own_name(String password) {
        assertThat(violations(password))
                .singleElement()
                .satisfies(v -> assertThat(v.detail()).contains("own name"));
    }

    @Test
    void lets_a_name_stand_in_a_long_password() {
        assertThat(violations("the countess rode out at dawn")).isEmpty();
    }

    @Test
    void knows_ten_thousand_that_are_long_enough() {
        assertThat(CommonPasswords.count()).isEqualTo(10_000);
    }

    private static List<Violation> violations(String password) {
        return PasswordPolicy.violations(new Secret(password), "/password", ADA);
    }
}
