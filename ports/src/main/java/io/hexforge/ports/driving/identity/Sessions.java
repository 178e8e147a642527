package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EndReason;
import io.hexforge.domain.identity.RefreshToken;
import io.hexforge.domain.identity.Session;
import io.hexforge.domain.identity.SessionPolicy;
import io.hexforge.domain.identity.SessionSalt;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.SessionStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Opens sessions, continues them by refresh tokens, lists and ends them. Safe for concurrent use.
///
/// What ends a session, or changes what it may do, is in force on this node when the method returns, and on
/// others when they next look, which is within about a second.
public final class Sessions {
    private final SessionStore store;
    private final AccountStore accounts;
    private final AccessTokens access;
    private final RefreshTokens tokens;
    private final SessionPolicy policy;
    private final Ids ids;
    private final RandomGenerator secureRandom;
    private final Alarm alarm;

    /// Whoever must know that a refresh token was used twice.
    @FunctionalInterface
    public interface Alarm {
        /// @param session as it was
        /// @param by who showed the token
        void reused(Session session, Device by);
    }

    /// What became of a refresh token.
    public sealed interface Refreshed {
        record Continued(SignedIn signedIn) implements Refreshed {}

        /// It is none of ours, or not of this session any more.
        record Unknown() implements Refreshed {}

        /// It was used before, so that the session was ended.
        record Reused() implements Refreshed {}

        /// The session has ended, or its time is up.
        record Over() implements Refreshed {}
    }

    public Sessions(
            SessionStore store,
            AccountStore accounts,
            AccessTokens access,
            SigningKeys keys,
            SessionPolicy policy,
            Ids ids,
            RandomGenerator secureRandom,
            Alarm alarm) {
        this.store = store;
        this.accounts = accounts;
        this.access = access;
        this.tokens = new RefreshTokens(keys);
        this.policy = policy;
        this.ids = ids;
        this.secureRandom = secureRandom;
        this.alarm = alarm;
    }

    /// Opens a session for somebody who has proved all that is asked of them.
    public SignedIn open(User user, Set<AuthMethod> proved, Device device) {
        Instant now = now();
        UUID id = ids.next();
        SessionSalt salt = SessionSalt.generate(secureRandom);
        RefreshToken token = tokens.first(id, salt);
        Session session = Session.opened(id, user, proved, device, token.hash(), salt, now);
        List<UUID> surplus = store.add(session, policy.mostPerUser());
        if (!surplus.isEmpty()) {
            refuse(surplus);
        }
        return signedIn(session, new Account(user, accounts.memberships(user.id())), token, now);
    }

    /// Exchanges a refresh token. However many requests exchange the same one at the same time, they get the
    /// same successor.
    public Refreshed refresh(String text, Device device) {
        return RefreshToken.parse(text).map(token -> refresh(token, device)).orElseGet(Refreshed.Unknown::new);
    }

    private Refreshed refresh(RefreshToken token, Device device) {
        Refreshed outcome = null;
        while (outcome == null) {
            Session session = genuine(token).orElse(null);
            outcome = session == null ? new Refreshed.Unknown() : exchange(token, session, device);
        }
        return outcome;
    }

    /// {@return the session of a token, if this installation made the token}
    private Optional<Session> genuine(RefreshToken token) {
        return store.find(token.sessionId()).filter(session -> tokens.genuine(token, session));
    }

    /// {@return null if the session was changed meanwhile}
    private @Nullable Refreshed exchange(RefreshToken token, Session session, Device device) {
        Instant now = now();
        return switch (policy.rule(session, token.generation(), now)) {
            case ROTATE ->
                token.hash().equals(session.tokenHash()) ? rotate(session, device, now) : new Refreshed.Unknown();
            case REPEAT -> repeat(session, now);
            case REUSED -> {
                end(session.id(), EndReason.TOKEN_REUSED).ifPresent(ended -> alarm.reused(ended, device));
                yield new Refreshed.Reused();
            }
            case IDLE, EXPIRED, ENDED -> new Refreshed.Over();
            case UNKNOWN -> new Refreshed.Unknown();
        };
    }

    private @Nullable Refreshed rotate(Session session, Device device, Instant now) {
        Account account = active(session).orElse(null);
        if (account == null) {
            return new Refreshed.Over();
        }
        RefreshToken next = tokens.next(session);
        Session rotated = session.rotated(next.hash(), device, now);
        return store.save(rotated, session) ? new Refreshed.Continued(signedIn(rotated, account, next, now)) : null;
    }

    private Refreshed repeat(Session session, Instant now) {
        return active(session)
                .<Refreshed>map(
                        account -> new Refreshed.Continued(signedIn(session, account, tokens.current(session), now)))
                .orElseGet(Refreshed.Over::new);
    }

    /// {@return the account of the session's user, if they may act; if not, the session is ended}
    private Optional<Account> active(Session session) {
        Optional<Account> account =
                accounts.account(session.userId()).filter(found -> !found.user().disabled());
        if (account.isEmpty()) {
            end(session.id(), EndReason.DISABLED);
        }
        return account;
    }

