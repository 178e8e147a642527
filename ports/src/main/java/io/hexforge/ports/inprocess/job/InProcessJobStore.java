package io.hexforge.ports.inprocess.job;

import io.hexforge.domain.job.Job;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.job.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Jobs in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessJobStore implements JobStore {
    private static final SealedSecret NOTHING = new SealedSecret("", new byte[0]);

    private final Map<UUID, Entry> entries = new LinkedHashMap<>();
    private final InstantSource clock;

    public InProcessJobStore(InstantSource clock) {
        this.clock = clock;
    }

    private record Entry(
            Job job, Instant dueAt, int attempts, @Nullable Instant deadAt) {
        boolean dueAt(Instant now) {
            return deadAt == null && !dueAt.isAfter(now);
        }
    }

    @Override
    public synchronized boolean add(Job job) {
        boolean taken = entries.containsKey(job.id())
                || (job.uniqueKey() != null && entries.values().stream().anyMatch(other -> sameWork(other, job)));
        if (!taken) {
            entries.put(job.id(), new Entry(job, job.dueAt(), 0, null));
        }
        return !taken;
    }

    private static boolean sameWork(Entry other, Job job) {
        return other.deadAt == null
                && other.job.kind().equals(job.kind())
                && job.uniqueKey() != null
                && job.uniqueKey().equals(other.job.uniqueKey());
    }

    @Override
    public synchronized List<Claim> claim(Set<String> kinds, Duration lease, int limit) {
        Instant now = clock.instant();
        List<Entry> due = entries.values().stream()
                .filter(entry -> entry.dueAt(now) && kinds.contains(entry.job.kind()))
                .sorted(Comparator.comparing(Entry::dueAt))
                .limit(limit)
                .toList();
        var claims = new ArrayList<Claim>();
        for (Entry entry : due) {
            int attempt = entry.attempts + 1;
            entries.put(entry.job.id(), new Entry(entry.job, now.plus(lease), attempt, null));
            claims.add(new Claim(entry.job, attempt));
        }
        return claims;
    }

    @Override
    public synchronized boolean complete(Claim claim) {
        boolean held = holds(claim);
        if (held) {
            entries.remove(claim.job().id());
        }
        return held;
    }

    @Override
    public synchronized boolean fail(Claim claim, String reason, @Nullable Duration retryAfter) {
        boolean held = holds(claim);
        if (held) {
            Instant now = clock.instant();
            Job job = claim.job();
            entries.put(
                    job.id(),
                    retryAfter == null
                            ? new Entry(emptied(job), now, claim.attempt(), now)
                            : new Entry(job, now.plus(retryAfter), claim.attempt(), null));
        }
        return held;
    }

    private boolean holds(Claim claim) {
        Entry entry = entries.get(claim.job().id());
        return entry != null && entry.deadAt == null && entry.attempts == claim.attempt();
    }

    private static Job emptied(Job job) {
        return new Job(job.id(), job.kind(), job.uniqueKey(), NOTHING, job.dueAt());
    }

    @Override
    public synchronized Counts count() {
        Instant now = clock.instant();
        long dead =
                entries.values().stream().filter(entry -> entry.deadAt != null).count();
        Duration lag = entries.values().stream()
                .filter(entry -> entry.dueAt(now))
                .map(entry -> Duration.between(entry.dueAt, now))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return new Counts(entries.size() - dead, dead, lag);
    }

    @Override
    public synchronized int reseal(String keyId, Function<Job, SealedSecret> anew) {
        List<Entry> stale = entries.values().stream()
                .filter(entry ->
                        entry.deadAt == null && !entry.job.payload().keyId().equals(keyId))
                .toList();
        for (Entry entry : stale) {
            Job job = entry.job;
            var resealed = new Job(job.id(), job.kind(), job.uniqueKey(), anew.apply(job), job.dueAt());
            entries.put(job.id(), new Entry(resealed, entry.dueAt, entry.attempts, null));
        }
        return stale.size();
    }

    @Override
    public synchronized int forgetDead(Instant limit) {
        int before = entries.size();
        entries.values().removeIf(entry -> entry.deadAt != null && entry.deadAt.isBefore(limit));
        return before - entries.size();
    }
}
