package io.hexforge.adapter.http;

import io.hexforge.adapter.http.identity.AdminUserRoutes;
import io.hexforge.adapter.http.identity.ApiKeyRoutes;
import io.hexforge.adapter.http.identity.AuditRoutes;
import io.hexforge.adapter.http.identity.FactorRoutes;
import io.hexforge.adapter.http.identity.InviteCodeRoutes;
import io.hexforge.adapter.http.identity.InviteRoutes;
import io.hexforge.adapter.http.identity.KeySetRoutes;
import io.hexforge.adapter.http.identity.LoginPage;
import io.hexforge.adapter.http.identity.LoginRoutes;
import io.hexforge.adapter.http.identity.MemberRoutes;
import io.hexforge.adapter.http.identity.PasskeyRoutes;
import io.hexforge.adapter.http.identity.PasswordRoutes;
import io.hexforge.adapter.http.identity.ProviderLoginRoutes;
import io.hexforge.adapter.http.identity.ServiceAccountRoutes;
import io.hexforge.adapter.http.identity.SessionRoutes;
import io.hexforge.adapter.http.identity.TenantRoutes;
import io.hexforge.adapter.http.identity.TestPersonal;
import io.hexforge.adapter.http.identity.UserCreationRoutes;
import io.hexforge.adapter.http.identity.WaitlistRoutes;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.KeyLimits;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Session;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.ops.LimitStore;
import io.hexforge.ports.driven.ops.SecretCipher;
import io.hexforge.ports.driving.identity.AuditTrail;
import io.hexforge.ports.driving.identity.Authenticate;
import io.hexforge.ports.driving.identity.EndSessions;
import io.hexforge.ports.driving.identity.FoundInstallation;
import io.hexforge.ports.driving.identity.LoginParts;
import io.hexforge.ports.driving.identity.ManageApiKeys;
import io.hexforge.ports.driving.identity.ReadAudit;
import io.hexforge.ports.driving.identity.RotateSigningKey;
import io.hexforge.ports.driving.identity.Sessions;
import io.hexforge.ports.driving.identity.SignedIn;
import io.hexforge.ports.driving.identity.TestSessions;
import io.hexforge.ports.driving.identity.TestTenancy;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.identity.InProcessAuditLog;
import io.hexforge.ports.inprocess.identity.InProcessSessions;
import io.hexforge.ports.inprocess.ops.InProcessChangeSignal;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.random.RandomGenerator;

/// People and keys of a whole server, over the in-process ports; the operator's key is at hand.
final class TestAccounts {
    private final InProcessAuditLog auditLog = new InProcessAuditLog();
    private final InProcessSessions sessionStore = new InProcessSessions();
    private final Ids ids;
    private final RandomGenerator random;
    private final TestSessions people;
    private final ManageApiKeys keys;
    private final ScriptedWays ways;
    final InProcessAccounts accounts = new InProcessAccounts();
    final AuditTrail auditTrail;
    final Sessions sessions;
    final Authenticate authenticate;
    final String key;
    final Actor operator;
    final TestTenancy tenancy;
    final LoginParts logins;
    final TestPersonal personal;

    TestAccounts(SecretCipher cipher, LimitStore limits, Ids ids, SecureRandom random) {
        this.ids = ids;
        this.random = random;
        auditTrail = new AuditTrail(auditLog, ids);
        people = TestSessions.over(sessionStore, accounts, ids);
        sessions = people.sessions();
        authenticate = new Authenticate(accounts, people.access(), new InProcessChangeSignal(), ids.clock());
        var founding = new FoundInstallation(accounts, ids, random);
        key = founding.found().orElseThrow().reveal();
        operator = founding.operator();
        authenticate.refresh();
        tenancy = TestTenancy.over(accounts, authenticate, sessions, auditTrail, ids, false);
        logins = new LoginParts(accounts, sessions, auditTrail, cipher, limits, ids, random, false);
        ways = ScriptedWays.over(accounts, logins, auditTrail, ids, random);
        personal = new TestPersonal(accounts, sessions, auditTrail, cipher, ids);
        keys = new ManageApiKeys(accounts, authenticate, ids, random);
    }

