package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Secret;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.PasswordHasher.Verdict;
import org.junit.jupiter.api.Test;

/// What every [PasswordHasher] does.
public interface PasswordHasherContract {
    Secret PASSWORD = new Secret("correct horse battery staple");

    PasswordHasher hasher();

    /// Of [#PASSWORD], as a weaker hasher made it.
    String outdated();

    @Test
    default void knows_a_password_again() {
        String hash = hasher().hash(PASSWORD);

        assertThat(hasher().verify(PASSWORD, hash)).isEqualTo(Verdict.RIGHT);
        assertThat(hasher().verify(new Secret("correct horse battery stapler"), hash))
                .isEqualTo(Verdict.WRONG);
        assertThat(hasher().verify(new Secret(""), hash)).isEqualTo(Verdict.WRONG);
    }

    @Test
    default void salts_each_hash_and_shows_nothing_of_the_password() {
        assertThat(hasher().hash(PASSWORD))
                .isNotEqualTo(hasher().hash(PASSWORD))
                .doesNotContain("correct", "horse");
    }

    @Test
    default void tells_characters_apart_that_look_alike_to_an_encoding() {
        String hash = hasher().hash(new Secret("пароль-пароль-пароль"));

        assertThat(hasher().verify(new Secret("пароль-пароль-пароль"), hash)).isEqualTo(Verdict.RIGHT);
        assertThat(hasher().verify(new Secret("??????-??????-??????"), hash)).isEqualTo(Verdict.WRONG);
    }

    @Test
    default void looks_at_every_character_of_the_longest_password() {
        String hash = hasher().hash(new Secret("🐎".repeat(255) + "a"));

        assertThat(hasher().verify(new Secret("🐎".repeat(255) + "b"), hash)).isEqualTo(Verdict.WRONG);
    }

    @Test
    default void says_when_a_hash_is_too_weak_by_now() {
        assertThat(hasher().verify(PASSWORD, outdated())).isEqualTo(Verdict.OUTDATED);
        assertThat(hasher().verify(new Secret("another password"), outdated())).isEqualTo(Verdict.WRONG);
    }

    @Test
    default void has_a_decoy_of_its_own_kind_that_fits_nothing() {
        String decoy = hasher().decoy();
        String real = hasher().hash(PASSWORD);

        assertThat(hasher().verify(PASSWORD, decoy)).isEqualTo(Verdict.WRONG);
        assertThat(parameters(decoy)).isEqualTo(parameters(real));
        assertThat(decoy).hasSameSizeAs(real);
    }

    @Test
    default void takes_what_it_does_not_know_for_wrong() {
        assertThat(hasher().verify(PASSWORD, "")).isEqualTo(Verdict.WRONG);
        assertThat(hasher().verify(PASSWORD, "correct horse battery staple")).isEqualTo(Verdict.WRONG);
        assertThat(hasher().verify(PASSWORD, "$pbkdf2-sha256$i=1,l=32$###$###")).isEqualTo(Verdict.WRONG);
        assertThat(hasher().verify(PASSWORD, "$unheard-of$x$y")).isEqualTo(Verdict.WRONG);
    }

    @Test
    default void serves_fifty_at_once() {
        String hash = hasher().hash(PASSWORD);

        assertThat(Race.ofFifty(i -> hasher().verify(i % 2 == 0 ? PASSWORD : new Secret("wrong " + i), hash)))
                .filteredOn(Verdict::right)
                .hasSize(25);
    }

    private static String parameters(String hash) {
        return hash.substring(0, hash.lastIndexOf('$', hash.lastIndexOf('$') - 1));
    }
}
