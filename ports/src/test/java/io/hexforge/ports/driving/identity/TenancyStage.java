package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.ApiKeySecret;
import io.hexforge.domain.identity.AuditEvent;
import io.hexforge.domain.identity.AuditFilter;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.identity.Newcomers;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.identity.InProcessAuditLog;
import io.hexforge.ports.inprocess.identity.InProcessTenants;
import io.hexforge.ports.inprocess.ops.InProcessChangeSignal;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Ada and Bob, who own a tenant each, and what may be done with them.
class TenancyStage {
    static final Device FIREFOX = new Device("Firefox", "192.0.2.1");
    static final Secret PASSWORD = new Secret("correct horse battery");

    final TestClock clock = new TestClock();
    final Ids ids = new Ids(clock, new Random(1));
    final InProcessAccounts accounts = new InProcessAccounts();
    final InProcessAuditLog auditLog = new InProcessAuditLog();
    final AuditTrail audit = new AuditTrail(auditLog, ids);
    private final TestSessions logins = TestSessions.over(accounts, ids);
    final Sessions sessions = logins.sessions();
    final Authenticate authenticate = new Authenticate(accounts, logins.access(), new InProcessChangeSignal(), clock);
    final TestTenancy tenancy = TestTenancy.over(accounts, authenticate, sessions, audit, ids, true);
    final User ada = Newcomers.add(accounts, "Ada");
    final User bob = Newcomers.add(accounts, "Bob");
    final UUID tenant = ada.tenantId();

    TenancyStage() {
        logins.access().refresh();
        authenticate.refresh();
    }

    SignedIn login(User user) {
        return sessions.open(accounts.find(user.id()).orElseThrow(), Set.of(AuthMethod.PASSWORD), FIREFOX);
    }

    Actor actor(SignedIn in) {
        return authenticate.withCredential(in.accessToken().reveal()).orElseThrow();
    }

    boolean accepted(Secret token) {
        return authenticate.withCredential(token.reveal()).isPresent();
    }

    User join(Role role) {
        User user = Newcomers.add(accounts, role.wireName());
        new InProcessTenants(accounts).add(new Membership(tenant, user.id(), role, clock.instant()));
        return user;
    }

    /// Somebody who acts in Ada's tenant.
    Actor in(User user) {
        return new Actor(tenant, user.id(), null, Set.of(Scope.ALL), false);
    }

    Actor systemAdmin() {
        return new Actor(ids.next(), ids.next(), null, Set.of(Scope.ALL), true);
    }

    @Nullable
    Role role(User user) {
        return accounts.memberships(user.id()).stream()
                .filter(each -> each.tenantId().equals(tenant))
                .map(Membership::role)
                .findFirst()
                .orElse(null);
    }

    List<String> recorded() {
        return auditLog.page(systemAdmin(), AuditFilter.ALL, Page.Request.first()).items().stream()
                .map(AuditEvent::action)
                .toList();
    }

    Actor actor(ApiKeySecret key) {
        return authenticate.withCredential(key.reveal()).orElseThrow();
    }

    SignedIn refreshed(SignedIn in) {
        return ((Sessions.Refreshed.Continued)
                        sessions.refresh(in.refreshToken().reveal(), FIREFOX))
                .signedIn();
    }
}
