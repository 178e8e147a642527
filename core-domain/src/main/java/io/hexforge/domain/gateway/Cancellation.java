package io.hexforge.domain.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Tells a running call that nobody waits for its answer any more. Safe for concurrent use.
public final class Cancellation {
    private final List<Runnable> listeners = new ArrayList<>();
    private final CountDownLatch cancelled = new CountDownLatch(1);

    /// Ends the call: runs every listener once, on the caller's thread, and throws what one threw after all have run.
    /// Later calls do nothing.
    public void cancel() {
        List<Runnable> due;
        synchronized (this) {
            cancelled.countDown();
            due = List.copyOf(listeners);
            listeners.clear();
        }
        RuntimeException broken = null;
        for (Runnable listener : due) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                broken = e;
            }
        }
        if (broken != null) {
            throw broken;
        }
    }

    public boolean cancelled() {
        return cancelled.getCount() == 0;
    }

    /// Waits for `time`, or until the call is cancelled.
    ///
    /// @return whether it is cancelled
    public boolean await(Duration time) throws InterruptedException {
        return cancelled.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Runs `listener` when the call is cancelled; at once if it already is. The listener must be quick.
    ///
    /// @return what withdraws the listener
    public Runnable onCancel(Runnable listener) {
        synchronized (this) {
            if (!cancelled()) {
                listeners.add(listener);
                return () -> withdraw(listener);
            }
        }
        listener.run();
        return () -> {};
    }

    private synchronized void withdraw(Runnable listener) {
        listeners.remove(listener);
    }
}
