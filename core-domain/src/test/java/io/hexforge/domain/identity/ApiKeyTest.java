package io.hexforge.domain.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApiKeyTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Random RANDOM = new Random(1);

    @Test
    void works_until_it_expires_and_not_at_that_instant() {
        ApiKey key = expiring(NOW.plusSeconds(10));

        assertThat(key.usableAt(NOW.plusSeconds(10).minusNanos(1000))).isTrue();
        assertThat(key.usableAt(NOW.plusSeconds(10))).isFalse();
        assertThat(expiring(null).usableAt(Instant.MAX)).isTrue();
    }

    @Test
    void never_works_again_once_it_is_withdrawn() {
        ApiKey withdrawn = expiring(null).revoked(NOW);

        assertThat(withdrawn.usableAt(NOW.minusSeconds(1))).isFalse();
        assertThat(withdrawn.version()).isEqualTo(2);
        assertThat(withdrawn.revoked(NOW.plusSeconds(1))).isEqualTo(withdrawn);
    }

    @Test
    void goes_on_working_for_the_grace_of_its_rotation() {
        ApiKey replaced = expiring(null).replaced(UUID.randomUUID(), NOW, Duration.ofMinutes(5));

        assertThat(replaced.expiresAt()).isEqualTo(NOW.plus(Duration.ofMinutes(5)));
        assertThat(replaced.version()).isEqualTo(2);
    }

    @Test
    void never_works_longer_for_being_rotated() {
        ApiKey replaced = expiring(NOW.plusSeconds(10)).replaced(UUID.randomUUID(), NOW, Duration.ofMinutes(5));

        assertThat(replaced.expiresAt()).isEqualTo(NOW.plusSeconds(10));
    }

    @Test
    void passes_all_but_its_secret_and_its_history_to_its_successor() {
        ApiKey old = expiring(NOW.plusSeconds(10)).renamed("other").revoked(NOW);
        var secret = ApiKeySecret.generate(RANDOM);

        ApiKey successor = old.successor(UUID.randomUUID(), secret, NOW.plusSeconds(1));

        assertThat(successor)
                .usingRecursiveComparison()
                .ignoringFields("id", "hash", "preview", "createdAt", "revokedAt", "version")
                .isEqualTo(old);
        assertThat(successor.hash()).isEqualTo(secret.hash());
        assertThat(successor.createdAt()).isEqualTo(NOW.plusSeconds(1));
        assertThat(successor.revokedAt()).isNull();
        assertThat(successor.version()).isEqualTo(1);
    }

    @Test
    void knows_instants_to_the_microsecond_as_stores_keep_them() {
        ApiKey key = expiring(NOW.plusNanos(1_999)).revoked(NOW.plusNanos(2_001));

        assertThat(key.expiresAt()).isEqualTo(NOW.plusNanos(1_000));
        assertThat(key.revokedAt()).isEqualTo(NOW.plusNanos(2_000));
    }

    @Test
    void allows_its_own_scopes_only_unless_it_allows_all() {
        assertThat(expiring(null).actor(false).may(Scope.GATEWAY_USE)).isTrue();
        assertThat(expiring(null).actor(true).may(Scope.KEYS_WRITE)).isFalse();
        assertThat(expiring(null).actor(false).may(Scope.ALL)).isFalse();
        assertThat(withScopes(null, Set.of(Scope.ALL)).actor(false).may(Scope.KEYS_WRITE))
                .isTrue();
    }

    private static ApiKey expiring(@Nullable Instant expiresAt) {
        return withScopes(expiresAt, Set.of(Scope.GATEWAY_USE));
    }

    private static ApiKey withScopes(@Nullable Instant expiresAt, Set<Scope> scopes) {
        var secret = ApiKeySecret.generate(RANDOM);
        return new ApiKey(
                new UUID(0, 1),
                new UUID(0, 2),
                new UUID(0, 3),
                "name",
                secret.preview(),
                secret.hash(),
                scopes,
                KeyLimits.NONE,
                NOW,
                expiresAt,
                null,
                null,
                1);
    }
}
