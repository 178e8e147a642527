package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Referral;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Durable home of referrals. What is read or added for an [Actor] is that actor's own.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `ReferralStoreContract`.
public interface ReferralStore {
    /// @return false, changing nothing, if the actor has referred that address before
    boolean add(Actor actor, Referral referral);

    /// {@return the actor's referrals, the newest first}
    List<Referral> list(Actor actor);

    /// Notes that somebody has signed up with a user's code, if that user referred them.
    void joined(UUID referrerId, EmailAddress email, UUID joinedId, Instant now);
}
