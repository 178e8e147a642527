package io.hexforge.domain.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.identity.SigningKey.Use;
import io.hexforge.domain.ops.SealedSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SigningKeyPolicyTest {
    private static final Duration ACCESS_LIFE = Duration.ofMinutes(30);
    private static final SigningKeyPolicy POLICY = SigningKeyPolicy.of(ACCESS_LIFE);
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    private static SigningKey key(String id, Instant signsFrom) {
        var sealed = new SealedSecret("k", new byte[0]);
        return new SigningKey(id, Use.ACCESS_TOKENS, "public", sealed, signsFrom, signsFrom);
    }

    @Test
    void the_first_key_signs_at_once_and_every_other_is_announced() {
        assertThat(POLICY.due(List.of(), NOW)).isTrue();
        assertThat(POLICY.signsFrom(List.of(), NOW)).isEqualTo(NOW);

        assertThat(POLICY.signsFrom(List.of(key("a", NOW)), NOW)).isEqualTo(NOW.plus(Duration.ofHours(1)));
    }

    @Test
    void a_key_signs_from_its_time_on() {
        SigningKey old = key("a", NOW.minusSeconds(100));
        SigningKey fresh = key("b", NOW);

        assertThat(POLICY.signing(List.of(fresh, old), NOW.minusMillis(1))).contains(old);
        assertThat(POLICY.signing(List.of(fresh, old), NOW)).contains(fresh);
        assertThat(POLICY.signing(List.of(fresh), NOW.minusSeconds(5))).contains(fresh);
        assertThat(POLICY.signing(List.of(), NOW)).isEmpty();
    }

    @Test
    void a_successor_is_due_after_ninety_days_and_once() {
        SigningKey old = key("a", NOW.minus(Duration.ofDays(90)));

        assertThat(POLICY.due(List.of(old), NOW.minusMillis(1))).isFalse();
        assertThat(POLICY.due(List.of(old), NOW)).isTrue();
        assertThat(POLICY.due(List.of(old, key("b", NOW.plusSeconds(3600))), NOW))
                .isFalse();
    }

    /// Years of a service that looks at its keys every so often.
    @Property(tries = 50)
    void no_key_goes_before_its_last_token_and_each_is_announced(
            @ForAll @LongRange(min = 10, max = 100_000) long lookEveryMinutes) {
        var keys = new ArrayList<SigningKey>();
        SigningKey signing = null;
        Instant signedUntil = NOW;
        SigningKey before = null;
        for (Instant now = NOW;
                now.isBefore(NOW.plus(Duration.ofDays(400)));
                now = now.plusSeconds(lookEveryMinutes * 60)) {
            if (POLICY.due(keys, now)) {
                keys.add(key("k" + keys.size() + now, POLICY.signsFrom(keys, now)));
            }
            keys.removeAll(POLICY.useless(keys, now));
            SigningKey current = POLICY.signing(keys, now).orElseThrow();
            if (!current.equals(signing)) {
                before = signing;
                signing = current;
            } else {
                signedUntil = now;
            }
            assertThat(keys).hasSizeLessThanOrEqualTo(3).contains(current);
            if (before != null && now.isBefore(signing.signsFrom().plus(ACCESS_LIFE))) {
                assertThat(keys).contains(before);
            }
        }
        assertThat(signedUntil).isAfter(NOW);
    }
}
