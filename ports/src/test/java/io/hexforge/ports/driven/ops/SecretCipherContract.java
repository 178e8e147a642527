package io.hexforge.ports.driven.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hexforge.domain.Secret;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.Race;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// What every [SecretCipher] does.
public interface SecretCipherContract {
    SecretCipher cipher();

    @Test
    default void opens_what_it_sealed() {
        for (String text : new String[] {"sk-1234567890", "", "ü 😀\n", "x".repeat(10_000)}) {
            SealedSecret sealed = cipher().seal(new Secret(text), "row 1");
            assertThat(cipher().open(sealed, "row 1")).isEqualTo(new Secret(text));
        }
    }

    @Test
    default void names_the_key_it_seals_under() {
        assertThat(cipher().seal(new Secret("a"), "row 1").keyId()).isEqualTo(cipher().currentKeyId());
    }

    @Test
    default void never_seals_to_the_same_bytes_twice_and_never_in_clear() {
        var secret = new Secret("sk-1234567890");

        var sealed = Race.ofFifty(i -> cipher().seal(secret, "row 1").bytes());

        assertThat(sealed.stream().map(Arrays::toString)).doesNotHaveDuplicates();
        assertThat(sealed)
                .allSatisfy(bytes -> assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                        .doesNotContain("1234"));
    }

    @Test
    default void seals_and_opens_for_fifty_concurrent_callers() {
        var opened = Race.ofFifty(i -> {
            var secret = new Secret("secret " + i);
            return cipher().open(cipher().seal(secret, "row " + i), "row " + i).equals(secret);
        });

        assertThat(opened).containsOnly(true);
    }

    @Test
    default void does_not_open_for_another_context() {
        SealedSecret sealed = cipher().seal(new Secret("sk-1234567890"), "row 1");

        assertBroken(() -> cipher().open(sealed, "row 2"));
    }

    @Test
    default void does_not_open_what_was_changed_in_any_byte() {
        SealedSecret sealed = cipher().seal(new Secret("sk-1234567890"), "row 1");
        for (int i = 0; i < sealed.bytes().length; i++) {
            byte[] changed = sealed.bytes().clone();
            changed[i] ^= 1;
            assertBroken(() -> cipher().open(new SealedSecret(sealed.keyId(), changed), "row 1"));
        }
    }

    @Test
    default void does_not_open_what_was_cut() {
        SealedSecret sealed = cipher().seal(new Secret("sk-1234567890"), "row 1");
        for (int length = 0; length < sealed.bytes().length; length++) {
            byte[] cut = Arrays.copyOf(sealed.bytes(), length);
            assertBroken(() -> cipher().open(new SealedSecret(sealed.keyId(), cut), "row 1"));
        }
    }

    @Test
    default void does_not_open_what_was_sealed_under_a_key_that_is_not_at_hand() {
        SealedSecret sealed = cipher().seal(new Secret("sk-1234567890"), "row 1");

        assertBroken(() -> cipher().open(new SealedSecret("no-such-key", sealed.bytes()), "row 1"));
    }

    private static void assertBroken(ThrowingCallable opening) {
        assertThatExceptionOfType(PortException.class)
                .isThrownBy(opening)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(PortException.Kind.BROKEN))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("1234"));
    }
}
