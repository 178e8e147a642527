package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Referral;
import io.hexforge.ports.driven.identity.ReferralStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Referrals in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessReferrals implements ReferralStore {
    private final List<Referral> all = new ArrayList<>();

    @Override
    public synchronized boolean add(Actor actor, Referral referral) {
        boolean isNew = list(actor).stream().noneMatch(each -> each.email().equals(referral.email()));
        if (isNew) {
            all.add(referral);
        }
        return isNew;
    }

    @Override
    public synchronized List<Referral> list(Actor actor) {
        return all.stream()
                .filter(each -> each.referrerId().equals(actor.userId()))
                .toList()
                .reversed();
    }

    @Override
    public synchronized void joined(UUID referrerId, EmailAddress email, UUID joinedId, Instant now) {
        all.replaceAll(
                each -> each.referrerId().equals(referrerId) && each.email().equals(email) && each.joinedAt() == null
                        ? each.joined(joinedId, now)
                        : each);
    }
}
