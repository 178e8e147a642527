package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.ExternalLogin;
import io.hexforge.ports.driven.Race;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [ExternalLoginStore] does. Tests may share one store: each uses users of its own.
public interface ExternalLoginStoreContract {
    ExternalLoginStore logins();

    TestActors actors();

    @Test
    default void gives_back_what_was_added() {
        Actor owner = actors().newcomer();
        ExternalLogin login = of(owner, newSubject());

        assertThat(logins().add(owner, login)).isTrue();

        assertThat(logins().of(owner)).containsExactly(login);
        assertThat(logins().find(login.issuer(), login.subject())).contains(login);
        assertThat(logins().find("https://other.example", login.subject())).isEmpty();
        assertThat(logins().find(login.issuer(), newSubject())).isEmpty();
    }

    @Test
    default void gives_an_account_to_exactly_one_of_fifty_users() {
        String subject = newSubject();
        List<Actor> users =
                java.util.stream.Stream.generate(actors()::newcomer).limit(50).toList();

        var outcomes = Race.ofFifty(i -> logins().add(users.get(i), of(users.get(i), subject)));

        assertThat(outcomes).filteredOn(added -> added).hasSize(1);
        assertThat(logins().find("https://issuer.example", subject)
                        .orElseThrow()
                        .userId())
                .isEqualTo(users.get(outcomes.indexOf(true)).userId());
    }

    @Test
    default void hides_logins_from_everybody_but_their_owner() {
        Actor owner = actors().newcomer();
        ExternalLogin login = of(owner, newSubject());
        logins().add(owner, login);
        for (Actor other : List.of(actors().colleagueOf(owner), actors().newcomer())) {
            assertThat(logins().of(other)).isEmpty();
            assertThat(logins().remove(other, login.id(), true)).isEqualTo(Removed.NOT_FOUND);
        }

        assertThat(logins().remove(owner, login.id(), false)).isEqualTo(Removed.LAST);
        assertThat(logins().remove(owner, login.id(), true)).isEqualTo(Removed.DONE);
        assertThat(logins().remove(owner, login.id(), true)).isEqualTo(Removed.NOT_FOUND);
        assertThat(logins().find(login.issuer(), login.subject())).isEmpty();
    }

    private static String newSubject() {
        return TestActors.IDS.next().toString();
    }

    static ExternalLogin of(Actor owner, String subject) {
        return new ExternalLogin(
                TestActors.IDS.next(),
                owner.userId(),
                "google",
                "https://issuer.example",
                subject,
                "ada@example.org",
                TestKeys.NOW);
    }
}
