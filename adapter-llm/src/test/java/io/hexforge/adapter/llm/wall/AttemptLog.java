package io.hexforge.adapter.llm.wall;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Every request that reached the wall, in the order of their coming. Safe for concurrent use.
public final class AttemptLog {
    private static final int KEPT = 20_000;

    private final InstantSource clock;
    private final List<Running> attempts = new ArrayList<>();
    private int counted;
    private volatile boolean on = true;

    AttemptLog(InstantSource clock) {
        this.clock = clock;
    }

    /// {@return what came, the oldest first}
    public synchronized List<Attempt> all() {
        return attempts.stream().map(Running::snapshot).toList();
    }

    /// {@return what came to paths that end so, the oldest first}
    public List<Attempt> to(String pathSuffix) {
        return all().stream()
                .filter(attempt -> attempt.path().endsWith(pathSuffix))
                .toList();
    }

    /// {@return the newest attempt}
    public synchronized Attempt last() {
        return attempts.getLast().snapshot();
    }

    public synchronized int size() {
        return attempts.size();
    }

    /// Waits for an attempt that is as wished.
    ///
    /// @throws AssertionError when none is within `patience`
    public synchronized Attempt await(Duration patience, Predicate<Attempt> wish) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            var found = attempts.stream().map(Running::snapshot).filter(wish).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            long rest = (deadline - System.nanoTime()) / 1_000_000;
            if (rest <= 0) {
                throw new AssertionError("no such attempt within " + patience + " among " + all());
            }
            try {
                wait(rest);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    public synchronized void clear() {
        attempts.clear();
    }

    /// Switches the log on or off; benchmarks do without.
    public void enable(boolean enabled) {
        on = enabled;
    }

    boolean enabled() {
        return on;
    }

    synchronized Running begin(Request request, @Nullable Fault fault) {
        var running = new Running(++counted, clock.instant(), request, fault);
        if (on) {
            if (attempts.size() == KEPT) {
                attempts.removeFirst();
            }
            attempts.add(running);
            notifyAll();
        }
        return running;
    }

    /// An attempt that may still change. All its methods are safe for concurrent use.
    final class Running {
        private final int number;
        private final Instant at;
        private final Request request;
        private final @Nullable Fault fault;
        private int status;
        private int promptTokens;
        private int cachedTokens;
        private int cacheWriteTokens;
        private int tokens;
        private @Nullable Instant cancelledAt;
        private @Nullable Instant endedAt;

        private Running(int number, Instant at, Request request, @Nullable Fault fault) {
            this.number = number;
            this.at = at;
            this.request = request;
            this.fault = fault;
        }

        int number() {
            return number;
        }

        void answered(int newStatus) {
            synchronized (AttemptLog.this) {
                status = newStatus;
                AttemptLog.this.notifyAll();
            }
        }

        /// The prompt has been read, and this is what will be answered.
        void read(Answer answer) {
            if (!on) {
                return;
            }
            synchronized (AttemptLog.this) {
                promptTokens = answer.promptTokens();
                cachedTokens = answer.cachedTokens();
                cacheWriteTokens = answer.cacheWriteTokens();
            }
        }

        void produced(int more) {
            if (!on) {
                return; // A benchmark has thousands of streams, which must not meet at one lock.
            }
            synchronized (AttemptLog.this) {
                tokens += more;
                AttemptLog.this.notifyAll();
            }
        }

        /// The answer is complete; what the client does from now on is no cancellation.
        void ended() {
            synchronized (AttemptLog.this) {
                if (endedAt == null && cancelledAt == null) {
                    endedAt = clock.instant();
                    AttemptLog.this.notifyAll();
                }
            }
        }

        /// The client has left; has no effect on an attempt that has ended.
        void cancelled() {
            synchronized (AttemptLog.this) {
                if (endedAt == null && cancelledAt == null) {
                    cancelledAt = clock.instant();
                    AttemptLog.this.notifyAll();
                }
            }
        }

        /// The client turned out to have left before the last bytes could be written.
        void lost() {
            synchronized (AttemptLog.this) {
                endedAt = null;
                cancelled();
            }
        }

        private Attempt snapshot() {
            return new Attempt(
                    number,
                    at,
                    request,
                    status,
                    promptTokens,
                    cachedTokens,
                    cacheWriteTokens,
                    tokens,
                    cancelledAt,
                    endedAt,
                    fault);
        }
    }
}
