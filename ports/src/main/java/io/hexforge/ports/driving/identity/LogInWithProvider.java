package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.ExternalIdentity;
import io.hexforge.domain.identity.ExternalLogin;
import io.hexforge.domain.identity.OneTimeToken;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.ChallengeStore;
import io.hexforge.ports.driven.identity.IdentityProviders;
import io.hexforge.ports.driven.identity.IdentityProviders.Proof;
import io.hexforge.ports.driven.identity.IdentityProviders.Redeemed;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Lets somebody in who logged in at an OpenID Connect provider, or adds that account to theirs. Safe for
/// concurrent use.
///
/// An account elsewhere is known by its issuer and subject. That an issuer vouches for an address makes
/// nobody the owner of the account that has this address here: the owner proves it by a session, or by the
/// account's password.
public final class LogInWithProvider {
    /// How long somebody has to come back from the provider.
    public static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final String QUESTION = "oidc:";
    private static final String CLAIM = "oidc-claim:";

    private final IdentityProviders providers;
    private final ChallengeStore challenges;
    private final AccountStore accounts;
    private final ExternalLogins externalLogins;
    private final SignUp signUp;
    private final Reauthenticate reauthenticate;
    private final AdmitUser admitUser;
    private final AuditTrail audit;
    private final Ids ids;
    private final RandomGenerator secureRandom;

    public LogInWithProvider(
            IdentityProviders providers,
            ChallengeStore challenges,
            AccountStore accounts,
            ExternalLogins externalLogins,
            SignUp signUp,
            Reauthenticate reauthenticate,
            AdmitUser admitUser,
            AuditTrail audit,
            Ids ids,
            RandomGenerator secureRandom) {
        this.providers = providers;
        this.challenges = challenges;
        this.accounts = accounts;
        this.externalLogins = externalLogins;
        this.signUp = signUp;
        this.reauthenticate = reauthenticate;
        this.admitUser = admitUser;
        this.audit = audit;
        this.ids = ids;
        this.secureRandom = secureRandom;
    }

    /// What somebody wants of a provider.
    ///
    /// @param linkTo whose account the one elsewhere shall be added to; null to log in with it
    /// @param inviteCode null if there is none
    /// @param returnTo the page to go to afterwards; null for none
    public record Wish(
            @Nullable UUID linkTo,
            @Nullable String inviteCode,
            @Nullable String returnTo) {}

    /// @param url where the browser goes
    /// @param state comes back from there
    public record Started(URI url, String state) {}

    public sealed interface Begun {
        record Asking(Started started) implements Begun {}

        record UnknownProvider() implements Begun {}

        /// The provider does not say what it must.
        record ProviderBroken() implements Begun {}
    }

    /// What a browser brought back.
    ///
    /// @param browser what the browser that asked was given to keep; null if this one has none
    /// @param code null if the provider refused
    /// @param issuer null if the provider does not say who it is
    public record Answer(
            String provider,
            String state,
            @Nullable Secret browser,
            @Nullable String code,
            @Nullable String issuer) {}

    public sealed interface Outcome {
        /// @param returnTo as it was wished
        record Proved(Admission admission, @Nullable String returnTo) implements Outcome {}

        /// The account elsewhere was added.
        record Linked(ExternalLogin login, @Nullable String returnTo) implements Outcome {}

        /// An account here has the address. Its owner may show its password with this token within
        /// [#PATIENCE], or log in and add the account elsewhere.
        record ProveOwner(Secret linkToken, @Nullable String returnTo) implements Outcome {}

        /// The provider vouches for no address, without which no account is made.
        record NoAddress(@Nullable String returnTo) implements Outcome {}

        /// Somebody else logs in with that account.
        record Taken(@Nullable String returnTo) implements Outcome {}

        /// No account is made for uninvited people.
        record NotInvited(
                SignUpGate.Answer.Closed why, @Nullable String returnTo) implements Outcome {}

        /// The answer is not to a question of this browser, is late or repeated, or the provider says no.
        record Refused() implements Outcome {}

        /// The provider does not say what it must.
        record ProviderBroken(@Nullable String returnTo) implements Outcome {}
    }

    public sealed interface Claimed {
        record Proved(Admission admission) implements Claimed {}

        record WrongPassword() implements Claimed {}

        record TooSoon(Duration retryAfter) implements Claimed {}

        /// The token is none of ours, was used, or has expired.
        record UnknownToken() implements Claimed {}

        record Taken() implements Claimed {}
    }

    /// {@return the providers that people may log in with}
    public List<String> providers() {
        return providers.names();
    }

    /// Begins a login.
    ///
    /// @param browser what the browser keeps until it comes back; new for each, and secret
    public Begun start(String provider, Secret browser, Wish wish) {
        if (!providers.names().contains(provider)) {
            return new Begun.UnknownProvider();
        }
        var proof = new Proof(random(), random(), OneTimeToken.secret(secureRandom));
        URI url;
        try {
            url = providers.authorization(provider, proof);
        } catch (PortException e) {
            if (e.kind() == PortException.Kind.BROKEN) {
                return new Begun.ProviderBroken();
            }
            throw e;
        }
        var question = new ProviderQuestion(
                provider, proof, SecretHash.of(browser.reveal()), wish.linkTo(), wish.inviteCode(), wish.returnTo());
        challenges.put(QUESTION + SecretHash.of(proof.state()).hex(), question.encoded(), PATIENCE);
        return new Begun.Asking(new Started(url, proof.state()));
    }

