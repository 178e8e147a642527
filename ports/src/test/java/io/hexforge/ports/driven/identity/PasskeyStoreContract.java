package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.Passkey;
import io.hexforge.ports.driven.Race;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every [PasskeyStore] does. Tests may share one store: each uses users of its own.
public interface PasskeyStoreContract {
    PasskeyStore passkeys();

    TestActors actors();

    @Test
    default void gives_back_what_was_added() {
        Actor owner = actors().newcomer();
        Passkey passkey = added(owner);

        assertThat(passkeys().of(owner)).containsExactly(passkey);
        assertThat(passkeys().withCredential(passkey.credentialId())).contains(passkey);
        assertThat(passkeys().withCredential("another")).isEmpty();
    }

    @Test
    default void keeps_a_credential_for_whoever_had_it_first() {
        Actor owner = actors().newcomer();
        Passkey passkey = added(owner);
        Actor thief = actors().newcomer();

        assertThat(passkeys().add(thief, of(thief, passkey.credentialId()))).isFalse();

        assertThat(passkeys().withCredential(passkey.credentialId())).contains(passkey);
        assertThat(passkeys().of(thief)).isEmpty();
    }

    @Test
    default void hides_passkeys_from_everybody_but_their_owner() {
        Actor owner = actors().newcomer();
        Passkey passkey = added(owner);
        for (Actor other : List.of(actors().colleagueOf(owner), actors().newcomer())) {
            assertThat(passkeys().of(other)).isEmpty();
            assertThat(passkeys().save(other, passkey.renamed("stolen"), 1)).isFalse();
            assertThat(passkeys().remove(other, passkey.id(), true)).isEqualTo(Removed.NOT_FOUND);
        }
        assertThat(passkeys().of(owner)).containsExactly(passkey);
    }

    @Test
    default void saves_one_of_fifty_concurrent_uses_of_one_version() {
        Actor owner = actors().newcomer();
        Passkey passkey = added(owner);

        var outcomes = Race.ofFifty(i -> passkeys().save(owner, passkey.used(i + 10, true, TestKeys.NOW), 1));

        assertThat(outcomes).filteredOn(saved -> saved).hasSize(1);
        assertThat(passkeys().of(owner)).containsExactly(passkey.used(outcomes.indexOf(true) + 10, true, TestKeys.NOW));
    }

    @Test
    default void keeps_the_last_one_unless_told() {
        Actor owner = actors().newcomer();
        Passkey first = added(owner);
        Passkey second = added(owner);

        assertThat(passkeys().remove(owner, first.id(), false)).isEqualTo(Removed.DONE);
        assertThat(passkeys().remove(owner, first.id(), false)).isEqualTo(Removed.NOT_FOUND);
        assertThat(passkeys().remove(owner, second.id(), false)).isEqualTo(Removed.LAST);
        assertThat(passkeys().of(owner)).containsExactly(second);
        assertThat(passkeys().remove(owner, second.id(), true)).isEqualTo(Removed.DONE);
        assertThat(passkeys().withCredential(second.credentialId())).isEmpty();
    }

    @Test
    default void keeps_one_of_two_that_are_removed_at_once() {
        Actor owner = actors().newcomer();
        List<Passkey> two = List.of(added(owner), added(owner));

        var outcomes = Race.ofFifty(i -> passkeys().remove(owner, two.get(i % 2).id(), false));

        assertThat(outcomes).filteredOn(Removed.DONE::equals).hasSize(1);
        assertThat(passkeys().of(owner)).hasSize(1);
    }

    @Test
    default void takes_no_more_than_a_user_may_have() {
        Actor owner = actors().newcomer();

        var outcomes = Race.ofFifty(i -> passkeys().add(owner, of(owner, newCredential())));

        assertThat(outcomes).filteredOn(added -> added).hasSize(Passkey.MAX_PER_USER);
        assertThat(passkeys().of(owner)).hasSize(Passkey.MAX_PER_USER);
    }

    private Passkey added(Actor owner) {
        Passkey passkey = of(owner, newCredential());
        assertThat(passkeys().add(owner, passkey)).isTrue();
        return passkey;
    }

    private static String newCredential() {
        return TestActors.IDS.next().toString();
    }

    static Passkey of(Actor owner, String credentialId) {
        return new Passkey(
                TestActors.IDS.next(),
                owner.userId(),
                credentialId,
                "aGFuZGxl",
                "cHVibGlj",
                4_294_967_295L,
                Set.of("internal", "hybrid"),
                true,
                false,
                new UUID(1, 2),
                "my phone – ü",
                TestKeys.NOW,
                null,
                1);
    }
}
