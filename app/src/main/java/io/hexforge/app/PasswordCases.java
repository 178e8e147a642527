package io.hexforge.app;

import io.hexforge.adapter.cli.InProcessPeople;
import io.hexforge.adapter.files.identity.BreachedPasswordsFile;
import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Routes;
import io.hexforge.adapter.http.identity.FactorRoutes;
import io.hexforge.adapter.http.identity.LoginRoutes;
import io.hexforge.adapter.http.identity.PasswordRoutes;
import io.hexforge.adapter.http.identity.UserCreationRoutes;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.identity.PostgresExternalLoginStore;
import io.hexforge.adapter.postgres.identity.PostgresFactorStore;
import io.hexforge.adapter.postgres.identity.PostgresLoginHistory;
import io.hexforge.adapter.postgres.identity.PostgresOneTimeTokenStore;
import io.hexforge.adapter.postgres.identity.PostgresPasskeyStore;
import io.hexforge.app.config.AccountConfig;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.BreachedPasswords;
import io.hexforge.ports.driven.identity.ChallengeStore;
import io.hexforge.ports.driven.identity.FactorStore;
import io.hexforge.ports.driven.identity.LoginHistory;
import io.hexforge.ports.driven.identity.OneTimeTokenStore;
import io.hexforge.ports.driven.identity.PasswordHasher;
import io.hexforge.ports.driven.identity.PasswordStore;
import io.hexforge.ports.driven.ops.LimitStore;
import io.hexforge.ports.driven.ops.SecretCipher;
import io.hexforge.ports.driving.identity.AdmitUser;
import io.hexforge.ports.driving.identity.AuditTrail;
import io.hexforge.ports.driving.identity.ConfirmAddress;
import io.hexforge.ports.driving.identity.CreateUsers;
import io.hexforge.ports.driving.identity.Guesses;
import io.hexforge.ports.driving.identity.Letters;
import io.hexforge.ports.driving.identity.LogIn;
import io.hexforge.ports.driving.identity.MagicLinks;
import io.hexforge.ports.driving.identity.ManagePassword;
import io.hexforge.ports.driving.identity.ManageTotp;
import io.hexforge.ports.driving.identity.OtherWaysIn;
import io.hexforge.ports.driving.identity.Passwords;
import io.hexforge.ports.driving.identity.Reauthenticate;
import io.hexforge.ports.driving.identity.SecondFactors;
import io.hexforge.ports.driving.identity.SendMail;
import io.hexforge.ports.driving.identity.Sessions;
import io.hexforge.ports.driving.identity.SignUp;
import io.hexforge.ports.driving.identity.SignUpGate;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;

/// How people get accounts and prove who they are.
record PasswordCases(
        LogIn logIn,
        AdmitUser admitUser,
        SignUp signUp,
        ConfirmAddress confirmAddress,
        ManagePassword managePassword,
        MagicLinks magicLinks,
        ManageTotp manageTotp,
        Reauthenticate reauthenticate,
        CreateUsers createUsers,
        SecondFactors secondFactors,
        Letters letters,
        Driven driven) {
    private static final Duration PLACES_KEPT = Duration.ofDays(180);
    private static final Duration FAILURES_KEPT = Duration.ofDays(1);

    /// What they need from outside.
    record Driven(
            PasswordStore passwords,
            PasswordHasher hasher,
            BreachedPasswords breached,
            FactorStore factors,
            OtherWaysIn otherWaysIn,
            OneTimeTokenStore tokens,
            LoginHistory history,
            ChallengeStore challenges,
            AccountConfig config) {
        static Driven over(
                Database identity,
                PasswordStore passwords,
                PasswordHasher hasher,
                ChallengeStore challenges,
                AccountConfig config) {
            return new Driven(
                    passwords,
                    hasher,
                    breached(config),
                    new PostgresFactorStore(identity),
                    new OtherWaysIn(new PostgresPasskeyStore(identity), new PostgresExternalLoginStore(identity)),
                    new PostgresOneTimeTokenStore(identity),
                    new PostgresLoginHistory(identity),
                    challenges,
                    config);
        }

        private static BreachedPasswords breached(AccountConfig config) {
            Path list = config.breachedPasswords();
            return list == null ? BreachedPasswords.NONE : BreachedPasswordsFile.open(list);
        }

        Passwords checks(InstantSource clock) {
            return new Passwords(passwords, hasher, breached, clock);
        }
    }

    /// What others made that they use.
    record Others(
            AccountStore accounts,
            Sessions sessions,
            AuditTrail audit,
            SignUpGate gate,
            SendMail sendMail,
            LimitStore limits,
            SecretCipher cipher,
            URI frontend) {}

    static PasswordCases over(Driven driven, Others others, Ids ids, SecureRandom random, Executor threads) {
        var clock = ids.clock();
        var accounts = others.accounts();
        var sessions = others.sessions();
        var audit = others.audit();
        var tokens = driven.tokens();
        var factors = driven.factors();
        var config = driven.config();
        var passwords = driven.checks(clock);
        var guesses = new Guesses(driven.history(), clock);
        var letters = new Letters(others.sendMail(), tokens, others.limits(), others.frontend(), clock, random);
        var secondFactors = new SecondFactors(factors, others.cipher(), guesses, clock);
        var admitUser = new AdmitUser(
                accounts,
                passwords,
                factors,
                driven.challenges(),
                sessions,
                guesses,
                audit,
                config.verifiedOnly(),
                clock,
                random);
        Executor afterwards = task -> threads.execute(Repeated.of("write to somebody who asked for a link", task));
        var confirmAddress = new ConfirmAddress(
                accounts,
                tokens,
                factors,
                driven.otherWaysIn(),
                passwords,
                sessions,
                letters,
                audit,
                afterwards,
                clock);
        var reauthenticate =
                new Reauthenticate(accounts, passwords, secondFactors, admitUser, sessions, guesses, audit);
        return new PasswordCases(
                new LogIn(accounts, passwords, secondFactors, admitUser, confirmAddress, guesses, audit),
                admitUser,
                new SignUp(accounts, passwords, others.gate(), letters, audit, ids, random),
                confirmAddress,
                new ManagePassword(
                        accounts,
                        passwords,
                        reauthenticate,
                        tokens,
                        confirmAddress,
                        sessions,
                        guesses,
                        letters,
                        audit,
                        afterwards,
                        clock),
                new MagicLinks(accounts, tokens, confirmAddress, admitUser, letters, afterwards, clock),
                new ManageTotp(
                        accounts, factors, secondFactors, others.cipher(), sessions, letters, audit, ids, random),
                reauthenticate,
                new CreateUsers(accounts, passwords, audit, ids, random),
                secondFactors,
                letters,
                driven);
    }

    List<Routes.Group> routes(Idempotency idempotency) {
        return List.of(
                new LoginRoutes(signUp, logIn, magicLinks),
                new PasswordRoutes(managePassword, confirmAddress),
                new FactorRoutes(manageTotp, reauthenticate),
                new UserCreationRoutes(createUsers, idempotency));
    }

    InProcessPeople commands(Actor actor) {
        return new InProcessPeople(actor, createUsers);
    }

    /// Forgets links that have expired, and guesses and places of long ago.
    void forgetOld(Instant now) {
        driven.tokens().forgetExpired(now);
        driven.history().forgetBefore(now.minus(FAILURES_KEPT), now.minus(PLACES_KEPT));
    }
}
