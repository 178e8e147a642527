package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Referral;
import io.hexforge.ports.driven.Race;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every [ReferralStore] does. Tests may share one store: each looks only at users of its own.
public interface ReferralStoreContract {
    Instant NOW = TestKeys.NOW;

    ReferralStore referrals();

    TestActors actors();

    @Test
    default void lists_the_actors_own_newest_first() {
        Actor ada = actors().newcomer();
        Actor bob = actors().colleagueOf(ada);
        UUID low = UUID.fromString("00000000-0000-7000-8000-" + digits());
        UUID high = UUID.fromString("ffffffff-0000-7000-8000-" + digits());
        Referral older = new Referral(low, ada.userId(), address(), NOW, null, null);
        Referral newer = new Referral(high, ada.userId(), address(), NOW, null, null);
        assertThat(referrals().add(ada, older)).isTrue();
        assertThat(referrals().add(ada, newer)).isTrue();
        assertThat(referrals().add(bob, referral(bob, older.email()))).isTrue();

        assertThat(referrals().list(ada)).containsExactly(newer, older);
        assertThat(referrals().list(actors().newcomer())).isEmpty();
    }

    @Test
    default void takes_one_of_fifty_referrals_of_an_address_at_once() {
        Actor ada = actors().newcomer();
        EmailAddress email = address();

        var outcomes = Race.ofFifty(i -> referrals().add(ada, referral(ada, email)));

        assertThat(outcomes).filteredOn(added -> added).hasSize(1);
        assertThat(referrals().list(ada)).hasSize(1);
    }

    @Test
    default void notes_who_joined_once() {
        Actor ada = actors().newcomer();
        UUID joined = actors().newcomer().userId();
        Referral referral = referral(ada, address());
        referrals().add(ada, referral);

        referrals().joined(ada.userId(), address(), joined, NOW);
        assertThat(referrals().list(ada)).containsExactly(referral);
        referrals().joined(ada.userId(), referral.email(), joined, NOW);
        referrals().joined(ada.userId(), referral.email(), joined, NOW.plusSeconds(9));

        assertThat(referrals().list(ada)).containsExactly(referral.joined(joined, NOW));
    }

    private static String digits() {
        String id = TestActors.IDS.next().toString();
        return id.substring(id.length() - 12);
    }

    private static EmailAddress address() {
        return new EmailAddress(TestActors.IDS.next() + "@example.org");
    }

    private static Referral referral(Actor by, EmailAddress email) {
        return new Referral(TestActors.IDS.next(), by.userId(), email, NOW, null, null);
    }
}
