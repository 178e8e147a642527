package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.identity.GuessingPolicy;
import io.hexforge.domain.identity.GuessingPolicy.Failures;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.ports.driven.Race;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every [LoginHistory] does.
public interface LoginHistoryContract {
    Instant NOW = TestKeys.NOW;

    LoginHistory history();

    /// {@return a user}
    UUID somebody();

    @Test
    default void counts_wrong_guesses() {
        SecretHash subject = subject();
        assertThat(history().failures(Set.of(subject))).isEmpty();

        history().failed(Map.of(subject, GuessingPolicy.ACCOUNT), NOW);
        history().failed(Map.of(subject, GuessingPolicy.ACCOUNT), NOW.plusSeconds(1));

        assertThat(history().failures(Set.of(subject)))
                .containsExactly(Map.entry(subject, new Failures(2, NOW.plusSeconds(1))));
        assertThat(history().failures(Set.of(subject()))).isEmpty();
    }

    @Test
    default void counts_each_of_fifty_that_come_at_once() {
        SecretHash subject = subject();

        Race.ofFifty(i -> {
            history().failed(Map.of(subject, GuessingPolicy.ACCOUNT), NOW);
            return i;
        });

        assertThat(history().failures(Set.of(subject))).containsExactly(Map.entry(subject, new Failures(50, NOW)));
    }

    @Test
    default void counts_under_several_subjects_at_once_by_the_policy_of_each() {
        SecretHash account = subject();
        SecretHash place = subject();
        var both = Map.of(account, GuessingPolicy.ACCOUNT, place, GuessingPolicy.PLACE);
        Instant later = NOW.plus(GuessingPolicy.PLACE.forgetAfter());

        history().failed(both, NOW);
        history().failed(both, later);

        assertThat(history().failures(Set.of(account, place, subject())))
                .containsOnly(Map.entry(account, new Failures(2, later)), Map.entry(place, new Failures(1, later)));
    }

    @Test
    default void begins_anew_after_a_long_time() {
        SecretHash subject = subject();
        Instant later = NOW.plus(GuessingPolicy.ACCOUNT.forgetAfter());

        history().failed(Map.of(subject, GuessingPolicy.ACCOUNT), NOW);
        history().failed(Map.of(subject, GuessingPolicy.ACCOUNT), later);

        assertThat(history().failures(Set.of(subject))).containsExactly(Map.entry(subject, new Failures(1, later)));
    }

    @Test
    default void forgets_the_wrong_guesses_of_one_subject() {
        SecretHash one = subject();
        SecretHash other = subject();
        history().failed(Map.of(one, GuessingPolicy.ACCOUNT), NOW);
        history().failed(Map.of(other, GuessingPolicy.ACCOUNT), NOW);

        history().clear(one);

        assertThat(history().failures(Set.of(one))).isEmpty();
        assertThat(history().failures(Set.of(other))).containsKey(other);
    }

    @Test
    default void knows_the_places_of_each_user() {
        UUID user = somebody();
        SecretHash place = subject();

        history().remember(user, place, NOW);
        history().remember(user, place, NOW.plusSeconds(1));

        assertThat(history().knows(user, place)).isTrue();
        assertThat(history().knows(user, subject())).isFalse();
        assertThat(history().knows(somebody(), place)).isFalse();
    }

    @Test
    default void forgets_what_is_old() {
        UUID user = somebody();
        SecretHash subject = subject();
        history().failed(Map.of(subject, GuessingPolicy.ACCOUNT), NOW);
        history().remember(user, subject, NOW);
        Duration second = Duration.ofSeconds(1);

        history().forgetBefore(NOW, NOW);
        assertThat(history().failures(Set.of(subject))).containsKey(subject);

        assertThat(history().forgetBefore(NOW.plus(second), NOW.plus(second))).isGreaterThanOrEqualTo(2);
        assertThat(history().failures(Set.of(subject))).isEmpty();
        assertThat(history().knows(user, subject)).isFalse();
    }

    private static SecretHash subject() {
        return SecretHash.of(TestActors.IDS.next().toString());
    }
}
