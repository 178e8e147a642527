package io.hexforge.ports.driving.job;

import io.hexforge.domain.job.JobProgress;
import io.hexforge.ports.driven.job.JobStore.Beat;
import io.hexforge.ports.driven.job.JobStore.Claim;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One claim and the thread that works on it. Safe for concurrent use.
final class RunningJob implements JobHandler.Control {
    /// Why a handler is to end early.
    enum Stop {
        TIMEOUT,
        CANCELLED,
        LOST,
        NODE_STOPS
    }

    private final Claim claim;
    private @Nullable Thread thread;
    private @Nullable Stop stop;
    private @Nullable JobProgress progress;
    private long deadlineNanos;
    private boolean late;
    private boolean ended;

    RunningJob(Claim claim) {
        this.claim = claim;
    }

    Claim claim() {
        return claim;
    }

    /// The calling thread starts to work.
    synchronized void begin(Duration timeout) {
        deadlineNanos = System.nanoTime() + timeout.toNanos();
        thread = Thread.currentThread();
        if (stop != null) {
            thread.interrupt();
        }
    }

    /// The calling thread works no more: it is not interrupted from now on, and what interrupted it is
    /// forgotten.
    synchronized void end() {
        ended = true;
        thread = null;
        if (stop != null) {
            Thread.interrupted();
        }
    }

    synchronized void stop(Stop why) {
        if (stop == null && !ended) {
            stop = why;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    synchronized void stopIfLate() {
        late = thread != null && System.nanoTime() - deadlineNanos > 0;
        if (late) {
            stop(Stop.TIMEOUT);
        }
    }

    /// {@return why the handler was to end early; null if it was not}
    synchronized @Nullable Stop stopped() {
        return stop;
    }

    /// {@return what to tell the store; null once the job is left to its lease, because its handler does not
    /// end in time}
    synchronized @Nullable Beat beat() {
        if (!ended && (late || stop == Stop.LOST)) {
            return null;
        }
        JobProgress told = ended ? null : progress;
        progress = null;
        return new Beat(claim, told);
    }

    @Override
    public synchronized void progress(int percent, String message) {
        progress = new JobProgress(percent, message);
    }

    @Override
    public synchronized boolean stopping() {
        return stop != null;
    }
}
