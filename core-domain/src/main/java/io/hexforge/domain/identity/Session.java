package io.hexforge.domain.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Somebody who is logged in somewhere. Instants are to the microsecond, like all that are stored.
///
/// @param tenantId the tenant that is acted in
/// @param methods how the person proved who they are, all together
/// @param authenticatedAt when they last did
/// @param generation how many refresh tokens came before the current one
/// @param tokenHash of the current refresh token
/// @param salt goes into the refresh tokens of this session, so that they cannot be computed without its row
/// @param rotatedAt when the current refresh token was made, which is when the session was last used
/// @param epoch access tokens of an earlier epoch are refused; grows when what they grant has changed
/// @param refusedAt when access tokens last became worthless before their time; null if they never did
/// @param endedAt null while it goes on
public record Session(
        UUID id,
        UUID tenantId,
        UUID userId,
        Set<AuthMethod> methods,
        Device device,
        Instant createdAt,
        Instant authenticatedAt,
        int generation,
        SecretHash tokenHash,
        SessionSalt salt,
        Instant rotatedAt,
        int epoch,
        @Nullable Instant refusedAt,
        @Nullable Instant endedAt,
        @Nullable EndReason endReason) {
    /// The epoch below which all access tokens of a session lie that has ended.
    public static final int ENDED = Integer.MAX_VALUE;

    public Session {
        methods = Set.copyOf(methods);
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        authenticatedAt = authenticatedAt.truncatedTo(ChronoUnit.MICROS);
        rotatedAt = rotatedAt.truncatedTo(ChronoUnit.MICROS);
        refusedAt = refusedAt == null ? null : refusedAt.truncatedTo(ChronoUnit.MICROS);
        endedAt = endedAt == null ? null : endedAt.truncatedTo(ChronoUnit.MICROS);
        if ((endedAt == null) != (endReason == null)) {
            throw new IllegalArgumentException("a session that ended has a reason");
        }
    }

    /// A new session, whose first refresh token has the generation 0.
    public static Session opened(
            UUID id,
            User user,
            Set<AuthMethod> proved,
            Device device,
            SecretHash tokenHash,
            SessionSalt salt,
            Instant now) {
        return new Session(
                id, user.tenantId(), user.id(), proved, device, now, now, 0, tokenHash, salt, now, 0, null, null, null);
    }

    public boolean ended() {
        return endedAt != null;
    }

    /// {@return the epoch below which access tokens are refused}
    public int refusedBelow() {
        return ended() ? ENDED : epoch;
    }

    /// The session with the next refresh token, which came into being at `now` for somebody at `from`.
    public Session rotated(SecretHash successor, Device from, Instant now) {
        return changed(
                methods, device.at(from.ip()), authenticatedAt, generation + 1, successor, now, epoch, refusedAt);
    }

    /// The session of somebody who has just proved once more who they are.
    public Session reauthenticated(Set<AuthMethod> proved, Instant now) {
        var all = EnumSet.copyOf(methods);
        all.addAll(proved);
        return changed(all, device, now, generation, tokenHash, rotatedAt, epoch, refusedAt);
    }

    /// The session, whose access tokens have to be made anew.
    public Session regranted(Instant now) {
        return changed(methods, device, authenticatedAt, generation, tokenHash, rotatedAt, epoch + 1, now);
    }

    /// The session, acting in another tenant, whose access tokens have to be made anew.
    public Session actingIn(UUID otherTenantId, Instant now) {
        return new Session(
                id,
                otherTenantId,
                userId,
                methods,
                device,
                createdAt,
                authenticatedAt,
                generation,
                tokenHash,
                salt,
                rotatedAt,
                epoch + 1,
                now,
                endedAt,
                endReason);
    }

    /// The session, over at `now`; one that was over before stays as it was.
    public Session ended(EndReason why, Instant now) {
        return ended()
                ? this
                : new Session(
                        id,
                        tenantId,
                        userId,
                        methods,
                        device,
                        createdAt,
                        authenticatedAt,
                        generation,
                        tokenHash,
                        salt,
                        rotatedAt,
                        epoch,
                        now,
                        now,
                        why);
    }

    private Session changed(
            Set<AuthMethod> newMethods,
            Device newDevice,
            Instant newAuthenticatedAt,
            int newGeneration,
            SecretHash newTokenHash,
            Instant newRotatedAt,
            int newEpoch,
            @Nullable Instant newRefusedAt) {
        return new Session(
                id,
                tenantId,
                userId,
                newMethods,
                newDevice,
                createdAt,
                newAuthenticatedAt,
                newGeneration,
                newTokenHash,
                salt,
                newRotatedAt,
                newEpoch,
                newRefusedAt,
                endedAt,
                endReason);
    }
}
