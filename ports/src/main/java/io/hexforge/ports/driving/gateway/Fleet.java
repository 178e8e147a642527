package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.gateway.Availability;
import io.hexforge.domain.gateway.Breaker;
import io.hexforge.domain.gateway.Breaker.Standing;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.Latency;
import io.hexforge.domain.gateway.Signals;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How each deployment does: what runs on it, how fast it answers, what is held against it. In memory; what other
/// nodes must know is taken from [#changes] and brought by [#adopt]. Never blocks. Safe for concurrent use.
public final class Fleet {
    /// How long a trial may keep other calls away if nobody says how it went.
    private static final Duration TRIAL = Duration.ofSeconds(60);
    /// Deployments that nobody has asked for a while are forgotten.
    private static final Duration REMEMBERED = Duration.ofHours(6);
    private static final int MOST_DEPLOYMENTS = 10_000;

    private final Breaker breaker;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    /// What other nodes found out about deployments that this one has not asked yet.
    private final Map<String, Standing> heard = new ConcurrentHashMap<>();

    public Fleet(Breaker breaker, InstantSource clock, RandomGenerator random) {
        this.breaker = breaker;
        this.clock = clock;
        this.random = random;
    }

    /// What became of a deployment, for other nodes.
    ///
    /// @param id [Deployment#id]
    public record Change(String id, Standing standing) {}

    /// A deployment as it stands.
    ///
    /// @param lastFault null if it never failed
    public record Report(
            Deployment deployment,
            Standing standing,
            Availability availability,
            int inFlight,
            Latency latency,
            long calls,
            long failures,
            @Nullable LastFault lastFault) {}

    public record LastFault(Kind kind, String message, Instant at) {}

    private static final class Entry {
        private final Deployment deployment;
        private final AtomicInteger inFlight = new AtomicInteger();
        private final LongAdder calls = new LongAdder();
        private final LongAdder failures = new LongAdder();
        private volatile Standing standing;
        private volatile Latency latency = Latency.UNMEASURED;
        private volatile @Nullable LastFault lastFault;
        private volatile Instant asked;

        Entry(Deployment deployment, Standing standing, Instant asked) {
            this.deployment = deployment;
            this.standing = standing;
            this.asked = asked;
        }

        /// {@return the standing before the change}
        synchronized Standing change(UnaryOperator<Standing> change) {
            Standing before = standing;
            standing = change.apply(before);
            return before;
        }

        synchronized void measured(UnaryOperator<Latency> change) {
            latency = change.apply(latency);
        }
    }

    /// {@return how `deployment` does now}
    Signals signals(Deployment deployment) {
        String id = deployment.id();
        Entry entry = entries.get(id);
        if (entry == null) {
            return new Signals(heardOf(id).at(clock.instant()), 0, Latency.UNMEASURED);
        }
        return entry.deployment.equals(deployment)
                ? new Signals(entry.standing.at(clock.instant()), entry.inFlight.get(), entry.latency)
                : new Signals(new Availability.Ready(), 0, Latency.UNMEASURED);
    }

    private Standing heardOf(String id) {
        return heard.isEmpty() ? Standing.CLEAN : heard.getOrDefault(id, Standing.CLEAN);
    }

    /// Notes that a call to `deployment` begins. Whoever begins one ends it.
    Running begin(Deployment deployment) {
        Instant now = clock.instant();
        Entry entry = entry(deployment, now);
        entry.asked = now;
        entry.inFlight.incrementAndGet();
        entry.calls.increment();
        if (entry.standing.openUntil() != null) {
            entry.change(standing -> standing.trying(now.plus(TRIAL)));
        }
        return new Running(entry, System.nanoTime(), now);
    }

    /// One call in progress. Its end counts once, whoever tells it first. Safe for concurrent use.
    final class Running {
        private final Entry entry;
        private final long begun;
        private final Instant begunAt;
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile long firstTokenNanos = -1;

        private Running(Entry entry, long begun, Instant begunAt) {
            this.entry = entry;
            this.begun = begun;
            this.begunAt = begunAt;
        }

        /// The answer has begun.
        void answering() {
            firstTokenNanos = System.nanoTime() - begun;
        }

        /// {@return from the beginning of the call to that of the answer; null before}
        @Nullable
        Duration firstToken() {
            return firstTokenNanos < 0 ? null : Duration.ofNanos(firstTokenNanos);
        }

        /// The answer is whole.
        void succeeded(Usage usage) {
            if (end()) {
                Duration total = Duration.ofNanos(System.nanoTime() - begun);
                Duration first = firstToken();
                Instant now = clock.instant();
                entry.measured(latency ->
                        latency.observed(first == null ? total : first, total, usage.prompt(), usage.output(), now));
                clear(entry, begunAt);
            }
        }

        /// There is no answer, or not all of it.
        void failed(UpstreamFault fault) {
            if (end()) {
                noteFault(entry, fault);
            }
        }

        /// Nobody cares any more; it tells nothing of the deployment.
        void abandoned() {
            if (end()) {
                noteFault(entry, UpstreamFault.of(Kind.CANCELLED, "the client closed the connection"));
            }
        }

