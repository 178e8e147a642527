package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Ids;
import io.hexforge.domain.identity.EndReason;
import io.hexforge.domain.identity.SessionPolicy;
import io.hexforge.domain.identity.SigningKeyPolicy;
import io.hexforge.domain.job.Backoff;
import io.hexforge.domain.job.Job;
import io.hexforge.domain.ops.Mail;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.identity.BreachedPasswords;
import io.hexforge.ports.driven.identity.PasswordHasher;
import io.hexforge.ports.driven.identity.TestTokens;
import io.hexforge.ports.driving.job.EnqueueJob;
import io.hexforge.ports.driving.job.RunJobs;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.identity.InProcessInviteCodes;
import io.hexforge.ports.inprocess.identity.InProcessInvites;
import io.hexforge.ports.inprocess.identity.InProcessReferrals;
import io.hexforge.ports.inprocess.identity.InProcessSessions;
import io.hexforge.ports.inprocess.identity.InProcessSigningKeys;
import io.hexforge.ports.inprocess.identity.InProcessTenants;
import io.hexforge.ports.inprocess.identity.InProcessWaitlist;
import io.hexforge.ports.inprocess.identity.Pbkdf2PasswordHasher;
import io.hexforge.ports.inprocess.job.InProcessJobStore;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import io.hexforge.ports.inprocess.ops.InProcessMailer;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The use cases about tenants over the in-process ports, for tests. What they mail is delivered when it is asked for.
public final class TestTenancy {
    private final InProcessTenants tenantStore;
    private final InProcessInvites inviteStore = new InProcessInvites();
    private final InProcessInviteCodes codeStore = new InProcessInviteCodes();
    private final InProcessReferrals referralStore = new InProcessReferrals();
    private final InProcessWaitlist waitlistStore = new InProcessWaitlist();
    private final InProcessMailer mailer = new InProcessMailer();
    private final RunJobs jobs;
    private final Tenants tenants;
    private final Members members;
    private final Invites invites;
    private final AcceptInvite acceptInvite;
    private final ServiceAccounts serviceAccounts;
    private final ManageUsers manageUsers;
    private final SwitchTenant switchTenant;
    private final InviteCodes inviteCodes;
    private final Referrals referrals;
    private final Waitlist waitlist;
    private final SignUpGate gate;

    /// One where nobody is logged in.
    public TestTenancy(InProcessAccounts accounts, Authenticate authenticate, AuditTrail audit, Ids ids) {
        this(
                accounts,
                authenticate,
                noSessions(accounts, ids),
                audit,
                new Pbkdf2PasswordHasher(1_000, new SecureRandom()),
                ids,
                false);
    }

    private static Sessions noSessions(InProcessAccounts accounts, Ids ids) {
        var random = new SecureRandom();
        var signer = new TestTokens(ids.clock());
        var policy = SessionPolicy.DEFAULT;
        var keys = new SigningKeys(
                new InProcessSigningKeys(),
                signer,
                new AesGcmCipher(List.of(EncryptionKey.generate(random)), random),
                SigningKeyPolicy.of(policy.accessLife()),
                null,
                ids.clock(),
                random);
        var store = new InProcessSessions();
        var access = new AccessTokens(signer, keys, store, policy, ids);
        return new Sessions(store, accounts, access, keys, policy, ids, random, (session, by) -> {});
    }

    /// @param inviteRequired whether nobody signs up uninvited
    public TestTenancy(
            InProcessAccounts accounts,
            Authenticate authenticate,
            Sessions sessions,
            AuditTrail audit,
            PasswordHasher hasher,
            Ids ids,
            boolean inviteRequired) {
        var random = new SecureRandom();
        var cipher = new AesGcmCipher(List.of(EncryptionKey.generate(random)), random);
        var jobStore = new InProcessJobStore(ids.clock());
        jobs = new RunJobs(
                jobStore,
                cipher,
                Map.of(DeliverMail.KIND, new DeliverMail(mailer)),
                Backoff.DEFAULT,
                ids.clock(),
                new Random(5),
                new Deaf());
        var mail = new SendMail(new EnqueueJob(jobStore, cipher, ids), ids.clock());
        var links = new WebLinks(URI.create("https://app.example.org/"));
        var reach = new Reach(authenticate, sessions::regrant, user -> sessions.endAll(user, null, EndReason.DISABLED));
        tenantStore = new InProcessTenants(accounts);
        tenants = new Tenants(tenantStore, tenantStore, accounts, audit, ids);
        members = new Members(tenantStore, reach, audit);
        invites = new Invites(inviteStore, tenantStore, tenantStore, accounts, mail, audit, links, ids, random);
        var passwords = new Passwords(accounts, hasher, BreachedPasswords.NONE, ids.clock());
        acceptInvite = new AcceptInvite(inviteStore, tenantStore, accounts, passwords, reach, audit, ids);
        var keys = new ManageApiKeys(accounts, authenticate, ids, random);
        serviceAccounts = new ServiceAccounts(tenantStore, tenantStore, accounts, keys, audit, ids);
        manageUsers = new ManageUsers(tenantStore, accounts, sessions, reach, audit, ids.clock());
        switchTenant = new SwitchTenant(tenantStore, sessions, audit);
        inviteCodes = new InviteCodes(codeStore, audit, "POCKET", ids, random);
        referrals = new Referrals(referralStore, inviteCodes, accounts, mail, links, ids);
        waitlist = new Waitlist(waitlistStore, mail, audit, links, ids);
        gate = new SignUpGate(codeStore, waitlistStore, referralStore, inviteRequired, ids.clock());
    }

    public Tenants tenants() {
        return tenants;
    }

    public Members members() {
        return members;
    }

    public Invites invites() {
        return invites;
    }

    public AcceptInvite acceptInvite() {
        return acceptInvite;
    }

    public ServiceAccounts serviceAccounts() {
        return serviceAccounts;
    }

    public ManageUsers manageUsers() {
        return manageUsers;
    }

    public SwitchTenant switchTenant() {
        return switchTenant;
    }

    public InviteCodes inviteCodes() {
        return inviteCodes;
    }

    public Referrals referrals() {
        return referrals;
    }

    public Waitlist waitlist() {
        return waitlist;
    }

    public SignUpGate gate() {
        return gate;
    }

    /// {@return all mail so far, oldest first}
    public List<Mail> mail() {
        jobs.runDue();
        return mailer.sent();
    }

    /// {@return the token in the newest mail's link}
    public String token() {
        String text = mail().getLast().text();
        int start = text.indexOf("token=") + "token=".length();
        return text.substring(start).split("\\s", 2)[0];
    }

    private static final class Deaf implements RunJobs.Watcher {
        @Override
        public void failed(Job job, int attempt, String reason, boolean givenUp) {}

        @Override
        public void storeFailed(PortException trouble) {}
    }
}
