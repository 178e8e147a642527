package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Ids;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.User;
import io.hexforge.domain.ops.Mail;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.identity.PasswordHasher;
import io.hexforge.ports.driven.ops.LimitStore;
import io.hexforge.ports.driven.ops.SecretCipher;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.identity.InProcessChallengeStore;
import io.hexforge.ports.inprocess.identity.InProcessFactors;
import io.hexforge.ports.inprocess.identity.InProcessInviteCodes;
import io.hexforge.ports.inprocess.identity.InProcessLoginHistory;
import io.hexforge.ports.inprocess.identity.InProcessOneTimeTokens;
import io.hexforge.ports.inprocess.identity.InProcessReferrals;
import io.hexforge.ports.inprocess.identity.InProcessWaitlist;
import io.hexforge.ports.inprocess.identity.InProcessWaysIn;
import io.hexforge.ports.inprocess.identity.Pbkdf2PasswordHasher;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// All that passwords and factors take, over the in-process ports, for tests. Mails go out when they are looked for.
public final class LoginParts {
    private static final Pattern TOKEN = Pattern.compile("\\?token=([\\w-]+)");
    private static final int ITERATIONS = 10;

    /// Is refused although it looks good.
    static final Secret STOLEN = new Secret("four words somebody stole");

    private final AtomicInteger verified = new AtomicInteger();
    private final AtomicInteger hashed = new AtomicInteger();
    private volatile boolean rush;
    private final InProcessAccounts accounts;
    private final Ids ids;
    private final TestMail mail;
    private final SecretCipher cipher;
    private final InProcessFactors factors = new InProcessFactors();
    private final InProcessWaysIn waysIn = new InProcessWaysIn();
    private final OtherWaysIn otherWaysIn = new OtherWaysIn(waysIn.passkeys(), waysIn.externalLogins());
    private final InProcessOneTimeTokens tokens = new InProcessOneTimeTokens();
    private final Passwords passwords;
    private final Letters letters;
    private final LogIn logIn;
    private final AdmitUser admitUser;
    private final SignUp signUp;
    private final ConfirmAddress confirmAddress;
    private final ManagePassword managePassword;
    private final MagicLinks magicLinks;
    private final ManageTotp manageTotp;
    private final Reauthenticate reauthenticate;
    private final CreateUsers createUsers;

    public LoginParts(
            InProcessAccounts accounts,
            Sessions sessions,
            AuditTrail audit,
            SecretCipher cipher,
            LimitStore limits,
            Ids ids,
            RandomGenerator random,
            boolean verifiedOnly) {
        this.accounts = accounts;
        this.ids = ids;
        this.cipher = cipher;
        var clock = ids.clock();
        Executor here = Runnable::run;
        mail = new TestMail(ids);
        letters = new Letters(mail.sendMail(), tokens, limits, URI.create("https://app.example.org/"), clock, random);
        var guesses = new Guesses(new InProcessLoginHistory(), clock);
        var gate = new SignUpGate(
                new InProcessInviteCodes(), new InProcessWaitlist(), new InProcessReferrals(), false, clock);
        passwords = new Passwords(
                accounts,
                new Counting(new Pbkdf2PasswordHasher(ITERATIONS, random)),
                password -> password.reveal().equals(STOLEN.reveal()),
                clock);
        admitUser = new AdmitUser(
                accounts,
                passwords,
                factors,
                new InProcessChallengeStore(clock),
                sessions,
                guesses,
                audit,
                verifiedOnly,
                clock,
                random);
        var secondFactors = new SecondFactors(factors, cipher, guesses, clock);
        signUp = new SignUp(accounts, passwords, gate, letters, audit, ids, random);
        confirmAddress = new ConfirmAddress(
                accounts, tokens, factors, otherWaysIn, passwords, sessions, letters, audit, here, clock);
        logIn = new LogIn(accounts, passwords, secondFactors, admitUser, confirmAddress, guesses, audit);
        reauthenticate = new Reauthenticate(accounts, passwords, secondFactors, admitUser, sessions, guesses, audit);
        managePassword = new ManagePassword(
                accounts,
                passwords,
                reauthenticate,
                tokens,
                confirmAddress,
                sessions,
                guesses,
                letters,
                audit,
                here,
                clock);
        magicLinks = new MagicLinks(accounts, tokens, confirmAddress, admitUser, letters, here, clock);
        manageTotp = new ManageTotp(accounts, factors, secondFactors, cipher, sessions, letters, audit, ids, random);
        createUsers = new CreateUsers(accounts, passwords, audit, ids, random);
    }

