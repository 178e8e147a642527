package io.hexforge.ports.inprocess.job;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.job.Job;
import io.hexforge.domain.job.JobEnding;
import io.hexforge.domain.job.JobProgress;
import io.hexforge.domain.job.JobState;
import io.hexforge.domain.job.TrackedJob;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.job.JobDirectory;
import io.hexforge.ports.driven.job.JobOversight;
import io.hexforge.ports.driven.job.JobStore;
import io.hexforge.ports.driven.job.JobUpkeep;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Jobs in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessJobStore implements JobStore, JobUpkeep, JobDirectory, JobOversight {
    private static final Duration KEYS_ARE_KEPT = Duration.ofDays(1);

    private final Map<UUID, InProcessJob> entries = new LinkedHashMap<>();
    private final Map<String, Instant> paused = new HashMap<>();
    private final InstantSource clock;
    private long lastToken;
    private boolean fresh;

    public InProcessJobStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Optional<UUID> add(Job job) {
        Instant now = clock.instant();
        for (InProcessJob other : entries.values()) {
            boolean remembered = other.createdAt.isAfter(now.minus(KEYS_ARE_KEPT));
            if (other.job.id().equals(job.id()) || other.sameWork(job) || (remembered && other.sameRequest(job))) {
                return Optional.of(other.job.id());
            }
        }
        entries.put(job.id(), new InProcessJob(job, now));
        wake();
        return Optional.empty();
    }

    @Override
    public synchronized List<Claim> claim(Set<String> kinds, Duration lease, int perTenant, int limit) {
        Instant now = clock.instant();
        List<Claim> claims = new ArrayList<>();
        for (InProcessJob next :
                inTurn(kinds, perTenant, now).stream().limit(limit).toList()) {
            next.token = ++lastToken;
            next.attempts++;
            next.dueAt = now.plus(lease);
            next.startedAt = next.startedAt == null ? now : next.startedAt;
            next.version++;
            claims.add(new Claim(next.job, next.attempts, lastToken, next.cancelling, next.asked, next.answered));
        }
        return claims;
    }

    /// {@return what is due, the tenant with the fewest running jobs first}
    private List<InProcessJob> inTurn(Set<String> kinds, int perTenant, Instant now) {
        record Turn(int turn, Instant rank, InProcessJob job) {}
        Map<@Nullable UUID, Integer> taken = new HashMap<>();
        entries.values().stream()
                .filter(entry -> entry.running(now))
                .forEach(entry -> taken.merge(entry.tenant(), 1, Integer::sum));
        var turns = new ArrayList<Turn>();
        entries.values().stream()
                .filter(entry ->
                        entry.due(now) && kinds.contains(entry.job.kind()) && !paused.containsKey(entry.job.kind()))
                .sorted(Comparator.comparing(entry -> entry.job.rank(entry.dueAt)))
                .forEach(entry -> {
                    int turn = taken.merge(entry.tenant(), 1, Integer::sum);
                    if (entry.tenant() == null || turn <= perTenant) {
                        turns.add(new Turn(turn, entry.job.rank(entry.dueAt), entry));
                    }
                });
        return turns.stream()
                .sorted(Comparator.comparingInt(Turn::turn).thenComparing(Turn::rank))
                .map(Turn::job)
                .toList();
    }

    @Override
    public synchronized Pulse pulse(List<Beat> running, Duration lease) {
        var held = new HashSet<UUID>();
        var cancelled = new HashSet<UUID>();
        for (Beat beat : running) {
            InProcessJob entry = held(beat.claim());
            if (entry != null) {
                held.add(entry.job.id());
                entry.dueAt = clock.instant().plus(lease);
                if (beat.progress() != null) {
                    entry.progress = beat.progress();
                    entry.version++;
                }
                if (entry.cancelling) {
                    cancelled.add(entry.job.id());
                }
            }
        }
        return new Pulse(held, cancelled);
    }

    @Override
    public synchronized boolean settle(Claim claim, JobEnding ending) {
        InProcessJob entry = held(claim);
        if (entry == null) {
            return false;
        }
        Instant now = clock.instant();
        switch (entry.cancelling ? new JobEnding.Cancelled() : ending) {
            case JobEnding.Completed(String output) -> {
                entry.output = output;
                entry.progress = new JobProgress(100, entry.progress.message());
                entry.finish(JobState.COMPLETED, now);
                if (entry.job.owner() == null) {
                    entries.remove(entry.job.id());
                }
            }
            case JobEnding.Failed(String reason, boolean keepInput) -> {
                entry.error = reason;
                entry.finish(JobState.FAILED, now);
                if (entry.job.owner() == null && !keepInput) {
                    entry.job = entry.job.withPayload(InProcessJob.NOTHING);
                }
            }
            case JobEnding.Cancelled cancelled -> entry.finish(JobState.CANCELLED, now);
            case JobEnding.Retry(String reason, Duration after) -> {
                entry.error = reason;
                entry.queue(now.plus(after));
            }
            case JobEnding.Waiting(String question) -> {
                entry.asked.add(question);
                entry.queue(now);
                entry.parked = true;
            }
            case JobEnding.GivenBack back -> {
                entry.attempts--;
                entry.queue(now);
            }
        }
        wake();
        return true;
    }

    @Override
    public synchronized void awaitWork(Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        for (long left = most.toNanos(); !fresh && left > 0; left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        fresh = false;
    }

    @Override
    public synchronized Counts count() {
        Instant now = clock.instant();
        long waiting =
                entries.values().stream().filter(entry -> entry.end == null).count();
        long dead = entries.values().stream()
                .filter(entry -> entry.end == JobState.FAILED)
                .count();
        Duration lag = entries.values().stream()
                .filter(entry -> entry.due(now) && !paused.containsKey(entry.job.kind()))
                .map(entry -> Duration.between(entry.dueAt, now))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return new Counts(waiting, dead, lag);
    }

    @Override
    public synchronized int forget(Instant limit) {
        int before = entries.size();
        entries.values().removeIf(entry -> entry.finishedAt != null && entry.finishedAt.isBefore(limit));
        return before - entries.size();
    }

    @Override
    public synchronized int reseal(String keyId, BiFunction<UUID, SealedSecret, SealedSecret> anew) {
        List<InProcessJob> stale = entries.values().stream()
                .filter(entry ->
                        !entry.emptied() && !entry.job.payload().keyId().equals(keyId))
                .toList();
        stale.forEach(entry -> entry.job = entry.job.withPayload(anew.apply(entry.job.id(), entry.job.payload())));
        return stale.size();
    }

    @Override
    public synchronized Optional<TrackedJob> find(Actor actor, UUID id) {
        return Optional.ofNullable(own(actor, id)).map(entry -> entry.tracked(clock.instant()));
    }

    @Override
    public synchronized Page<TrackedJob> page(Actor actor, Filter filter, Page.Request request) {
        return newest(
                job -> job.ownedBy(actor)
                        && (filter.kind() == null || filter.kind().equals(job.job.kind()))
                        && (filter.subjectId() == null || filter.subjectId().equals(job.job.subjectId()))
                        && (filter.state() == null
                                || filter.state()
                                        == job.tracked(clock.instant()).state()),
                request);
    }

    private Page<TrackedJob> newest(Predicate<InProcessJob> wanted, Page.Request request) {
        UUID after = request.after();
        List<TrackedJob> found = entries.values().stream()
                .filter(wanted)
                .map(entry -> entry.tracked(clock.instant()))
                .sorted(Comparator.comparing((TrackedJob job) -> job.id().toString())
                        .reversed())
                .filter(job -> after == null || job.id().toString().compareTo(after.toString()) < 0)
                .limit(request.limit() + 1L)
                .toList();
        return found.size() <= request.limit()
                ? new Page<>(found, null)
                : new Page<>(
                        found.subList(0, request.limit()),
                        found.get(request.limit() - 1).id());
    }

    @Override
    public synchronized boolean cancel(Actor actor, UUID id) {
        InProcessJob entry = own(actor, id);
        if (entry == null || entry.end != null) {
            return false;
        }
        if (entry.running(clock.instant())) {
            entry.cancelling = true;
            entry.version++;
        } else {
            entry.finish(JobState.CANCELLED, clock.instant());
        }
        return true;
    }

    @Override
    public synchronized boolean respond(Actor actor, UUID id, String answer) {
        InProcessJob entry = own(actor, id);
        if (entry == null || entry.end != null || !entry.parked) {
            return false;
        }
        entry.answered.add(answer);
        entry.attempts = 0;
        entry.queue(clock.instant());
        wake();
        return true;
    }

    @Override
    public synchronized boolean delete(Actor actor, UUID id) {
        InProcessJob entry = own(actor, id);
        return entry != null && entry.end != null && entries.remove(id) != null;
    }

    @Override
    public synchronized Page<TrackedJob> dead(Page.Request request) {
        return newest(entry -> entry.end == JobState.FAILED, request);
    }

    @Override
    public synchronized boolean redrive(UUID id) {
        InProcessJob entry = entries.get(id);
        if (entry == null
                || entry.end != JobState.FAILED
                || entry.emptied()
                || entries.values().stream().anyMatch(other -> other.sameWork(entry.job))) {
            return false;
        }
        entry.end = null;
        entry.finishedAt = null;
        entry.error = null;
        entry.attempts = 0;
        entry.queue(clock.instant());
        wake();
        return true;
    }

    @Override
    public synchronized void pause(String kind) {
        paused.putIfAbsent(kind, clock.instant());
    }

    @Override
    public synchronized boolean resume(String kind) {
        wake();
        return paused.remove(kind) != null;
    }

    @Override
    public synchronized Map<String, Instant> paused() {
        return Map.copyOf(paused);
    }

    private @Nullable InProcessJob own(Actor actor, UUID id) {
        InProcessJob entry = entries.get(id);
        return entry != null && entry.ownedBy(actor) ? entry : null;
    }

    private @Nullable InProcessJob held(Claim claim) {
        InProcessJob entry = entries.get(claim.job().id());
        return entry != null && entry.token != null && entry.token == claim.token() ? entry : null;
    }

    private void wake() {
        fresh = true;
        notifyAll();
    }
}
