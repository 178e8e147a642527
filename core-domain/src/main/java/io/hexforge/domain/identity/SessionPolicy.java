package io.hexforge.domain.identity;

import java.time.Duration;
import java.time.Instant;

/// How long sessions last and what becomes of refresh tokens.
///
/// @param accessLife how long an access token is valid
/// @param idle after how long without a refresh a session is over
/// @param absolute after how long it is over however busy it is
/// @param repeatWithin how long after a refresh the token that was exchanged is answered with the same
///     successor, because the answer may have been lost, or because several requests of one client came
///     together
/// @param freshFor how long a proof of a factor lets its owner change what is delicate
/// @param mostPerUser how many sessions a user may have; with one more, the one that was unused for longest ends
/// @param twoFactors whether who proved one factor alone may do no more than set up another one
public record SessionPolicy(
        Duration accessLife,
        Duration idle,
        Duration absolute,
        Duration repeatWithin,
        Duration freshFor,
        int mostPerUser,
        boolean twoFactors) {
    public static final SessionPolicy DEFAULT = new SessionPolicy(
            Duration.ofMinutes(30),
            Duration.ofDays(7),
            Duration.ofDays(30),
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            100,
            false);

    /// What becomes of a genuine refresh token.
    public enum Ruling {
        /// It is the current one: exchange it.
        ROTATE,
        /// It was exchanged a moment ago: answer with the current one once more.
        REPEAT,
        /// It was exchanged before: end the session.
        REUSED,
        /// Too long without a refresh.
        IDLE,
        /// Too old.
        EXPIRED,
        ENDED,
        /// The session does not know of it, as after a restore from a backup.
        UNKNOWN
    }

    /// Rules on a refresh token whose MAC is right.
    public Ruling rule(Session session, int generation, Instant now) {
        if (session.ended()) {
            return Ruling.ENDED;
        }
        if (!now.isBefore(session.createdAt().plus(absolute))) {
            return Ruling.EXPIRED;
        }
        if (!now.isBefore(session.rotatedAt().plus(idle))) {
            return Ruling.IDLE;
        }
        if (generation > session.generation()) {
            return Ruling.UNKNOWN;
        }
        if (generation == session.generation()) {
            return Ruling.ROTATE;
        }
        boolean previous = generation == session.generation() - 1;
        return previous && now.isBefore(session.rotatedAt().plus(repeatWithin)) ? Ruling.REPEAT : Ruling.REUSED;
    }

    /// {@return whether the session can still be continued}
    public boolean live(Session session, Instant now) {
        return !session.ended() && now.isBefore(expiry(session));
    }

    /// {@return when the session is over unless it is refreshed, and at the latest}
    public Instant expiry(Session session) {
        Instant idleEnd = session.rotatedAt().plus(idle);
        Instant end = session.createdAt().plus(absolute);
        return idleEnd.isBefore(end) ? idleEnd : end;
    }

    /// {@return whether a factor was proved recently enough to change what is delicate}
    public boolean fresh(Session session, Instant now) {
        return live(session, now) && now.isBefore(session.authenticatedAt().plus(freshFor));
    }

    /// {@return whether the session's owner has yet to prove a second factor before they may do anything}
    public boolean limits(Session session) {
        return twoFactors && !AuthMethod.suffice(session.methods());
    }

    /// {@return how long an access token may be valid that is made now; never longer than its session}
    public Duration accessLife(Session session, Instant now) {
        Duration left = Duration.between(now, session.createdAt().plus(absolute));
        return left.compareTo(accessLife) < 0 ? left : accessLife;
    }
}