    /// {@return who an actor is, or empty if they were deleted}
    public Optional<Account> who(Actor actor) {
        return accounts.account(actor.userId());
    }

    /// Lets a session act in another tenant from now on. The tokens that it had are worthless; whoever asks has checked
    /// that the user belongs there.
    ///
    /// @return new tokens, or empty if the session is over
    public Optional<SignedIn> actIn(UUID sessionId, UUID tenantId) {
        return withNewTokens(sessionId, (session, now) -> session.actingIn(tenantId, now));
    }

    /// @param change made to the session besides; begins a new epoch
    private Optional<SignedIn> withNewTokens(UUID sessionId, BiFunction<Session, Instant, Session> change) {
        while (true) {
            Instant now = now();
            Session session = store.find(sessionId)
                    .filter(found -> policy.live(found, now))
                    .orElse(null);
            Account account = session == null ? null : active(session).orElse(null);
            if (session == null || account == null) {
                return Optional.empty();
            }
            RefreshToken next = tokens.next(session);
            Session changed = change.apply(session.rotated(next.hash(), session.device(), now), now);
            if (store.save(changed, session)) {
                access.refuse(sessionId, changed.epoch());
                access.announce();
                return Optional.of(signedIn(changed, account, next, now));
            }
        }
    }

    /// {@return the actor's own sessions that can be continued, the last used first}
    public List<Session> list(Actor actor) {
        Instant now = now();
        return store.list(actor).stream()
                .filter(session -> policy.live(session, now))
                .toList();
    }

    /// Ends a session, its access tokens included.
    ///
    /// @return the session as it was, or empty if there is none or it was over before
    public Optional<Session> end(UUID sessionId, EndReason why) {
        Optional<Session> ended = store.end(sessionId, why, now());
        access.refuse(sessionId, Session.ENDED);
        access.announce();
        return ended;
    }

    /// Ends a session of the actor.
    ///
    /// @return false, changing nothing, if the actor has no such session
    public boolean end(Actor actor, UUID sessionId, EndReason why) {
        boolean own = list(actor).stream().anyMatch(session -> session.id().equals(sessionId));
        return own && end(sessionId, why).isPresent();
    }

    /// {@return the session that a refresh token belongs to, over or not, whatever the token's generation; empty if
    /// the token is none of ours}
    public Optional<Session> withRefreshToken(String text) {
        return RefreshToken.parse(text).flatMap(this::genuine);
    }

    /// Ends all sessions of a user, their access tokens included.
    ///
    /// @param except a session that goes on; null for none
    /// @return how many were ended
    public int endAll(UUID userId, @Nullable UUID except, EndReason why) {
        List<UUID> ended = store.endAll(userId, except, why, now());
        refuse(ended);
        return ended.size();
    }

    private void refuse(List<UUID> ended) {
        ended.forEach(id -> access.refuse(id, Session.ENDED));
        access.announce();
    }

    /// Makes a user's access tokens worthless, but not the sessions: clients refresh, and get tokens that say
    /// what the user may do now. For changes of roles.
    public void regrant(UUID userId) {
        store.regrant(userId, now()).forEach(access::refuse);
        access.announce();
    }

    /// {@return whether the session's owner proved a factor within the last minutes}
    public boolean fresh(UUID sessionId) {
        return store.find(sessionId)
                .filter(session -> policy.fresh(session, now()))
                .isPresent();
    }

    /// {@return whether the session's owner has to set up a second factor before they may do anything else}
    public boolean limited(UUID sessionId) {
        return store.find(sessionId).filter(policy::limits).isPresent();
    }

    /// Notes that the session's owner has proved factors anew. The tokens that it had are worthless.
    ///
    /// @return new tokens, or empty if the session is over
    public Optional<SignedIn> reauthenticated(UUID sessionId, Set<AuthMethod> proved) {
        return withNewTokens(
                sessionId,
                (session, now) -> session.reauthenticated(proved, now).regranted(now));
    }

    /// Notes that the session's owner has proved one more factor, which has just been set up. The tokens stay good.
    ///
    /// @throws IllegalStateException if the session is over
    public Session proved(UUID sessionId, Set<AuthMethod> proved) {
        Session changed = null;
        while (changed == null) {
            Session session = store.find(sessionId)
                    .filter(found -> policy.live(found, now()))
                    .orElseThrow(() -> new IllegalStateException("the session is over"));
            Session next = session.reauthenticated(proved, now());
            changed = store.save(next, session) ? next : null;
        }
        return changed;
    }

    /// Forgets sessions that have been over for a month.
    ///
    /// @return how many
    public int forgetOld() {
        return store.forgetBefore(now().minus(policy.absolute()).minus(Duration.ofDays(30)));
    }

    private SignedIn signedIn(Session session, Account account, RefreshToken token, Instant now) {
        var issued = access.issue(session, account, now);
        Duration left = Duration.between(now, policy.expiry(session));
        return new SignedIn(
                issued.token(),
                issued.validFor(),
                new Secret(token.reveal()),
                left,
                session,
                account.user(),
                policy.limits(session));
    }

    /// As sessions keep it.
    private Instant now() {
        return ids.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }
}
