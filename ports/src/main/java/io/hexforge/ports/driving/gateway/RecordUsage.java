package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.domain.ops.HealthState;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.gateway.UsageSpool;
import io.hexforge.ports.driven.gateway.UsageStore;
import io.hexforge.ports.driven.ops.Dependency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Keeps what calls used, without ever making a call wait.
///
/// Records go through a bounded queue to a thread of its own, which writes them to the store in batches, every
/// 25 ms. What the store has not taken within another 60 ms, because it is slow or away, goes to the spool on disk,
/// and from there to the store when it is back; the store knows a record that it has seen by its id. So a process
/// that is killed loses at most what was recorded within its last tenth of a second. While all is well nothing
/// touches the disk here: the store's own commit is the journal.
///
/// **Threads:** `record` and what asks for the state, by any; never blocks, never throws. `start` and `close` once
/// each.
public final class RecordUsage implements Dependency, AutoCloseable {
    static final Duration TICK = Duration.ofMillis(25);
    private static final long SLOW_NANOS = Duration.ofMillis(60).toNanos();
    private static final Duration LONGEST_REST = Duration.ofSeconds(5);
    private static final Duration LAST_FLUSH = Duration.ofSeconds(3);
    private static final int QUEUE = 65_536;
    private static final int BATCH = 2_000;

