package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.ExternalLogin;
import io.hexforge.domain.identity.Passkey;
import io.hexforge.ports.driven.Race;
import org.junit.jupiter.api.Test;

/// What a [PasskeyStore] and an [ExternalLoginStore] do together. Tests may share them: each uses users of its own.
public interface WaysInContract {
    PasskeyStore passkeys();

    ExternalLoginStore logins();

    TestActors actors();

    @Test
    default void lets_the_last_passkey_go_while_there_is_an_account_elsewhere() {
        Actor owner = actors().newcomer();
        Passkey passkey = passkey(owner);
        ExternalLogin login = login(owner);

        assertThat(passkeys().remove(owner, passkey.id(), false)).isEqualTo(Removed.DONE);
        assertThat(logins().remove(owner, login.id(), false)).isEqualTo(Removed.LAST);
        passkey(owner);
        assertThat(logins().remove(owner, login.id(), false)).isEqualTo(Removed.DONE);
    }

    @Test
    default void keeps_the_passkey_or_the_account_elsewhere_when_both_are_removed_at_once() {
        Actor owner = actors().newcomer();
        Passkey passkey = passkey(owner);
        ExternalLogin login = login(owner);

        var outcomes = Race.ofFifty(i ->
                i % 2 == 0 ? passkeys().remove(owner, passkey.id(), false) : logins().remove(owner, login.id(), false));

        assertThat(outcomes).filteredOn(Removed.DONE::equals).hasSize(1);
        assertThat(passkeys().of(owner).size() + logins().of(owner).size()).isOne();
    }

    private Passkey passkey(Actor owner) {
        Passkey passkey = PasskeyStoreContract.of(owner, TestActors.IDS.next().toString());
        assertThat(passkeys().add(owner, passkey)).isTrue();
        return passkey;
    }

    private ExternalLogin login(Actor owner) {
        ExternalLogin login =
                ExternalLoginStoreContract.of(owner, TestActors.IDS.next().toString());
        assertThat(logins().add(owner, login)).isTrue();
        return login;
    }
}
