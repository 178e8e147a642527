package io.hexforge.ports.driving.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.ApiKeySecret;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.User;
import io.hexforge.domain.ops.Mail;
import io.hexforge.ports.driven.Race;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TenancyTest extends TenancyStage {
    @Test
    void nobody_gives_a_role_above_their_own_nor_touches_who_has_one() {
        User owner = join(Role.OWNER);
        User admin = join(Role.ADMIN);
        User member = join(Role.MEMBER);
        Members members = tenancy.members();

        assertThat(members.changeRole(in(admin), tenant, member.id(), Role.OWNER))
                .isInstanceOf(Members.Outcome.Forbidden.class);
        assertThat(members.changeRole(in(admin), tenant, admin.id(), Role.OWNER))
                .isInstanceOf(Members.Outcome.Forbidden.class);
        assertThat(members.changeRole(in(admin), tenant, owner.id(), Role.VIEWER))
                .isInstanceOf(Members.Outcome.Forbidden.class);
        assertThat(members.remove(in(admin), tenant, owner.id())).isInstanceOf(Members.Outcome.Forbidden.class);
        assertThat(members.changeRole(in(member), tenant, member.id(), Role.ADMIN))
                .isInstanceOf(Members.Outcome.Forbidden.class);
        assertThat(tenancy.invites().send(in(admin), tenant, "x@example.org", Role.OWNER))
                .isInstanceOf(Invites.Outcome.Forbidden.class);
        assertThat(tenancy.invites().send(in(member), tenant, "x@example.org", Role.VIEWER))
                .isInstanceOf(Invites.Outcome.Forbidden.class);
        assertThat(tenancy.serviceAccounts().create(in(owner), tenant, "ci", Role.OWNER))
                .isInstanceOf(ServiceAccounts.Outcome.Forbidden.class);

        assertThat(role(owner)).isEqualTo(Role.OWNER);
        assertThat(role(admin)).isEqualTo(Role.ADMIN);
        assertThat(members.changeRole(in(admin), tenant, member.id(), Role.ADMIN))
                .isInstanceOf(Members.Outcome.Done.class);
        assertThat(role(member)).isEqualTo(Role.ADMIN);
    }

    @Test
    void a_credential_from_better_times_is_worth_what_the_membership_is_now() {
        User admin = join(Role.ADMIN);
        Actor then = in(admin);
        tenancy.members().changeRole(in(ada), tenant, admin.id(), Role.VIEWER);

        assertThat(tenancy.members().remove(then, tenant, ada.id())).isInstanceOf(Members.Outcome.Forbidden.class);
        assertThat(tenancy.invites().send(then, tenant, "x@example.org", Role.VIEWER))
                .isInstanceOf(Invites.Outcome.Forbidden.class);
        assertThat(tenancy.manageUsers().disable(then, ada.id())).isInstanceOf(ManageUsers.Outcome.NotFound.class);
    }

    @Test
    void a_key_that_may_only_look_removes_nobody() {
        User member = join(Role.MEMBER);
        Actor looking = new Actor(tenant, ada.id(), ids.next(), Set.of(Scope.PROFILE_READ), false);
        Actor membersKey = new Actor(tenant, member.id(), ids.next(), Set.of(Scope.PROFILE_READ), false);
        Actor membersSession = new Actor(tenant, member.id(), null, ids.next(), Set.of(Scope.PROFILE_READ), false);
        Members members = tenancy.members();

        assertThat(members.remove(looking, tenant, member.id())).isInstanceOf(Members.Outcome.Forbidden.class);
        assertThat(members.remove(membersKey, tenant, member.id())).isInstanceOf(Members.Outcome.Forbidden.class);
        assertThat(members.remove(membersSession, tenant, member.id())).isInstanceOf(Members.Outcome.Removed.class);
    }

    @Test
    void one_acts_in_one_tenant_at_a_time() {
        Actor elsewhere = new Actor(bob.tenantId(), ada.id(), null, Set.of(Scope.ALL), false);

        assertThat(tenancy.members().remove(elsewhere, tenant, ada.id())).isInstanceOf(Members.Outcome.NotFound.class);
        assertThat(tenancy.members().list(elsewhere, tenant, null, Page.Request.first()))
                .isNull();
        assertThat(tenancy.tenants().rename(elsewhere, tenant, "Mine", null, null))
                .isInstanceOf(Tenants.Outcome.Forbidden.class);
        assertThat(tenancy.invites().list(elsewhere, tenant, Page.Request.first()))
                .isNull();
    }

    @Test
    void the_last_owner_stays() {
        assertThat(tenancy.members().remove(in(ada), tenant, ada.id())).isInstanceOf(Members.Outcome.LastOwner.class);
        User other = join(Role.OWNER);

        List<Members.Outcome> outcomes = Race.ofFifty(i -> {
            User leaver = i % 2 == 0 ? ada : other;
            return tenancy.members().remove(in(leaver), tenant, leaver.id());
        });

        assertThat(outcomes)
                .filteredOn(each -> each instanceof Members.Outcome.Removed)
                .hasSize(1);
        assertThat(outcomes)
                .filteredOn(each -> each instanceof Members.Outcome.LastOwner)
                .isNotEmpty();
        assertThat(role(ada) == Role.OWNER ^ role(other) == Role.OWNER).isTrue();
    }

    @Test
    void a_change_of_role_reaches_running_sessions_and_keys_at_once() {
        User member = join(Role.ADMIN);
        SignedIn home = login(member);
        var switched = (SwitchTenant.Outcome.Done) tenancy.switchTenant().to(actor(home), tenant);
        SignedIn session = switched.signedIn();
        assertThat(actor(session).may(Scope.MEMBERS_WRITE)).isTrue();
        var issued = (ManageApiKeys.Issued.Made) new ManageApiKeys(accounts, authenticate, ids, new Random(9))
                .create(actor(session), "k", Set.of(Scope.MEMBERS_WRITE, Scope.PROFILE_READ), null);
        ApiKeySecret key = issued.secret();
        assertThat(actor(key).may(Scope.MEMBERS_WRITE)).isTrue();

        tenancy.members().changeRole(in(ada), tenant, member.id(), Role.VIEWER);

        assertThat(accepted(session.accessToken())).isFalse();
        SignedIn refreshed = refreshed(session);
        assertThat(actor(refreshed).may(Scope.MEMBERS_WRITE)).isFalse();
        assertThat(actor(refreshed).may(Scope.PROFILE_READ)).isTrue();
        assertThat(actor(key).scopes()).containsExactly(Scope.PROFILE_READ);

        tenancy.members().remove(in(ada), tenant, member.id());

        assertThat(accepted(refreshed.accessToken())).isFalse();
        assertThat(authenticate.withCredential(key.reveal())).isEmpty();
        assertThat(actor(refreshed(refreshed)).may(Scope.PROVIDERS_READ)).isFalse();
    }

    @Test
    void an_invitation_makes_somebody_with_an_account_a_member_once() {
        assertThat(tenancy.invites().send(in(ada), tenant, " " + bob.email() + " ", Role.ADMIN))
                .isInstanceOf(Invites.Outcome.Done.class);
        Mail mail = tenancy.mail().getLast();
        assertThat(mail.to()).isEqualTo(String.valueOf(bob.email()));
        assertThat(mail.text()).contains("https://app.example.org/accept-invite?token=");
        String token = tenancy.token();
        Actor asBob = new Actor(bob.tenantId(), bob.id(), null, Set.of(Scope.ALL), false);

        assertThat(tenancy.acceptInvite().accept(in(ada), token, null))
                .isInstanceOf(AcceptInvite.Outcome.NotYours.class);
        assertThat(tenancy.acceptInvite().acceptAsNewcomer(token, PASSWORD, null, null, null))
                .isInstanceOf(AcceptInvite.Outcome.AccountExists.class);
        assertThat(tenancy.acceptInvite().accept(asBob, token, "192.0.2.1"))
                .isInstanceOf(AcceptInvite.Outcome.Joined.class);
        assertThat(tenancy.acceptInvite().accept(asBob, token, null)).isInstanceOf(AcceptInvite.Outcome.NotOpen.class);

        assertThat(role(bob)).isEqualTo(Role.ADMIN);
        assertThat(tenancy.invites().send(in(ada), tenant, String.valueOf(bob.email()), Role.ADMIN))
                .isInstanceOf(Invites.Outcome.AlreadyMember.class);
        assertThat(recorded()).contains("invite.sent", "member.joined");
    }

    @Test
    void an_invitation_makes_an_account_for_somebody_who_has_none() {
        tenancy.invites().send(in(ada), tenant, "carol@example.org", Role.VIEWER);
        String token = tenancy.token();
        AcceptInvite accept = tenancy.acceptInvite();

        assertThat(accept.acceptAsNewcomer(token, new Secret("short"), null, null, null))
                .isInstanceOf(AcceptInvite.Outcome.Invalid.class);
        assertThat(accept.acceptAsNewcomer(token, PASSWORD, bob.username(), null, null))
                .isInstanceOf(AcceptInvite.Outcome.Invalid.class);
        assertThat(accept.acceptAsNewcomer("wrong", PASSWORD, null, null, null))
                .isInstanceOf(AcceptInvite.Outcome.NotOpen.class);
        var outcomes = Race.ofFifty(i -> accept.acceptAsNewcomer(token, PASSWORD, null, "Carol", null));

        assertThat(outcomes)
                .filteredOn(each -> each instanceof AcceptInvite.Outcome.Joined)
                .hasSize(1);
        User carol = accounts.named("carol@example.org").orElseThrow();
        assertThat(carol.emailVerified()).isTrue();
        assertThat(carol.tenantId()).isEqualTo(tenant);
        assertThat(carol.systemAdmin()).isFalse();
        assertThat(role(carol)).isEqualTo(Role.VIEWER);
        assertThat(accounts.of(carol.id())).isPresent();
    }

    @Test
    void a_user_and_its_role_change_together_or_not_at_all() {
        UUID id = ids.next();
        User carol = new User(id, tenant, "carol", "Carol", false, clock.instant());
        accounts.add(carol, null, new Membership(tenant, id, Role.MEMBER, clock.instant()), null);
        carol = carol.reachedAt(new EmailAddress("carol@example.org"), clock.instant());
        accounts.save(carol, 1);
        ManageUsers users = tenancy.manageUsers();
        var owner = new ManageUsers.NewRole(tenant, Role.OWNER);
        Actor admin = in(join(Role.ADMIN));

        assertThat(users.change(admin, carol.id(), new ManageUsers.Wanted(true, null, owner)))
                .isInstanceOf(ManageUsers.Outcome.Forbidden.class);
        var elsewhere = new ManageUsers.NewRole(bob.tenantId(), Role.ADMIN);
        assertThat(users.change(in(ada), carol.id(), new ManageUsers.Wanted(true, null, elsewhere)))
                .isInstanceOf(ManageUsers.Outcome.NotFound.class);
        assertThat(users.change(in(ada), carol.id(), new ManageUsers.Wanted(null, true, owner)))
                .isInstanceOf(ManageUsers.Outcome.Forbidden.class);
        assertThat(role(carol)).isEqualTo(Role.MEMBER);
        assertThat(accounts.find(carol.id())).contains(carol);

        assertThat(users.change(in(ada), carol.id(), new ManageUsers.Wanted(true, null, owner)))
                .isInstanceOf(ManageUsers.Outcome.Done.class);
        assertThat(role(carol)).isEqualTo(Role.OWNER);
        assertThat(accounts.find(carol.id()).orElseThrow().disabled()).isTrue();
        assertThat(recorded()).contains("user.disabled", "member.role_changed");
    }

    @Test
    void an_invitation_ends_after_seven_days_when_withdrawn_and_with_the_power_of_who_sent_it() {
        User admin = join(Role.ADMIN);
        AcceptInvite accept = tenancy.acceptInvite();
        tenancy.invites().send(in(admin), tenant, "carol@example.org", Role.ADMIN);
        String fromAdmin = tenancy.token();
        var sent = (Invites.Outcome.Done) tenancy.invites().send(in(ada), tenant, "dan@example.org", Role.ADMIN);
        String withdrawn = tenancy.token();
        tenancy.invites().send(in(ada), tenant, "eve@example.org", Role.ADMIN);
        String late = tenancy.token();

        tenancy.members().changeRole(in(ada), tenant, admin.id(), Role.MEMBER);
        tenancy.invites().revoke(in(ada), tenant, sent.invite().id());
        assertThat(accept.acceptAsNewcomer(fromAdmin, PASSWORD, null, null, null))
                .isInstanceOf(AcceptInvite.Outcome.NotOpen.class);
        assertThat(accept.acceptAsNewcomer(withdrawn, PASSWORD, null, null, null))
                .isInstanceOf(AcceptInvite.Outcome.NotOpen.class);
        clock.advance(Duration.ofDays(7));
        assertThat(accept.acceptAsNewcomer(late, PASSWORD, null, null, null))
                .isInstanceOf(AcceptInvite.Outcome.NotOpen.class);
    }

    @Test
    void who_is_shut_out_is_out_at_once() {
        var invite = tenancy.invites().send(in(ada), tenant, "carol@example.org", Role.MEMBER);
        assertThat(invite).isInstanceOf(Invites.Outcome.Done.class);
        tenancy.acceptInvite().acceptAsNewcomer(tenancy.token(), PASSWORD, null, null, null);
        User carol = accounts.named("carol@example.org").orElseThrow();
        SignedIn session = login(carol);
        var issued = (ManageApiKeys.Issued.Made) new ManageApiKeys(accounts, authenticate, ids, new Random(9))
                .create(actor(session), "k", Set.of(Scope.PROFILE_READ), null);

        assertThat(tenancy.manageUsers().disable(in(ada), carol.id())).isInstanceOf(ManageUsers.Outcome.Done.class);

        assertThat(accepted(session.accessToken())).isFalse();
        assertThat(sessions.refresh(session.refreshToken().reveal(), FIREFOX))
                .isInstanceOf(Sessions.Refreshed.Over.class);
        assertThat(authenticate.withCredential(issued.secret().reveal())).isEmpty();
        tenancy.manageUsers().enable(in(ada), carol.id());
        assertThat(authenticate.withCredential(issued.secret().reveal())).isPresent();
        assertThat(accepted(session.accessToken())).isFalse();
        assertThat(recorded()).contains("user.disabled", "user.enabled");
    }

    @Test
    void a_tenants_administrator_reaches_nobody_elses_users() {
        User shared = join(Role.MEMBER);
        ManageUsers users = tenancy.manageUsers();

        assertThat(users.find(in(ada), bob.id())).isEmpty();
        assertThat(users.disable(in(ada), bob.id())).isInstanceOf(ManageUsers.Outcome.NotFound.class);
        assertThat(users.sessions(in(ada), bob.id())).isEmpty();
        assertThat(users.endSessions(in(ada), bob.id(), null)).isEmpty();
        assertThat(users.list(in(ada), bob.tenantId(), null, Page.Request.first()))
                .isNull();
        assertThat(users.list(in(ada), null, null, Page.Request.first()).items())
                .extracting(each -> each.user().id())
                .containsExactlyInAnyOrder(ada.id(), shared.id());
        // Who belongs elsewhere, too, is not shut out of there.
        assertThat(users.disable(in(ada), shared.id())).isInstanceOf(ManageUsers.Outcome.Forbidden.class);
        assertThat(users.administer(in(ada), shared.id(), true)).isInstanceOf(ManageUsers.Outcome.Forbidden.class);
        Actor manager = new Actor(ids.next(), ids.next(), ids.next(), Set.of(Scope.USERS_WRITE), true);
        assertThat(users.administer(manager, shared.id(), true)).isInstanceOf(ManageUsers.Outcome.Forbidden.class);
        assertThat(users.disable(in(ada), ada.id())).isInstanceOf(ManageUsers.Outcome.Forbidden.class);
        SignedIn home = login(shared);
        assertThat(users.sessions(in(ada), shared.id()).orElseThrow()).isEmpty();
        assertThat(users.endSessions(in(ada), shared.id(), null)).contains(0);
        assertThat(accepted(home.accessToken())).isTrue();
        assertThat(users.endSessions(systemAdmin(), shared.id(), null)).contains(1);
        assertThat(accepted(home.accessToken())).isFalse();
        assertThat(users.disable(systemAdmin(), bob.id())).isInstanceOf(ManageUsers.Outcome.Done.class);
    }
}
