package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.AccessClaims;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.SigningKey.Opened;
import io.hexforge.ports.driven.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What every [TokenSigner] does.
public interface TokenSignerContract {
    TokenSigner signer();

    /// {@return the clock that `signer` goes by}
    TestClock clock();

    default AccessClaims claims() {
        return new AccessClaims(
                TestActors.IDS.next(),
                TestActors.IDS.next(),
                7,
                TestActors.IDS.next(),
                TestActors.IDS.next(),
                Role.ADMIN,
                true,
                Set.of(Scope.ALL, Scope.GATEWAY_USE),
                Set.of(AuthMethod.PASSWORD, AuthMethod.TOTP),
                clock().instant().minusSeconds(60),
                clock().instant(),
                clock().instant().plusSeconds(1800));
    }

    @Test
    default void says_what_was_signed() {
        Opened key = signer().newKey();
        AccessClaims claims = claims();

        assertThat(signer().verify(signer().sign(claims, key).reveal(), List.of(key)))
                .contains(claims);
    }

    @Test
    default void says_what_was_signed_of_somebody_with_nothing() {
        Opened key = signer().newKey();
        AccessClaims some = claims();
        var none = new AccessClaims(
                some.id(),
                some.sessionId(),
                0,
                some.userId(),
                some.tenantId(),
                null,
                false,
                Set.of(),
                Set.of(),
                some.authenticatedAt(),
                some.issuedAt(),
                some.expiresAt());

        assertThat(signer().verify(signer().sign(none, key).reveal(), List.of(key)))
                .contains(none);
    }

    @Test
    default void knows_its_keys_from_others() {
        Opened old = signer().newKey();
        Opened fresh = signer().newKey();
        String token = signer().sign(claims(), old).reveal();

        assertThat(old.id()).isNotEqualTo(fresh.id());
        assertThat(signer().verify(token, List.of(fresh, old))).isPresent();
        assertThat(signer().verify(token, List.of(fresh))).isEmpty();
        assertThat(signer().verify(token, List.of())).isEmpty();
    }

    @Test
    default void refuses_what_has_expired() {
        Opened key = signer().newKey();
        String token = signer().sign(claims(), key).reveal();
        clock().advance(Duration.ofSeconds(1799));
        assertThat(signer().verify(token, List.of(key))).isPresent();

        clock().advance(Duration.ofSeconds(1));

        assertThat(signer().verify(token, List.of(key))).isEmpty();
    }

    @Test
    default void refuses_what_is_no_token() {
        Opened key = signer().newKey();
        for (String text : List.of("", ".", "..", "a.b.c", "hf_x", "eyJhbGciOiJub25lIn0..", "x".repeat(100_000))) {
            assertThat(signer().verify(text, List.of(key))).as(text).isEmpty();
        }
    }

    @Test
    default void names_the_key_in_what_is_published() {
        Opened key = signer().newKey();

        assertThat(signer().publicKey(key).string("kid")).contains(key.id());
        assertThat(signer().publicKey(key).toString())
                .doesNotContain(key.privateKey().reveal());
    }
}