    /// Ends what `start` began.
    public Outcome finish(Answer answer, Device device) {
        ProviderQuestion question = challenges
                .take(QUESTION + SecretHash.of(answer.state()).hex())
                .map(ProviderQuestion::decode)
                .filter(found -> found.provider().equals(answer.provider()) && found.askedBy(answer.browser()))
                .orElse(null);
        if (question == null || answer.code() == null) {
            return refused(answer.provider(), "the answer is to no question of this browser", device);
        }
        Redeemed redeemed;
        try {
            redeemed = providers.redeem(answer.provider(), question.proof(), answer.code(), answer.issuer());
        } catch (PortException e) {
            if (e.kind() == PortException.Kind.BROKEN) {
                return new Outcome.ProviderBroken(question.returnTo());
            }
            throw e;
        }
        return switch (redeemed) {
            case Redeemed.Refused(String reason) -> refused(answer.provider(), reason, device);
            case Redeemed.Known(ExternalIdentity identity) -> known(identity, question, device);
        };
    }

    private Outcome known(ExternalIdentity identity, ProviderQuestion question, Device device) {
        String returnTo = question.returnTo();
        User owner = externalLogins.owner(identity).orElse(null);
        if (question.linkTo() != null) {
            User user = accounts.find(question.linkTo()).orElse(null);
            return user == null ? new Outcome.Refused() : link(user, owner, identity, question, device);
        }
        if (owner != null) {
            return new Outcome.Proved(admitUser.admit(owner, Set.of(AuthMethod.OIDC), device), returnTo);
        }
        EmailAddress email = identity.email();
        if (email == null) {
            return new Outcome.NoAddress(returnTo);
        }
        return accounts.named(email.value())
                .<Outcome>map(user -> proveOwner(user, identity, question))
                .orElseGet(() -> signUp(email, identity, question, device));
    }

    private Outcome link(
            User user, @Nullable User owner, ExternalIdentity identity, ProviderQuestion question, Device device) {
        if (owner != null && !owner.id().equals(user.id())) {
            return new Outcome.Taken(question.returnTo());
        }
        return externalLogins
                .link(user, question.provider(), identity, device)
                .<Outcome>map(login -> new Outcome.Linked(login, question.returnTo()))
                .orElseGet(() -> new Outcome.Taken(question.returnTo()));
    }

    private Outcome signUp(EmailAddress email, ExternalIdentity identity, ProviderQuestion question, Device device) {
        return switch (signUp.signUpProved(email, identity.name(), question.inviteCode(), device)) {
            case SignUp.Proved.Joined(User user) -> {
                boolean linked = externalLogins
                        .link(user, question.provider(), identity, device)
                        .isPresent();
                yield linked
                        ? new Outcome.Proved(
                                admitUser.admit(user, Set.of(AuthMethod.OIDC), device), question.returnTo())
                        : new Outcome.Taken(question.returnTo());
            }
            case SignUp.Proved.Exists(User user) -> proveOwner(user, identity, question);
            case SignUp.Proved.NotInvited(var why) -> new Outcome.NotInvited(why, question.returnTo());
        };
    }

    private Outcome proveOwner(User user, ExternalIdentity identity, ProviderQuestion question) {
        Secret token = OneTimeToken.secret(secureRandom);
        keep(
                token,
                new ProviderClaim(
                        user.id(),
                        question.provider(),
                        identity,
                        ids.clock().instant().plus(PATIENCE)));
        return new Outcome.ProveOwner(token, question.returnTo());
    }

    /// Adds the account elsewhere to the one here whose password is shown. The token is kept if the password is wrong,
    /// or cannot be checked at the moment.
    ///
    /// @param linkToken of [Outcome.ProveOwner]
    public Claimed claim(Secret linkToken, Secret password, Device device) {
        ProviderClaim claim =
                challenges.take(claimKey(linkToken)).map(ProviderClaim::decode).orElse(null);
        User user = claim == null ? null : accounts.find(claim.userId()).orElse(null);
        if (claim == null || user == null) {
            return new Claimed.UnknownToken();
        }
        Claimed outcome = null;
        try {
            outcome = claim(claim, user, password, device);
        } finally {
            if (!(outcome instanceof Claimed.Proved || outcome instanceof Claimed.Taken)) {
                keep(linkToken, claim);
            }
        }
        return outcome;
    }

    private Claimed claim(ProviderClaim claim, User user, Secret password, Device device) {
        return switch (reauthenticate.password(user, password, device)) {
            case SecondFactors.Proof.Wrong() -> new Claimed.WrongPassword();
            case SecondFactors.Proof.TooSoon(Duration retryAfter) -> new Claimed.TooSoon(retryAfter);
            case SecondFactors.Proof.Right right ->
                externalLogins
                                .link(user, claim.provider(), claim.identity(), device)
                                .isPresent()
                        ? new Claimed.Proved(
                                admitUser.admit(user, Set.of(AuthMethod.PASSWORD, AuthMethod.OIDC), device))
                        : new Claimed.Taken();
        };
    }

    private void keep(Secret token, ProviderClaim claim) {
        Duration left = Duration.between(ids.clock().instant(), claim.until());
        if (left.isPositive()) {
            challenges.put(claimKey(token), claim.encoded(), left);
        }
    }

    private static String claimKey(Secret token) {
        return CLAIM + SecretHash.of(token.reveal()).hex();
    }

    private Outcome refused(String provider, String reason, Device device) {
        audit.record(
                (Actor) null,
                "login.failed",
                "provider:" + provider,
                device.ip(),
                Map.of("method", "oidc", "reason", reason));
        return new Outcome.Refused();
    }

    private String random() {
        return OneTimeToken.secret(secureRandom).reveal();
    }
}