    List<Routes.Group> routes(Idempotency idempotency) {
        List<Routes.Group> groups = new ArrayList<>(personal.routes());
        groups.addAll(List.of(
                new ApiKeyRoutes(keys, idempotency),
                new AuditRoutes(new ReadAudit(auditLog)),
                new LoginRoutes(logins.signUp(), logins.logIn(), logins.magicLinks()),
                new PasswordRoutes(logins.managePassword(), logins.confirmAddress()),
                new FactorRoutes(logins.manageTotp(), logins.reauthenticate()),
                new UserCreationRoutes(logins.createUsers(), idempotency),
                new PasskeyRoutes(ways.managePasskeys(), ways.logInWithPasskey()),
                new ProviderLoginRoutes(
                        ways.logInWithProvider(), ways.externalLogins(), URI.create("http://localhost"), random),
                new LoginPage(),
                new SessionRoutes(sessions, new EndSessions(sessions, auditTrail), authenticate),
                new TenantRoutes(tenancy.tenants(), tenancy.switchTenant(), idempotency),
                new MemberRoutes(tenancy.members()),
                new InviteRoutes(tenancy.invites(), tenancy.acceptInvite(), idempotency),
                new ServiceAccountRoutes(tenancy.serviceAccounts(), tenancy.members(), idempotency),
                new AdminUserRoutes(tenancy.manageUsers(), tenancy.members()),
                new InviteCodeRoutes(tenancy.inviteCodes(), tenancy.referrals(), idempotency),
                new WaitlistRoutes(tenancy.waitlist()),
                new KeySetRoutes(people.keys(), new RotateSigningKey(people.keys(), auditTrail), idempotency)));
        return groups;
    }

    /// {@return the access token of a session that a user opens}
    String login(String username) {
        User user = accounts.named(username).orElseThrow();
        return sessions.open(user, EnumSet.of(AuthMethod.PASSWORD), new Device("test", "127.0.0.1"))
                .accessToken()
                .reveal();
    }

    /// Lets it be an hour ago that somebody proved who they are.
    void provedLongAgo(SignedIn in) {
        Session session = sessionStore.find(in.session().id()).orElseThrow();
        Instant then = session.authenticatedAt().minus(Duration.ofHours(1));
        sessionStore.save(session.reauthenticated(session.methods(), then), session);
    }

    /// {@return the key of a new user, who owns a tenant of its own}
    String newcomer(String username) {
        Instant now = ids.clock().instant();
        var tenant = new Tenant(ids.next(), username, username, now);
        var address = new EmailAddress(username + "@example.org");
        User user = new User(ids.next(), tenant.id(), username, username, false, now).reachedAt(address, now);
        accounts.add(user, tenant, new Membership(tenant.id(), user.id(), Role.OWNER, now), null);
        return key(new Actor(tenant.id(), user.id(), null, Role.OWNER.scopes(), false));
    }

    /// {@return the key of a new user, who is a member of somebody else's tenant}
    String colleague(String username, Actor owner) {
        Instant now = ids.clock().instant();
        User user = new User(ids.next(), owner.tenantId(), username, username, false, now)
                .reachedAt(new EmailAddress(username + "@example.org"), now);
        accounts.add(user, null, new Membership(owner.tenantId(), user.id(), Role.MEMBER, now), null);
        return key(new Actor(owner.tenantId(), user.id(), null, Role.MEMBER.scopes(), false));
    }

    private String key(Actor actor) {
        return ((ManageApiKeys.Issued.Made) keys.create(actor, "test", actor.scopes(), KeyLimits.NONE, null))
                .secret()
                .reveal();
    }
}
