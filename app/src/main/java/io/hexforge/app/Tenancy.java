package io.hexforge.app;

import io.hexforge.adapter.cli.InProcessTenancy;
import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Routes;
import io.hexforge.adapter.http.identity.AdminUserRoutes;
import io.hexforge.adapter.http.identity.AuditRoutes;
import io.hexforge.adapter.http.identity.InviteCodeRoutes;
import io.hexforge.adapter.http.identity.InviteRoutes;
import io.hexforge.adapter.http.identity.MemberRoutes;
import io.hexforge.adapter.http.identity.ServiceAccountRoutes;
import io.hexforge.adapter.http.identity.TenantRoutes;
import io.hexforge.adapter.http.identity.WaitlistRoutes;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.identity.PostgresAuditLog;
import io.hexforge.adapter.postgres.identity.PostgresInviteCodeStore;
import io.hexforge.adapter.postgres.identity.PostgresInviteStore;
import io.hexforge.adapter.postgres.identity.PostgresMemberStore;
import io.hexforge.adapter.postgres.identity.PostgresReferralStore;
import io.hexforge.adapter.postgres.identity.PostgresTenantStore;
import io.hexforge.adapter.postgres.identity.PostgresWaitlistStore;
import io.hexforge.app.config.TenancyConfig;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.identity.EndReason;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.InviteCodeStore;
import io.hexforge.ports.driven.identity.InviteStore;
import io.hexforge.ports.driven.identity.MemberStore;
import io.hexforge.ports.driven.identity.ReferralStore;
import io.hexforge.ports.driven.identity.TenantStore;
import io.hexforge.ports.driven.identity.WaitlistStore;
import io.hexforge.ports.driving.identity.AcceptInvite;
import io.hexforge.ports.driving.identity.AuditTrail;
import io.hexforge.ports.driving.identity.Authenticate;
import io.hexforge.ports.driving.identity.InviteCodes;
import io.hexforge.ports.driving.identity.Invites;
import io.hexforge.ports.driving.identity.ManageApiKeys;
import io.hexforge.ports.driving.identity.ManageUsers;
import io.hexforge.ports.driving.identity.Members;
import io.hexforge.ports.driving.identity.Passwords;
import io.hexforge.ports.driving.identity.Reach;
import io.hexforge.ports.driving.identity.ReadAudit;
import io.hexforge.ports.driving.identity.Referrals;
import io.hexforge.ports.driving.identity.SendMail;
import io.hexforge.ports.driving.identity.ServiceAccounts;
import io.hexforge.ports.driving.identity.Sessions;
import io.hexforge.ports.driving.identity.SignUpGate;
import io.hexforge.ports.driving.identity.SwitchTenant;
import io.hexforge.ports.driving.identity.Tenants;
import io.hexforge.ports.driving.identity.Waitlist;
import io.hexforge.ports.driving.identity.WebLinks;
import java.security.SecureRandom;
import java.util.List;

/// The use cases about who belongs to what and who may sign up, and the record of what they did.
record Tenancy(
        ReadAudit readAudit,
        SignUpGate signUpGate,
        Tenants tenants,
        SwitchTenant switchTenant,
        Members members,
        Invites invites,
        AcceptInvite acceptInvite,
        ServiceAccounts serviceAccounts,
        ManageUsers manageUsers,
        InviteCodes inviteCodes,
        Referrals referrals,
        Waitlist waitlist) {
    /// What they need from outside, and the audit trail, which others write to as well.
    record Driven(
            AuditTrail auditTrail,
            ReadAudit readAudit,
            TenantStore tenants,
            MemberStore members,
            InviteStore invites,
            InviteCodeStore inviteCodes,
            ReferralStore referrals,
            WaitlistStore waitlist) {
        static Driven in(Database identity, Ids ids) {
            var log = new PostgresAuditLog(identity);
            return new Driven(
                    new AuditTrail(log, ids),
                    new ReadAudit(log),
                    new PostgresTenantStore(identity),
                    new PostgresMemberStore(identity),
                    new PostgresInviteStore(identity),
                    new PostgresInviteCodeStore(identity),
                    new PostgresReferralStore(identity),
                    new PostgresWaitlistStore(identity));
        }
    }

    /// What they share with other use cases.
    record Neighbours(
            AccountStore accounts,
            Passwords passwords,
            Authenticate authenticate,
            Sessions sessions,
            ManageApiKeys apiKeys,
            SendMail mail) {}

    static Tenancy over(Driven driven, Neighbours near, TenancyConfig config, Ids ids, SecureRandom random) {
        AuditTrail audit = driven.auditTrail();
        var links = new WebLinks(config.frontend());
        Sessions sessions = near.sessions();
        var reach = new Reach(
                near.authenticate(), sessions::regrant, user -> sessions.endAll(user, null, EndReason.DISABLED));
        var codes = new InviteCodes(driven.inviteCodes(), audit, config.inviteCodePrefix(), ids, random);
        return new Tenancy(
                driven.readAudit(),
                new SignUpGate(
                        driven.inviteCodes(),
                        driven.waitlist(),
                        driven.referrals(),
                        config.inviteRequired(),
                        ids.clock()),
                new Tenants(driven.tenants(), driven.members(), near.accounts(), audit, ids),
                new SwitchTenant(driven.members(), sessions, audit),
                new Members(driven.members(), reach, audit),
                new Invites(
                        driven.invites(),
                        driven.tenants(),
                        driven.members(),
                        near.accounts(),
                        near.mail(),
                        audit,
                        links,
                        ids,
                        random),
                new AcceptInvite(
                        driven.invites(), driven.members(), near.accounts(), near.passwords(), reach, audit, ids),
                new ServiceAccounts(driven.tenants(), driven.members(), near.accounts(), near.apiKeys(), audit, ids),
                new ManageUsers(driven.members(), near.accounts(), sessions, reach, audit, ids.clock()),
                codes,
                new Referrals(driven.referrals(), codes, near.accounts(), near.mail(), links, ids),
                new Waitlist(driven.waitlist(), near.mail(), audit, links, ids));
    }

    InProcessTenancy commands(Actor actor) {
        return new InProcessTenancy(actor, readAudit, manageUsers, invites, inviteCodes);
    }

    List<Routes.Group> routes(Idempotency idempotency) {
        return List.of(
                new AuditRoutes(readAudit),
                new TenantRoutes(tenants, switchTenant, idempotency),
                new MemberRoutes(members),
                new InviteRoutes(invites, acceptInvite, idempotency),
                new ServiceAccountRoutes(serviceAccounts, members, idempotency),
                new AdminUserRoutes(manageUsers, members),
                new InviteCodeRoutes(inviteCodes, referrals, idempotency),
                new WaitlistRoutes(waitlist));
    }
}
