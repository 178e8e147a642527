package io.hexforge.ports.driving.job;

import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.job.JobStore.Claim;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The threads of a node that run jobs, and one that claims as many as these have room for.
public final class JobWorkers implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONG_PAUSE = Duration.ofSeconds(5);
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration TIDYING = Duration.ofHours(1);

    private final RunJobs runJobs;
    private final Duration drain;
    private final Semaphore free;
    private final Set<Claim> running = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;
    private final Thread claimer = daemon("jobs", this::claimForEver);
    private volatile boolean stopping;

    private JobWorkers(RunJobs runJobs, int workers, Duration drain) {
        this.runJobs = runJobs;
        this.drain = drain;
        this.free = new Semaphore(workers);
        this.threads = Executors.newFixedThreadPool(Math.max(1, workers), task -> daemon("job", task));
    }

    /// @param workers how many jobs may run at once on this node; with 0 none do
    public static JobWorkers start(RunJobs runJobs, int workers) {
        return start(runJobs, workers, DRAIN);
    }

    static JobWorkers start(RunJobs runJobs, int workers, Duration drain) {
        var started = new JobWorkers(runJobs, workers, drain);
        if (workers > 0) {
            started.claimer.start();
        }
        return started;
    }

    /// Claims nothing more, waits a few seconds for what runs, then interrupts it and gives it back.
    @Override
    public void close() {
        stopping = true;
        claimer.interrupt();
        try {
            claimer.join(drain.toMillis());
            threads.shutdown();
            if (!threads.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.forEach(runJobs::giveBack);
    }

    private void claimForEver() {
        long tidied = System.nanoTime();
        while (!stopping) {
            try {
                if (!claimSome()) {
                    TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                }
                if (System.nanoTime() - tidied > TIDYING.toNanos()) {
                    tidied = System.nanoTime();
                    runJobs.forgetDead();
                }
            } catch (PortException e) {
                runJobs.watcher().storeFailed(e);
                rest();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// Waits for a free thread, then hands out as many jobs as there are free threads.
    private boolean claimSome() throws InterruptedException {
        free.acquire();
        int room = 1 + free.drainPermits();
        List<Claim> claims = List.of();
        try {
            claims = runJobs.claim(room);
        } finally {
            free.release(room - claims.size());
        }
        running.addAll(claims);
        if (!stopping) {
            claims.forEach(claim -> threads.execute(() -> run(claim)));
        }
        return !claims.isEmpty();
    }

    private void run(Claim claim) {
        try {
            runJobs.run(claim);
        } finally {
            running.remove(claim);
            free.release();
        }
    }

    private void rest() {
        try {
            TimeUnit.MILLISECONDS.sleep(LONG_PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
