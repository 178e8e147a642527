package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Invite;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.AccountStore.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every [InviteStore] does. Tests may share one store: each looks only at tenants of its own.
public interface InviteStoreContract {
    Instant NOW = TestKeys.NOW;

    InviteStore invites();

    /// The users of the same installation.
    AccountStore accounts();

    MemberStore members();

    TestActors actors();

    @Test
    default void keeps_an_invitation_with_all_its_members_and_microseconds() {
        Invite invite = added(actors().newcomer(), address());

        assertThat(invites().find(invite.hash())).contains(invite);
        assertThat(invites().find(SecretHash.of("none"))).isEmpty();
    }

    @Test
    default void withdraws_what_the_address_has_not_accepted_into_the_same_tenant() {
        Actor ada = actors().newcomer();
        Actor bob = actors().newcomer();
        EmailAddress email = address();
        Invite accepted = added(ada, email);
        invites().accept(accepted.id(), joining(accepted, Newcomers.add(accounts())), NOW);
        Invite waiting = added(ada, email);
        Invite elsewhere = added(bob, email);

        Invite last = added(ada, email);

        assertThat(invites().find(accepted.hash())).contains(accepted.accepted(NOW));
        assertThat(invites().find(waiting.hash())).contains(waiting.revoked(NOW));
        assertThat(invites().find(elsewhere.hash())).contains(elsewhere);
        assertThat(invites().find(last.hash())).contains(last);
    }

    @Test
    default void is_accepted_by_exactly_one_of_fifty_at_once() {
        Invite invite = added(actors().newcomer(), address());
        User bob = Newcomers.add(accounts());
        Membership joining = joining(invite, bob);

        var outcomes = Race.ofFifty(i -> invites().accept(invite.id(), joining, NOW));

        assertThat(outcomes).filteredOn(accepted -> accepted).hasSize(1);
        assertThat(invites().find(invite.hash())).contains(invite.accepted(NOW));
        assertThat(accounts().memberships(bob.id())).contains(joining);
    }

    @Test
    default void is_accepted_by_who_is_a_member_already_and_leaves_their_role() {
        User ada = Newcomers.add(accounts());
        Invite invite = added(new Actor(ada.tenantId(), ada.id(), null, Set.of(), false), address());

        assertThat(invites().accept(invite.id(), joining(invite, ada), NOW)).isTrue();

        assertThat(members().find(ada.tenantId(), ada.id()).orElseThrow().roleIn(ada.tenantId()))
                .contains(Role.OWNER);
    }

    @Test
    default void brings_exactly_one_of_fifty_newcomers_at_once() {
        Invite invite = added(actors().newcomer(), address());
        List<User> newcomers = Stream.generate(() -> newcomer(invite)).limit(50).toList();

        var outcomes = Race.ofFifty(
                i -> invites().accept(invite.id(), newcomers.get(i), joining(invite, newcomers.get(i)), "$hash", NOW));

        assertThat(outcomes).filteredOn(Stored.DONE::equals).hasSize(1);
        assertThat(newcomers)
                .filteredOn(each -> accounts().find(each.id()).isPresent())
                .hasSize(1)
                .allSatisfy(
                        each -> assertThat(accounts().memberships(each.id())).hasSize(1));
        assertThat(invites().find(invite.hash())).contains(invite.accepted(NOW));
    }

    @Test
    default void stays_open_when_the_newcomers_name_or_address_is_taken() {
        User ada = Newcomers.add(accounts());
        Invite invite = added(actors().newcomer(), address());
        User named = newcomer(invite, ada.username(), invite.email());
        User reached = newcomer(invite, "u-" + TestActors.IDS.next(), ada.email());

        assertThat(invites().accept(invite.id(), named, joining(invite, named), "$hash", NOW))
                .isEqualTo(Stored.USERNAME_TAKEN);
        assertThat(invites().accept(invite.id(), reached, joining(invite, reached), "$hash", NOW))
                .isEqualTo(Stored.EMAIL_TAKEN);

        assertThat(invites().find(invite.hash())).contains(invite);
        User newcomer = newcomer(invite);
        assertThat(invites().accept(invite.id(), newcomer, joining(invite, newcomer), "$hash", invite.expiresAt()))
                .isEqualTo(Stored.STALE);
        assertThat(accounts().find(newcomer.id())).isEmpty();
        assertThat(invites().accept(invite.id(), newcomer, joining(invite, newcomer), "$hash", NOW))
                .isEqualTo(Stored.DONE);
        assertThat(accounts().find(newcomer.id())).contains(newcomer);
    }

    private static User newcomer(Invite invite) {
        return newcomer(invite, "u-" + TestActors.IDS.next(), invite.email());
    }

    private static User newcomer(Invite invite, String username, EmailAddress email) {
        return new User(TestActors.IDS.next(), invite.tenantId(), username, "Carol", false, NOW).reachedAt(email, NOW);
    }

    private static Membership joining(Invite invite, User user) {
        return new Membership(invite.tenantId(), user.id(), invite.role(), NOW);
    }

    @Test
    default void is_not_accepted_when_it_is_withdrawn_or_over() {
        Actor ada = actors().newcomer();
        Invite withdrawn = added(ada, address());
        Invite late = added(ada, address());

        assertThat(invites().revoke(ada.tenantId(), withdrawn.id(), NOW)).contains(withdrawn.revoked(NOW));
        assertThat(invites().revoke(ada.tenantId(), withdrawn.id(), NOW.plusSeconds(9)))
                .contains(withdrawn.revoked(NOW));
        assertThat(invites().revoke(actors().newcomer().tenantId(), late.id(), NOW))
                .isEmpty();

        User bob = Newcomers.add(accounts());
        assertThat(invites().accept(withdrawn.id(), joining(withdrawn, bob), NOW))
                .isFalse();
        assertThat(invites().accept(late.id(), joining(late, bob), late.expiresAt()))
                .isFalse();
        assertThat(accounts().memberships(bob.id())).hasSize(1);
        assertThat(invites()
                        .accept(late.id(), joining(late, bob), late.expiresAt().minusSeconds(1)))
                .isTrue();
        assertThat(invites()
                        .revoke(ada.tenantId(), late.id(), NOW)
                        .orElseThrow()
                        .revokedAt())
                .isNull();
    }

    @Test
    default void pages_the_invitations_of_a_tenant_newest_first() {
        Actor ada = actors().newcomer();
        List<Invite> all = Stream.generate(() -> invite(ada, address()))
                .limit(3)
                .sorted((a, b) -> b.id().toString().compareTo(a.id().toString()))
                .toList();
        all.forEach(invites()::add);
        added(actors().newcomer(), address());

        Page<Invite> first = invites().page(ada.tenantId(), new Page.Request(null, 2));
        Page<Invite> rest = invites().page(ada.tenantId(), new Page.Request(first.next(), 2));

        assertThat(first.items()).isEqualTo(all.subList(0, 2));
        assertThat(rest.items()).isEqualTo(all.subList(2, 3));
        assertThat(rest.next()).isNull();
    }

    private Invite added(Actor by, EmailAddress email) {
        Invite invite = invite(by, email);
        invites().add(invite);
        return invite;
    }

    private static Invite invite(Actor by, EmailAddress email) {
        SecretHash hash = SecretHash.of(TestActors.IDS.next().toString());
        return new Invite(TestActors.IDS.next(), by.tenantId(), email, Role.MEMBER, hash, by.userId(), NOW);
    }

    private static EmailAddress address() {
        return new EmailAddress(TestActors.IDS.next() + "@example.org");
    }
}
