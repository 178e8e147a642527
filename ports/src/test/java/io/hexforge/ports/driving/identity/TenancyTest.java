package io.hexforge.ports.driving.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.ApiKeySecret;
import io.hexforge.domain.identity.AuditEvent;
import io.hexforge.domain.identity.AuditFilter;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.SessionPolicy;
import io.hexforge.domain.identity.SigningKeyPolicy;
import io.hexforge.domain.identity.User;
import io.hexforge.domain.ops.Mail;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.identity.Newcomers;
import io.hexforge.ports.driven.identity.TestTokens;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.identity.InProcessAuditLog;
import io.hexforge.ports.inprocess.identity.InProcessSessions;
import io.hexforge.ports.inprocess.identity.InProcessSigningKeys;
import io.hexforge.ports.inprocess.identity.InProcessTenants;
import io.hexforge.ports.inprocess.identity.Pbkdf2PasswordHasher;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TenancyTest {
    private static final Device FIREFOX = new Device("Firefox", "192.0.2.1");
    private static final Secret PASSWORD = new Secret("correct horse battery");

    private final TestClock clock = new TestClock();
    private final Ids ids = new Ids(clock, new Random(1));
    private final InProcessAccounts accounts = new InProcessAccounts();
    private final InProcessSessions sessionStore = new InProcessSessions();
    private final InProcessAuditLog auditLog = new InProcessAuditLog();
    private final AuditTrail audit = new AuditTrail(auditLog, ids);
    private final TestTokens signer = new TestTokens(clock);
    private final SigningKeys signingKeys = new SigningKeys(
            new InProcessSigningKeys(),
            signer,
            new AesGcmCipher(List.of(EncryptionKey.generate(new SecureRandom())), new SecureRandom()),
            SigningKeyPolicy.of(SessionPolicy.DEFAULT.accessLife()),
            null,
            clock,
            new Random(3));
    private final AccessTokens access = new AccessTokens(signer, signingKeys, sessionStore, SessionPolicy.DEFAULT, ids);
    private final Authenticate authenticate = new Authenticate(accounts, access, clock);
    private final Sessions sessions = new Sessions(
            sessionStore,
            accounts,
            access,
            signingKeys,
            SessionPolicy.DEFAULT,
            ids,
            new Random(4),
            (session, by) -> {});
    private final TestTenancy tenancy = new TestTenancy(
            accounts, authenticate, sessions, audit, new Pbkdf2PasswordHasher(1_000, new SecureRandom()), ids, true);
    private final User ada = Newcomers.add(accounts, "Ada");
    private final User bob = Newcomers.add(accounts, "Bob");
    private final UUID tenant = ada.tenantId();

    TenancyTest() {
        signingKeys.refresh();
        access.refresh();
        authenticate.refresh();
    }

    private SignedIn login(User user) {
        return sessions.open(accounts.find(user.id()).orElseThrow(), Set.of(AuthMethod.PASSWORD), FIREFOX);
    }

    private Actor actor(SignedIn in) {
        return authenticate.withCredential(in.accessToken().reveal()).orElseThrow();
    }

    private boolean accepted(Secret token) {
        return authenticate.withCredential(token.reveal()).isPresent();
    }

    private User join(Role role) {
        User user = Newcomers.add(accounts, role.wireName());
        new InProcessTenants(accounts).add(new Membership(tenant, user.id(), role, clock.instant()));
        return user;
    }

    /// Somebody who acts in Ada's tenant.
    private Actor in(User user) {
        return new Actor(tenant, user.id(), null, Set.of(Scope.ALL), false);
    }

    private Actor systemAdmin() {
        return new Actor(ids.next(), ids.next(), null, Set.of(Scope.ALL), true);
    }

    private @Nullable Role role(User user) {
        return accounts.memberships(user.id()).stream()
                .filter(each -> each.tenantId().equals(tenant))
                .map(Membership::role)
                .findFirst()
                .orElse(null);
    }

    private List<String> recorded() {
        return auditLog.page(systemAdmin(), AuditFilter.ALL, Page.Request.first()).items().stream()
                .map(AuditEvent::action)
                .toList();
    }

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

    private Actor actor(ApiKeySecret key) {
        return authenticate.withCredential(key.reveal()).orElseThrow();
    }

    private SignedIn refreshed(SignedIn in) {
        return ((Sessions.Refreshed.Continued)
                        sessions.refresh(in.refreshToken().reveal(), FIREFOX))
                .signedIn();
    }

    @Test
    void a_session_switches_to_another_tenant_of_its_user_with_new_tokens() {
        User member = join(Role.MEMBER);
        SignedIn home = login(member);
        clock.advance(Duration.ofMinutes(10));

        var switched = (SwitchTenant.Outcome.Done) tenancy.switchTenant().to(actor(home), tenant);

        assertThat(accepted(home.accessToken())).isFalse();
        Actor there = actor(switched.signedIn());
        assertThat(there.tenantId()).isEqualTo(tenant);
        assertThat(there.scopes()).isEqualTo(Role.MEMBER.scopes());
        assertThat(there.sessionId()).isEqualTo(home.session().id());
        assertThat(sessions.fresh(home.session().id())).isFalse();
        assertThat(tenancy.switchTenant().to(there, bob.tenantId())).isInstanceOf(SwitchTenant.Outcome.NotFound.class);
        assertThat(recorded()).contains("session.tenant_switched");
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
    void a_service_account_acts_by_keys_that_its_tenants_administrators_make() {
        var made = (ServiceAccounts.Outcome.Done) tenancy.serviceAccounts().create(in(ada), tenant, "CI", Role.MEMBER);
        User service = made.account().user();
        var issued = (ManageApiKeys.Issued.Made)
                tenancy.serviceAccounts().issueKey(in(ada), tenant, service.id(), "ci", null, null);

        assertThat(actor(issued.secret()).userId()).isEqualTo(service.id());
        assertThat(actor(issued.secret()).scopes()).isEqualTo(Role.MEMBER.scopes());
        assertThat(tenancy.serviceAccounts()
                        .issueKey(in(ada), tenant, service.id(), "ci", Set.of(Scope.MEMBERS_WRITE), null))
                .isInstanceOf(ManageApiKeys.Issued.Refused.class);
        assertThat(tenancy.serviceAccounts().issueKey(in(ada), tenant, bob.id(), "x", null, null))
                .isInstanceOf(ManageApiKeys.Issued.NotFound.class);
        assertThat(tenancy.serviceAccounts()
                        .revokeKey(in(ada), tenant, service.id(), issued.key().id()))
                .isInstanceOf(ManageApiKeys.Changed.Saved.class);
        assertThat(authenticate.withCredential(issued.secret().reveal())).isEmpty();
        assertThat(service.email()).isNull();
        assertThat(accounts.of(service.id())).isEmpty();
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

    @Test
    void whoever_makes_a_tenant_owns_it() {
        Actor asBob = new Actor(bob.tenantId(), bob.id(), null, Set.of(Scope.ALL), false);

        var made = (Tenants.Outcome.Done) tenancy.tenants().create(asBob, " Ünïcorn & Söhne ", null);

        assertThat(made.tenant().slug()).startsWith("unicorn-sohne-");
        assertThat(made.tenant().name()).isEqualTo("Ünïcorn & Söhne");
        assertThat(tenancy.tenants().create(asBob, "Other", made.tenant().slug()))
                .isInstanceOf(Tenants.Outcome.SlugTaken.class);
        assertThat(tenancy.tenants().create(asBob, " ", "A B")).isInstanceOf(Tenants.Outcome.Invalid.class);
        assertThat(tenancy.tenants().mine(asBob))
                .extracting(each -> each.role())
                .containsExactly(Role.OWNER, Role.OWNER);
        assertThat(tenancy.tenants().find(in(ada), made.tenant().id())).isEmpty();
        assertThat(tenancy.tenants().rename(in(ada), made.tenant().id(), "x", null, null))
                .isInstanceOf(Tenants.Outcome.NotFound.class);
        assertThat(tenancy.tenants().all(in(ada), Page.Request.first())).isNull();
        assertThat(tenancy.tenants().all(systemAdmin(), Page.Request.first()).items())
                .hasSize(3);
        assertThat(tenancy.tenants().rename(in(ada), tenant, "Ada & Co", null, 7L))
                .isInstanceOf(Tenants.Outcome.Conflict.class);
        assertThat(tenancy.tenants().rename(in(ada), tenant, "Ada & Co", null, 1L))
                .isInstanceOf(Tenants.Outcome.Done.class);
    }

    @Test
    void a_referral_is_mailed_once_with_the_code_that_is_the_users_own() {
        Referrals referrals = tenancy.referrals();

        var sent = (Referrals.Outcome.Sent) referrals.send(in(ada), "Carol@Example.org", "Try this");

        assertThat(sent.code().code()).matches("POCKET-[A-Z0-9]{6}");
        assertThat(tenancy.mail()).singleElement().satisfies(mail -> {
            assertThat(mail.to()).isEqualTo("carol@example.org");
            assertThat(mail.text()).contains(sent.code().code(), "Try this", "signup?invite_code=");
        });
        assertThat(referrals.send(in(ada), "carol@example.org", null)).isInstanceOf(Referrals.Outcome.Duplicate.class);
        assertThat(referrals.send(in(ada), "nobody", null)).isInstanceOf(Referrals.Outcome.Invalid.class);
        referrals.send(in(ada), String.valueOf(bob.email()), null);
        assertThat(tenancy.mail()).hasSize(1);
        assertThat(referrals.overview(in(ada)).code()).isEqualTo(sent.code());
        assertThat(referrals.overview(in(ada)).referrals()).hasSize(2);
        assertThat(referrals.overview(in(bob)).referrals()).isEmpty();
    }

    @Test
    void a_used_up_code_refers_nobody_and_its_counts_are_never_negative() {
        String code = tenancy.referrals().overview(in(ada)).code().code();
        for (int i = 0; i < 9; i++) {
            tenancy.gate().enter(new EmailAddress(i + "@example.org"), code);
        }

        assertThat(tenancy.referrals().overview(in(ada)).code().remaining()).isZero();
        assertThat(tenancy.referrals().send(in(ada), "carol@example.org", null))
                .isInstanceOf(Referrals.Outcome.Exhausted.class);
    }

    @Test
    void who_waits_is_told_once_that_they_may_sign_up() {
        var application = new Waitlist.Application(
                "Carol@Example.org", "Carol", null, null, null, List.of(), null, JsonObject.EMPTY);
        var noted = (Waitlist.Joined.Noted) tenancy.waitlist().join(application);
        var again = (Waitlist.Joined.Noted) tenancy.waitlist().join(application);
        UUID id = noted.entry().id();
        assertThat(again.entry().id()).isEqualTo(id);
        assertThat(tenancy.waitlist().approve(in(ada), id)).isInstanceOf(Waitlist.Approved.Forbidden.class);
        assertThat(tenancy.waitlist().list(in(ada), false, Page.Request.first()))
                .isNull();
        assertThat(tenancy.gate().check(noted.entry().email(), null))
                .isInstanceOf(SignUpGate.Answer.InviteRequired.class);

        tenancy.waitlist().approve(systemAdmin(), id);
        tenancy.waitlist().approve(systemAdmin(), id);

        assertThat(tenancy.gate().check(noted.entry().email(), null)).isInstanceOf(SignUpGate.Answer.Open.class);
        assertThat(tenancy.mail())
                .singleElement()
                .satisfies(mail -> assertThat(mail.to()).isEqualTo("carol@example.org"));
        var wrong = new Waitlist.Application(
                "nobody", "x".repeat(121), null, null, "y\0", List.of(), null, JsonObject.EMPTY);
        assertThat(tenancy.waitlist().join(wrong))
                .isInstanceOfSatisfying(
                        Waitlist.Joined.Invalid.class,
                        invalid -> assertThat(invalid.violations())
                                .extracting(each -> each.pointer())
                                .containsExactly("/email", "/name", "/use_case"));
    }

    @Test
    void only_who_administers_the_installation_decides_about_its_codes() {
        InviteCodes codes = tenancy.inviteCodes();
        var made = (InviteCodes.Outcome.Done) codes.create(systemAdmin(), 3, null);

        assertThat(codes.create(in(ada), 3, null)).isInstanceOf(InviteCodes.Outcome.Forbidden.class);
        assertThat(codes.create(systemAdmin(), 0, clock.instant())).isInstanceOf(InviteCodes.Outcome.Invalid.class);
        assertThat(codes.revoke(in(ada), made.code().id())).isInstanceOf(InviteCodes.Outcome.Forbidden.class);
        assertThat(codes.list(in(ada), Page.Request.first())).isNull();
        assertThat(codes.usable(codes.look(made.code().code().toLowerCase()).orElseThrow()))
                .isTrue();
        codes.revoke(systemAdmin(), made.code().id());
        assertThat(codes.usable(codes.look(made.code().code()).orElseThrow())).isFalse();
    }
}
