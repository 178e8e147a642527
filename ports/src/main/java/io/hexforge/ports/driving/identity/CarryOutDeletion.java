package io.hexforge.ports.driving.identity;

import io.hexforge.domain.identity.User;
import io.hexforge.domain.ops.BlobKey;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.AccountStore.Stored;
import io.hexforge.ports.driven.identity.PersonalData;
import io.hexforge.ports.driven.identity.TieStore;
import io.hexforge.ports.driven.ops.BlobStore;
import io.hexforge.ports.driving.job.EnqueueJob;
import io.hexforge.ports.driving.job.JobHandler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// Erases the accounts whose time has come, area by area, the account itself last: as long as a step is missing the
/// job is repeated, and every step may be repeated.
///
/// First the user is disabled and its sessions end. That happens only if the deletion still stands, so a login that
/// calls it off and the deletion never both succeed. The rest follows an hour later, when every node has long heard of
/// it and no access token is left that could bring something back.
public final class CarryOutDeletion implements JobHandler {
    /// The kind of its jobs.
    public static final String KIND = "account-deletion";

    private static final Duration ECHO = Duration.ofHours(1);

    private final AccountStore accounts;
    private final TieStore ties;
    private final List<PersonalData> areas;
    private final BlobStore blobs;
    private final Consumer<UUID> endSessions;
    private final EnqueueJob jobs;
    private final AuditTrail audit;
    private final InstantSource clock;

    /// @param areas the one that holds the account comes last
    /// @param endSessions of a user, at once
    public CarryOutDeletion(
            AccountStore accounts,
            TieStore ties,
            List<PersonalData> areas,
            BlobStore blobs,
            Consumer<UUID> endSessions,
            EnqueueJob jobs,
            AuditTrail audit,
            InstantSource clock) {
        this.accounts = accounts;
        this.ties = ties;
        this.areas = List.copyOf(areas);
        this.blobs = blobs;
        this.endSessions = endSessions;
        this.jobs = jobs;
        this.audit = audit;
        this.clock = clock;
    }

    static void enqueue(EnqueueJob jobs, UUID userId, Instant due) {
        enqueue(jobs, userId + " " + due, due);
    }

    private static void enqueue(EnqueueJob jobs, String appointment, Instant at) {
        jobs.at(at, KIND, appointment + " from " + at, appointment);
    }

    @Override
    public Outcome run(Work work) {
        String[] appointment = work.payload().split(" ");
        UUID userId = UUID.fromString(appointment[0]);
        Instant due = Instant.parse(appointment[1]);
        User user = accounts.find(userId).orElse(null);
        if (user == null || !due.equals(user.deletionDueAt())) {
            return new Outcome.Done();
        }
        Instant now = clock.instant();
        if (due.isAfter(now)) {
            throw new PortException(Kind.UNAVAILABLE, "it is early by this node's clock", null);
        }
        if (user.disabledAt() == null) {
            disable(user, now);
            enqueue(jobs, work.payload(), now.plus(ECHO));
        } else if (user.disabledAt().plus(ECHO).isAfter(now)) {
            enqueue(jobs, work.payload(), user.disabledAt().plus(ECHO));
        } else {
            erase(user);
        }
        return new Outcome.Done();
    }

    private void disable(User user, Instant now) {
        if (accounts.save(user.disabled(now), user.version()) != Stored.DONE) {
            throw new PortException(Kind.UNAVAILABLE, "the account was changed meanwhile", null);
        }
        endSessions.accept(user.id());
    }

    private void erase(User user) {
        endSessions.accept(user.id());
        ties.handOver(user.id());
        Set<UUID> ended = ties.tiesOf(user.id()).alone();
        blobs.delete(new BlobKey("avatars/" + user.id()));
        areas.forEach(area -> area.erase(user.id(), ended));
        audit.record(
                null, "account.deleted", "user:" + user.id(), null, Map.of("tenants", String.valueOf(ended.size())));
    }
}
