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

/// The threads of a node that run jobs, one that claims as many as these have room for, and one that twice a
/// second tells the store that they are being worked on.
public final class JobWorkers implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration BEAT = Duration.ofMillis(500);
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration TIDYING = Duration.ofHours(1);

    private final RunJobs runJobs;
    private final Duration drain;
    private final Semaphore free;
    private final Set<RunningJob> running = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;
    private final Thread claimer = daemon("jobs", this::claimForEver);
    private final Thread heart = daemon("job-leases", this::beatForEver);
    private volatile boolean stopping;
    private volatile boolean stopped;

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
            started.heart.start();
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
                running.forEach(job -> job.stop(RunningJob.Stop.NODE_STOPS));
                if (!threads.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                    threads.shutdownNow();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopped = true;
        heart.interrupt();
        running.forEach(runJobs::giveBack);
    }

    private void claimForEver() {
        long tidied = System.nanoTime();
        while (!stopping) {
            try {
                if (!claimSome()) {
                    runJobs.awaitWork(PAUSE);
                }
                if (System.nanoTime() - tidied > TIDYING.toNanos()) {
                    tidied = System.nanoTime();
                    runJobs.forgetOld();
                }
            } catch (PortException e) {
                runJobs.watcher().storeFailed(e);
                rest(PAUSE);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void beatForEver() {
        while (!stopped) {
            rest(BEAT);
            try {
                if (!stopped) {
                    runJobs.pulse(List.copyOf(running));
                }
            } catch (PortException e) {
                runJobs.watcher().storeFailed(e);
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
        List<RunningJob> started = claims.stream().map(RunningJob::new).toList();
        running.addAll(started);
        if (!stopping) {
            started.forEach(job -> threads.execute(() -> run(job)));
        }
        return !claims.isEmpty();
    }

    private void run(RunningJob job) {
        try {
            runJobs.run(job);
        } finally {
            running.remove(job);
            free.release();
        }
    }

    private static void rest(Duration pause) {
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
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
