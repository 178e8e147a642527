package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.identity.SigningKey;
import io.hexforge.domain.identity.SigningKey.Use;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.Race;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [SigningKeyStore] does. The store is empty at first.
public interface SigningKeyStoreContract {
    Instant NOW = Instant.parse("2026-03-04T05:06:07.123457Z");

    SigningKeyStore keys();

    private static SigningKey key(String id, Use use) {
        String publicKey = use == Use.ACCESS_TOKENS ? "public " + id : null;
        var sealed = new SealedSecret("0123abcd", new byte[] {1, 2, 3});
        return new SigningKey(id, use, publicKey, sealed, NOW, NOW.plusSeconds(3600));
    }

    @Test
    default void keeps_keys_as_they_were_given() {
        SigningKey access = key("a", Use.ACCESS_TOKENS);
        SigningKey refresh = key("r", Use.REFRESH_TOKENS);

        assertThat(keys().add(access, List.of())).isTrue();
        assertThat(keys().add(refresh, List.of())).isTrue();

        assertThat(keys().all()).usingRecursiveFieldByFieldElementComparator().containsExactly(access, refresh);
    }

    @Test
    default void adds_a_key_only_beside_those_that_its_maker_saw() {
        assertThat(keys().add(key("b", Use.ACCESS_TOKENS), List.of("a"))).isFalse();
        assertThat(keys().add(key("a", Use.ACCESS_TOKENS), List.of())).isTrue();
        assertThat(keys().add(key("b", Use.ACCESS_TOKENS), List.of())).isFalse();
        assertThat(keys().add(key("b", Use.ACCESS_TOKENS), List.of("a"))).isTrue();

        assertThat(keys().all()).extracting(SigningKey::id).containsExactly("a", "b");
    }

    @Test
    default void lets_one_of_fifty_concurrent_nodes_add_a_key() {
        var outcomes = Race.ofFifty(i -> keys().add(key("k" + i, Use.ACCESS_TOKENS), List.of()));

        assertThat(outcomes).filteredOn(won -> won).hasSize(1);
        assertThat(keys().all()).hasSize(1);
    }

    @Test
    default void replaces_a_ciphertext_that_is_still_the_expected_one() {
        SigningKey key = key("a", Use.ACCESS_TOKENS);
        keys().add(key, List.of());
        var fresh = new SealedSecret("4567cdef", new byte[] {9});

        assertThat(keys().reseal("a", key.sealed(), fresh)).isTrue();
        assertThat(keys().reseal("a", key.sealed(), fresh)).isFalse();
        assertThat(keys().reseal("b", fresh, fresh)).isFalse();

        assertThat(keys().all()).usingRecursiveFieldByFieldElementComparator().containsExactly(key.resealed(fresh));
    }

    @Test
    default void forgets_keys() {
        keys().add(key("a", Use.ACCESS_TOKENS), List.of());
        keys().add(key("b", Use.ACCESS_TOKENS), List.of("a"));

        keys().forget(List.of("a", "c"));

        assertThat(keys().all()).extracting(SigningKey::id).containsExactly("b");
    }
}