    private final UsageStore store;
    private final UsageSpool spool;
    private final UsageTotals totals = new UsageTotals();
    private final BlockingQueue<UsageRecord> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> daemon("usage-writer", task));
    private final Thread thread = daemon("usage", this::run);
    private volatile long waiting;
    private volatile @Nullable String trouble;
    private volatile boolean stopping;

    // What follows belongs to the thread alone.
    private final List<UsageRecord> held = new ArrayList<>();
    private long heldSince;
    private long taken;
    private @Nullable Flight flight;
    private Duration rest = Duration.ZERO;
    private long restUntil;

    /// Guards `settled`: all that was accepted up to that number is in the store, or lost.
    private final Object settling = new Object();

    private long settled;

    public RecordUsage(UsageStore store, UsageSpool spool) {
        this.store = store;
        this.spool = spool;
    }

    /// A batch on its way to the store.
    ///
    /// @param fresh those that were not in the spool when it left
    /// @param spooled how many of `fresh` have been added to the spool since
    /// @param replayed how many of the spool's oldest go with it
    private record Flight(
            List<UsageRecord> fresh, int spooled, int replayed, long since, CompletableFuture<Void> landing) {
        Flight withSpooled(int count) {
            return new Flight(fresh, count, replayed, since, landing);
        }
    }

    /// How the writing goes.
    ///
    /// @param waiting records in the spool
    /// @param lost records that found no room, since this process began
    /// @param trouble why the store does not take records; null while it does
    public record State(long waiting, long lost, @Nullable String trouble) {}

    public State state() {
        return new State(waiting, lost.get(), trouble);
    }

    /// {@return sums since this process began}
    public UsageTotals totals() {
        return totals;
    }

    public void start() {
        thread.start();
    }

    /// Takes a record over. Its id must have been made for it alone, once.
    public void record(UsageRecord usage) {
        if (queue.offer(usage)) {
            accepted.incrementAndGet();
        } else {
            lost.incrementAndGet();
        }
    }

    /// Waits until all that has been recorded so far is in the store.
    ///
    /// @return whether it is
    public boolean flush(Duration patience) {
        long ticket = accepted.get();
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (settling) {
            while (settled < ticket) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                try {
                    settling.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    /// Writes what there is, to the store or else to the spool, and ends the thread.
    @Override
    public void close() {
        stopping = true;
        try {
            if (thread.isAlive()) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer.shutdownNow();
        spool.close();
    }

    @Override
    public String name() {
        return "usage";
    }

    @Override
    public boolean required() {
        return false;
    }

    @Override
    public HealthState check() {
        State now = state();
        if (now.waiting() == 0 && now.lost() == 0 && now.trouble() == null) {
            return HealthState.up();
        }
        String why = now.trouble() == null ? "" : ": " + now.trouble();
        return HealthState.degraded(
                now.waiting() + " records wait on disk, " + now.lost() + " were lost since the start" + why);
    }

    private void run() {
        waiting = sizeOfSpool();
        while (!stopping) {
            collect();
            step(System.nanoTime());
        }
        finish();
    }

    /// Waits a tick, or for a record when there is nothing else to do.
    private void collect() {
        boolean idle = flight == null && held.isEmpty() && waiting == 0;
        try {
            UsageRecord first = idle ? queue.poll(1, TimeUnit.SECONDS) : null;
            if (!idle || first != null) {
                TimeUnit.NANOSECONDS.sleep(TICK.toNanos());
            }
            if (first != null) {
                hold(List.of(first));
            }
        } catch (InterruptedException e) {
            stopping = true;
        }
        drain();
    }

    private void drain() {
        var more = new ArrayList<UsageRecord>();
        queue.drainTo(more);
        hold(more);
    }

    private void hold(List<UsageRecord> more) {
        if (held.isEmpty()) {
            heldSince = System.nanoTime();
        }
        held.addAll(more);
        taken += more.size();
        more.forEach(totals::add);
    }

    private void step(long now) {
        land(now);
        if (flight == null && now - restUntil >= 0 && (!held.isEmpty() || waiting > 0)) {
            takeOff(now);
        }
        Flight current = flight;
        boolean overdue = current != null && now - current.since() > SLOW_NANOS;
        if (current != null && overdue && current.spooled() < current.fresh().size()) {
            List<UsageRecord> open =
                    current.fresh().subList(current.spooled(), current.fresh().size());
            flight = current.withSpooled(current.spooled() + toSpool(open));
        }
        if (!held.isEmpty() && (overdue || rest.isPositive() || now - heldSince > SLOW_NANOS)) {
            held.subList(0, toSpool(held)).clear();
            loseWhatIsTooMuch();
        }
        settle();
    }

    private void land(long now) {
        Flight landed = flight;
        if (landed == null || !landed.landing().isDone()) {
            return;
        }
        flight = null;
        if (landed.landing().isCompletedExceptionally()) {
            held.addAll(
                    0, landed.fresh().subList(landed.spooled(), landed.fresh().size()));
            heldSince = landed.since();
            trouble = reason(landed.landing());
            rest = rest.isZero() ? Duration.ofMillis(250) : min(rest.multipliedBy(2), LONGEST_REST);
            restUntil = now + rest.toNanos();
        } else {
            forget(landed.replayed());
            rest = Duration.ZERO;
            trouble = null;
        }
    }

    private void takeOff(long now) {
        List<UsageRecord> fresh = List.copyOf(held.subList(0, Math.min(BATCH, held.size())));
        List<UsageRecord> old = fresh.size() < BATCH && waiting > 0 ? oldest(BATCH - fresh.size()) : List.of();
        var batch = new ArrayList<UsageRecord>(old);
        batch.addAll(fresh);
        if (!batch.isEmpty()) {
            held.subList(0, fresh.size()).clear();
            var landing = CompletableFuture.runAsync(() -> store.append(batch), writer);
            flight = new Flight(fresh, 0, old.size(), now, landing);
        }
    }

    /// Bounded like everything: the newest records go when neither store nor spool has taken so many.
    private void loseWhatIsTooMuch() {
        if (held.size() > QUEUE) {
            lost.addAndGet(held.size() - QUEUE);
            held.subList(QUEUE, held.size()).clear();
        }
    }

    private void settle() {
        if (flight == null && held.isEmpty() && waiting == 0) {
            synchronized (settling) {
                settled = taken;
                settling.notifyAll();
            }
        }
    }

    /// One more try for the store, then the spool.
    private void finish() {
        long deadline = System.nanoTime() + LAST_FLUSH.toNanos();
        drain();
        restUntil = System.nanoTime();
        while ((flight != null || !held.isEmpty()) && !rest.isPositive() && System.nanoTime() - deadline < 0) {
            step(System.nanoTime());
            Flight current = flight;
            if (current != null) {
                current.landing()
                        .handle((nothing, failure) -> "")
                        .completeOnTimeout("", 50, TimeUnit.MILLISECONDS)
                        .join();
            }
        }
        land(System.nanoTime());
        Flight open = flight;
        if (open != null) {
            held.addAll(0, open.fresh().subList(open.spooled(), open.fresh().size()));
        }
        lost.addAndGet(held.size() - toSpool(held));
        held.clear();
    }

    /// {@return how many of `records`, from the first on, the spool has taken}
    private int toSpool(List<UsageRecord> records) {
        try {
            int kept = spool.append(records);
            waiting = spool.size();
            if (kept < records.size()) {
                trouble = "the spool is full";
            }
            return kept;
        } catch (PortException e) {
            trouble = e.getMessage();
            return 0;
        }
    }

    private List<UsageRecord> oldest(int limit) {
        try {
            List<UsageRecord> records = spool.oldest(limit);
            waiting = spool.size();
            return records;
        } catch (PortException e) {
            trouble = e.getMessage();
            return List.of();
        }
    }

    private void forget(int count) {
        try {
            if (count > 0) {
                spool.remove(count);
                waiting = spool.size();
            }
        } catch (PortException e) {
            trouble = e.getMessage();
        }
    }

    private long sizeOfSpool() {
        try {
            return spool.size();
        } catch (PortException e) {
            trouble = e.getMessage();
            return 0;
        }
    }

    private static String reason(CompletableFuture<Void> failed) {
        Throwable why = failed.exceptionNow();
        return why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Thread daemon(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