        private boolean end() {
            boolean first = over.compareAndSet(false, true);
            if (first) {
                entry.inFlight.decrementAndGet();
            }
            return first;
        }
    }

    /// Takes what a probe of an endpoint says: its credential is accepted, and whoever rests may be tried.
    void reachable(Endpoint endpoint) {
        Instant now = clock.instant();
        each(endpoint, standing -> standing.quarantine() != null ? Standing.CLEAN : standing.rested(now));
    }

    /// Takes what a probe of an endpoint says: its credential is refused.
    void refused(Endpoint endpoint, UpstreamFault fault) {
        Instant now = clock.instant();
        each(endpoint, standing -> breaker.failed(standing, fault, now, random));
    }

    private void each(Endpoint endpoint, UnaryOperator<Standing> change) {
        for (Entry entry : entries.values()) {
            if (entry.deployment.endpoint().equals(endpoint)) {
                update(entry, change);
            }
        }
    }

    /// {@return where the deployments that were asked of late live}
    Set<Endpoint> endpoints() {
        return entries.values().stream()
                .map(entry -> entry.deployment.endpoint())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// {@return every deployment that was asked of late and is seen through one of `endpoints`, by id}
    List<Report> reports(Collection<Endpoint> endpoints) {
        Instant now = clock.instant();
        return entries.values().stream()
                .filter(entry -> endpoints.contains(entry.deployment.endpoint()))
                .map(entry -> report(entry, now))
                .sorted(Comparator.comparing(report -> report.deployment().id()))
                .toList();
    }

    /// Forgets what is held against a deployment.
    Optional<Report> reset(String id, Collection<Endpoint> endpoints) {
        Entry entry = entries.get(id);
        if (entry == null || !endpoints.contains(entry.deployment.endpoint())) {
            return Optional.empty();
        }
        update(entry, standing -> Standing.CLEAN);
        return Optional.of(report(entry, clock.instant()));
    }

    /// {@return what has changed since the last time}
    public List<Change> changes() {
        var taken = new ArrayList<Change>();
        for (String id : List.copyOf(changed)) {
            Entry entry = entries.get(id);
            if (changed.remove(id) && entry != null) {
                taken.add(new Change(id, entry.standing));
            }
        }
        return taken;
    }

    /// Takes over what another node found out.
    public void adopt(Change change) {
        Entry entry = entries.get(change.id());
        if (entry != null) {
            entry.change(standing -> change.standing());
        } else if (heard.size() < MOST_DEPLOYMENTS || heard.containsKey(change.id())) {
            heard.put(change.id(), change.standing());
        }
    }

    private Entry entry(Deployment deployment, Instant now) {
        String id = deployment.id();
        Entry entry = entries.get(id);
        if (entry != null && entry.deployment.equals(deployment)) {
            return entry;
        }
        if (entry == null && entries.size() >= MOST_DEPLOYMENTS) {
            forgetOld(now);
        }
        // Another address or key under the same name is another deployment.
        return entries.compute(
                id,
                (key, old) -> old != null && old.deployment.equals(deployment)
                        ? old
                        : new Entry(deployment, old == null ? heardOf(id) : Standing.CLEAN, now));
    }

    private void forgetOld(Instant now) {
        Instant limit = now.minus(REMEMBERED);
        entries.values().removeIf(entry -> entry.inFlight.get() == 0 && entry.asked.isBefore(limit));
    }

    private Report report(Entry entry, Instant now) {
        Standing standing = entry.standing;
        return new Report(
                entry.deployment,
                standing,
                standing.at(now),
                entry.inFlight.get(),
                entry.latency,
                entry.calls.sum(),
                entry.failures.sum(),
                entry.lastFault);
    }

    private void noteFault(Entry entry, UpstreamFault fault) {
        Instant now = clock.instant();
        if (fault.kind() != Kind.CANCELLED) {
            entry.failures.increment();
            entry.lastFault = new LastFault(fault.kind(), fault.message(), now);
        }
        if (fault.kind() == Kind.CREDENTIAL) {
            refused(entry.deployment.endpoint(), fault);
        } else {
            update(entry, standing -> breaker.failed(standing, fault, now, random));
        }
    }

    /// A success says nothing of a deployment that failed after the call began.
    private void clear(Entry entry, Instant begunAt) {
        LastFault last = entry.lastFault;
        if (entry.standing.equals(Standing.CLEAN) || (last != null && last.at().isAfter(begunAt))) {
            return;
        }
        Instant now = clock.instant();
        // An answer to a call that was sent before the provider asked for a pause does not end the pause.
        update(
                entry,
                standing -> standing.notBefore() != null && now.isBefore(standing.notBefore())
                        ? new Standing(0, 0, null, null, standing.limited(), standing.notBefore(), null)
                        : Standing.CLEAN);
    }

    private void update(Entry entry, UnaryOperator<Standing> change) {
        Standing before = entry.change(change);
        Standing after = entry.standing;
        if (!concerns(before).equals(concerns(after))) {
            changed.add(entry.deployment.id());
        }
    }

    /// What other nodes are told: not each counted failure.
    private static Standing concerns(Standing standing) {
        return new Standing(
                0, standing.openings(), standing.openUntil(), null, 0, standing.notBefore(), standing.quarantine());
    }
}
