package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.identity.RecoveryCode;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.TotpFactor;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.Race;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every [FactorStore] does.
public interface FactorStoreContract {
    Random RANDOM = new Random(7);

    FactorStore factors();

    /// {@return a user}
    UUID somebody();

    @Test
    default void keeps_an_app_that_is_not_confirmed_and_replaces_it() {
        UUID user = somebody();
        TotpFactor first = proposed(user);
        TotpFactor second = proposed(user);

        assertThat(factors().find(user)).hasValueSatisfying(found -> {
            assertThat(found.secret().sameAs(second.secret())).isTrue();
            assertThat(found.confirmed()).isFalse();
            assertThat(found.createdAt()).isEqualTo(second.createdAt());
        });
        assertThat(factors().confirm(first, 1, TestKeys.NOW))
                .as("replaced meanwhile")
                .isFalse();
        assertThat(factors().find(somebody())).isEmpty();
    }

    @Test
    default void confirms_an_app_once_and_does_not_let_it_be_replaced() {
        UUID user = somebody();
        TotpFactor factor = proposed(user);

        assertThat(factors().confirm(factor, 41, TestKeys.NOW)).isTrue();
        assertThat(factors().confirm(factor, 42, TestKeys.NOW)).isFalse();

        assertThat(factors().propose(factor(user), List.of())).isFalse();
        assertThat(factors().find(user)).hasValueSatisfying(found -> {
            assertThat(found.confirmedAt()).isEqualTo(TestKeys.NOW);
            assertThat(found.lastStep()).isEqualTo(41);
            assertThat(found.secret().sameAs(factor.secret())).isTrue();
        });
    }

    @Test
    default void uses_each_step_once_and_never_goes_back() {
        UUID user = confirmed(List.of());

        assertThat(factors().useStep(user, 41)).as("used to confirm").isFalse();
        assertThat(Race.ofFifty(i -> factors().useStep(user, 43)))
                .filteredOn(used -> used)
                .hasSize(1);
        assertThat(factors().useStep(user, 42)).isFalse();
        assertThat(factors().useStep(user, 44)).isTrue();
        assertThat(factors().useStep(somebody(), 44)).isFalse();
    }

    @Test
    default void uses_each_recovery_code_once() {
        List<SecretHash> codes = codes();
        UUID user = confirmed(codes);
        UUID another = confirmed(codes());

        assertThat(factors().useRecoveryCode(another, codes.getFirst())).isFalse();
        assertThat(Race.ofFifty(i -> factors().useRecoveryCode(user, codes.getFirst())))
                .filteredOn(used -> used)
                .hasSize(1);
        assertThat(factors().recoveryCodesLeft(user)).isEqualTo(9);
        assertThat(factors().recoveryCodesLeft(somebody())).isZero();
    }

    @Test
    default void takes_no_recovery_code_before_the_app_is_confirmed() {
        UUID user = somebody();
        List<SecretHash> codes = codes();
        factors().propose(factor(user), codes);

        assertThat(factors().useRecoveryCode(user, codes.getFirst())).isFalse();
        assertThat(factors().replaceRecoveryCodes(user, codes())).isFalse();
    }

    @Test
    default void replaces_all_recovery_codes() {
        List<SecretHash> old = codes();
        UUID user = confirmed(old);
        List<SecretHash> fresh = codes();

        assertThat(factors().replaceRecoveryCodes(user, fresh)).isTrue();

        assertThat(factors().useRecoveryCode(user, old.getFirst())).isFalse();
        assertThat(factors().useRecoveryCode(user, fresh.getFirst())).isTrue();
    }

    @Test
    default void forgets_app_and_codes() {
        List<SecretHash> codes = codes();
        UUID user = confirmed(codes);

        assertThat(factors().remove(user)).isTrue();
        assertThat(factors().remove(user)).isFalse();

        assertThat(factors().find(user)).isEmpty();
        assertThat(factors().useRecoveryCode(user, codes.getFirst())).isFalse();
        assertThat(factors().recoveryCodesLeft(user)).isZero();
    }

    @Test
    default void reseals_the_secret_that_it_was_told_of_only() {
        UUID user = confirmed(List.of());
        SealedSecret old = factors().find(user).orElseThrow().secret();
        SealedSecret next = factor(user).secret();

        assertThat(factors().all()).anyMatch(each -> each.userId().equals(user));
        assertThat(factors().reseal(user, next, old)).isFalse();
        assertThat(factors().reseal(user, old, next)).isTrue();

        assertThat(factors().find(user)).hasValueSatisfying(found -> {
            assertThat(found.secret().sameAs(next)).isTrue();
            assertThat(found.confirmed()).isTrue();
        });
    }

    private UUID confirmed(List<SecretHash> codes) {
        UUID user = somebody();
        TotpFactor factor = factor(user);
        factors().propose(factor, codes);
        factors().confirm(factor, 41, TestKeys.NOW);
        return user;
    }

    private TotpFactor proposed(UUID user) {
        TotpFactor factor = factor(user);
        assertThat(factors().propose(factor, codes())).isTrue();
        return factor;
    }

    private static List<SecretHash> codes() {
        return RecoveryCode.generate(RANDOM).stream().map(RecoveryCode::hash).toList();
    }

    private static TotpFactor factor(UUID user) {
        byte[] sealed = new byte[48];
        RANDOM.nextBytes(sealed);
        return new TotpFactor(user, new SealedSecret("key", sealed), TestKeys.NOW, null, 0);
    }
}