    /// Counts how often is hashed.
    private final class Counting implements PasswordHasher {
        private final PasswordHasher hasher;

        private Counting(PasswordHasher hasher) {
            this.hasher = hasher;
        }

        @Override
        public String hash(Secret password) {
            hashed.incrementAndGet();
            if (rush) {
                throw new PortException(PortException.Kind.UNAVAILABLE, "too many passwords are being hashed", null);
            }
            return hasher.hash(password);
        }

        @Override
        public Verdict verify(Secret password, String hash) {
            verified.incrementAndGet();
            if (rush) {
                throw new PortException(PortException.Kind.UNAVAILABLE, "too many passwords are being hashed", null);
            }
            return hasher.verify(password, hash);
        }

        @Override
        public String decoy() {
            return hasher.decoy();
        }

        @Override
        public <T> T inTurn(Supplier<T> work) {
            return hasher.inTurn(work);
        }
    }

    /// Sets whether too many others have passwords hashed.
    void rush(boolean whetherSo) {
        rush = whetherSo;
    }

    public OtherWaysIn otherWaysIn() {
        return otherWaysIn;
    }

    public Letters letters() {
        return letters;
    }

    public LogIn logIn() {
        return logIn;
    }

    public AdmitUser admitUser() {
        return admitUser;
    }

    public SignUp signUp() {
        return signUp;
    }

    public ConfirmAddress confirmAddress() {
        return confirmAddress;
    }

    public ManagePassword managePassword() {
        return managePassword;
    }

    public MagicLinks magicLinks() {
        return magicLinks;
    }

    public ManageTotp manageTotp() {
        return manageTotp;
    }

    public Reauthenticate reauthenticate() {
        return reauthenticate;
    }

    public CreateUsers createUsers() {
        return createUsers;
    }

    Passwords passwords() {
        return passwords;
    }

    /// {@return how many passwords were checked and how many were hashed so far}
    List<Integer> work() {
        return List.of(verified.get(), hashed.get());
    }

    /// {@return the mails to an address, oldest first}
    public List<Mail> mailsTo(String address) {
        return mail.sent().stream().filter(each -> each.to().equals(address)).toList();
    }

    /// {@return the token in the last mail to an address}
    public Secret lastToken(String address) {
        Matcher token = TOKEN.matcher(mailsTo(address).getLast().text());
        if (!token.find()) {
            throw new AssertionError("the last mail has no link");
        }
        return new Secret(token.group(1));
    }

    /// Signs somebody up who has confirmed the address.
    public User member(String email, Secret password) {
        signUp.signUp(new SignUp.Wanted(email, password, null, null, null, null), new Device("test", "192.0.2.250"));
        confirmAddress.verify(lastToken(email), new Device("test", "192.0.2.250"));
        return user(email);
    }

    public User user(String email) {
        return Optional.of(email)
                .flatMap(EmailAddress::parse)
                .flatMap(address -> accounts.named(address.value()))
                .orElseThrow();
    }

    /// {@return the number that the authenticator app of a user shows at an instant}
    public String number(User user, Instant at) {
        var factor = factors.find(user.id()).orElseThrow();
        var secret = cipher.open(factor.secret(), io.hexforge.domain.identity.TotpFactor.context(user.id()));
        return new Totp(secret).number(Totp.step(at));
    }

    public Instant now() {
        return ids.clock().instant();
    }
}
