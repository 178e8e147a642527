package io.hexforge.ports.driving.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.SigningKey;
import io.hexforge.domain.identity.SigningKeyPolicy;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.identity.TestTokens;
import io.hexforge.ports.inprocess.identity.InProcessSigningKeys;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SigningKeysTest {
    private static final Duration ACCESS_LIFE = Duration.ofMinutes(30);

    private final SecureRandom random = new SecureRandom();
    private final TestClock clock = new TestClock();
    private final InProcessSigningKeys store = new InProcessSigningKeys();
    private final TestTokens signer = new TestTokens(clock);
    private final EncryptionKey encryption = EncryptionKey.generate(random);

    private SigningKeys node(@Nullable Secret shared, EncryptionKey... keys) {
        var cipher = new AesGcmCipher(List.of(keys), random);
        return new SigningKeys(store, signer, cipher, SigningKeyPolicy.of(ACCESS_LIFE), shared, clock, random);
    }

    private SigningKeys started() {
        SigningKeys keys = node(null, encryption);
        keys.refresh();
        return keys;
    }

    @Test
    void nodes_that_start_together_agree() {
        var words = Race.ofFifty(i -> {
            SigningKeys keys = started();
            return keys.signing().id() + HexFormat.of().formatHex(keys.forRefreshTokens());
        });

        assertThat(words).containsOnly(words.getFirst());
        assertThat(store.all()).hasSize(2);
    }

    @Test
    void survive_a_change_of_the_encryption_key() {
        SigningKeys before = started();
        EncryptionKey fresh = EncryptionKey.generate(random);

        assertThat(node(null, fresh, encryption).reseal()).isEqualTo(2);
        assertThat(node(null, fresh, encryption).reseal()).isZero();

        SigningKeys after = node(null, fresh);
        after.refresh();
        assertThat(after.signing()).isEqualTo(before.signing());
        assertThat(after.forRefreshTokens()).isEqualTo(before.forRefreshTokens());
    }

    @Test
    void take_over_from_each_other_by_age_everywhere() {
        SigningKeys here = started();
        SigningKeys there = started();
        String first = here.signing().id();
        clock.advance(Duration.ofDays(90));
        here.refresh();
        there.refresh();
        assertThat(here.signing().id()).isEqualTo(first);
        assertThat(there.published()).hasSize(2);

        clock.advance(Duration.ofHours(1));
        here.refresh();
        there.refresh();

        assertThat(here.signing().id())
                .isNotEqualTo(first)
                .isEqualTo(there.signing().id());
        assertThat(here.verifying()).containsKey(first);
        clock.advance(ACCESS_LIFE.plusMinutes(6));
        here.refresh();
        assertThat(here.verifying()).doesNotContainKey(first);
        assertThat(store.all()).hasSize(2);
    }

    @Test
    void a_shared_secret_is_published_nowhere() {
        SigningKeys keys = node(new Secret("shared"), encryption);

        keys.refresh();

        assertThat(keys.signing().privateKey()).isEqualTo(new Secret("shared"));
        assertThat(keys.published()).isEmpty();
        assertThat(store.all()).extracting(SigningKey::use).containsExactly(SigningKey.Use.REFRESH_TOKENS);
    }

    @Test
    void are_not_known_before_they_were_read() {
        assertThatIllegalStateException()
                .isThrownBy(() -> node(null, encryption).signing());
    }
}
