package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driving.identity.LogIn.Outcome;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.identity.InProcessAuditLog;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import io.hexforge.ports.inprocess.ops.InProcessLimitStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/// Ada, who has an account, and others, before each test.
final class Stage {
    static final Secret PASSWORD = new Secret("correct horse battery staple");
    static final Secret OTHER = new Secret("quite another password");
    static final String ADA = "ada@example.org";
    static final Device HOME = new Device("Firefox", "192.0.2.1");
    static final Device ELSEWHERE = new Device("curl", "198.51.100.7");

    final TestClock clock = new TestClock();
    final Ids ids = new Ids(clock, new Random(1));
    final InProcessAccounts accounts = new InProcessAccounts();
    final InProcessAuditLog auditLog = new InProcessAuditLog();
    final AuditTrail audit = new AuditTrail(auditLog, ids);
    final FoundInstallation founding = new FoundInstallation(accounts, ids, new Random(2));
    final AesGcmCipher cipher =
            new AesGcmCipher(List.of(EncryptionKey.generate(new SecureRandom())), new SecureRandom());
    private final TestSessions logins = TestSessions.over(accounts, ids);
    final AccessTokens access = logins.access();
    final Sessions sessions = logins.sessions();
    final LoginParts parts;
    final User ada;

    Stage() {
        this(false);
    }

    Stage(boolean verifiedOnly) {
        founding.found();
        access.refresh();
        parts = new LoginParts(
                accounts,
                sessions,
                audit,
                cipher,
                new InProcessLimitStore(clock, Duration.ofMinutes(1)),
                ids,
                new Random(5),
                verifiedOnly);
        ada = parts.member(ADA, PASSWORD);
    }

    Outcome logIn(Secret password, Device device) {
        return parts.logIn().logIn(ADA, password, null, device);
    }

    /// Logs Ada in where no second factor is asked for.
    SignedIn in(Device device) {
        return in(logIn(PASSWORD, device));
    }

    static SignedIn in(Outcome outcome) {
        if (outcome instanceof Outcome.Proved(Admission.In(SignedIn signedIn))) {
            return signedIn;
        }
        throw new AssertionError("not logged in but " + outcome);
    }

    /// {@return who acts in a session}
    Actor actor(SignedIn in) {
        return access.actor(in.accessToken().reveal()).orElseThrow();
    }

    /// {@return whether the access token still opens anything}
    boolean alive(SignedIn in) {
        return access.actor(in.accessToken().reveal()).isPresent();
    }

    /// Gives Ada an authenticator app; the number at this instant is used up.
    ManageTotp.Setup app() {
        SignedIn in = in(HOME);
        ManageTotp.Setup setup = parts.manageTotp().setUp(actor(in)).orElseThrow();
        var confirmed = parts.manageTotp().confirm(actor(in), number(), HOME);
        if (confirmed != ManageTotp.Confirmed.ON) {
            throw new AssertionError(confirmed);
        }
        return setup;
    }

    /// {@return what Ada's app shows now}
    String number() {
        return parts.number(ada, clock.instant());
    }

    Actor operator() {
        return founding.operator();
    }

    List<String> subjectsTo(String address) {
        return parts.mailsTo(address).stream().map(mail -> mail.subject()).toList();
    }
}
