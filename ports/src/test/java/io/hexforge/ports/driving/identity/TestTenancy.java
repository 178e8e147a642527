package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Ids;
import io.hexforge.domain.identity.EndReason;
import io.hexforge.domain.ops.Mail;
import io.hexforge.ports.driven.identity.BreachedPasswords;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.identity.InProcessInviteCodes;
import io.hexforge.ports.inprocess.identity.InProcessInvites;
import io.hexforge.ports.inprocess.identity.InProcessReferrals;
import io.hexforge.ports.inprocess.identity.InProcessTenants;
import io.hexforge.ports.inprocess.identity.InProcessWaitlist;
import io.hexforge.ports.inprocess.identity.Pbkdf2PasswordHasher;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;

/// The use cases about tenants over the in-process ports, for tests.
public record TestTenancy(
        Tenants tenants,
        Members members,
        Invites invites,
        AcceptInvite acceptInvite,
        ServiceAccounts serviceAccounts,
        ManageUsers manageUsers,
        SwitchTenant switchTenant,
        InviteCodes inviteCodes,
        Referrals referrals,
        Waitlist waitlist,
        SignUpGate gate,
        TestMail testMail) {
    /// @param inviteRequired whether nobody signs up uninvited
    public static TestTenancy over(
            InProcessAccounts accounts,
            Authenticate authenticate,
            Sessions sessions,
            AuditTrail audit,
            Ids ids,
            boolean inviteRequired) {
        var random = new SecureRandom();
        var clock = ids.clock();
        var stored = new InProcessTenants(accounts);
        var invites = new InProcessInvites(accounts);
        var codes = new InProcessInviteCodes();
        var referrals = new InProcessReferrals();
        var waitlist = new InProcessWaitlist();
        var links = new WebLinks(URI.create("https://app.example.org/"));
        var reach = new Reach(authenticate, sessions::regrant, user -> sessions.endAll(user, null, EndReason.DISABLED));
        var hasher = new Pbkdf2PasswordHasher(1_000, random);
        var passwords = new Passwords(accounts, hasher, BreachedPasswords.NONE, clock);
        var keys = new ManageApiKeys(accounts, authenticate, ids, random);
        var inviteCodes = new InviteCodes(codes, audit, "POCKET", ids, random);
        var testMail = new TestMail(ids);
        var mail = testMail.sendMail();
        return new TestTenancy(
                new Tenants(stored, stored, accounts, audit, ids),
                new Members(stored, reach, audit),
                new Invites(invites, stored, stored, accounts, mail, audit, links, ids, random),
                new AcceptInvite(invites, stored, accounts, passwords, reach, audit, ids),
                new ServiceAccounts(stored, stored, accounts, keys, audit, ids),
                new ManageUsers(stored, accounts, sessions, reach, audit, clock),
                new SwitchTenant(stored, sessions, audit),
                inviteCodes,
                new Referrals(referrals, inviteCodes, accounts, mail, links, ids),
                new Waitlist(waitlist, mail, audit, links, ids),
                new SignUpGate(codes, waitlist, referrals, inviteRequired, clock),
                testMail);
    }

    /// {@return all mail so far, oldest first}
    public List<Mail> mail() {
        return testMail.sent();
    }

    /// {@return the token in the newest mail's link}
    public String token() {
        String text = mail().getLast().text();
        int start = text.indexOf("token=") + "token=".length();
        return text.substring(start).split("\\s", 2)[0];
    }
}
