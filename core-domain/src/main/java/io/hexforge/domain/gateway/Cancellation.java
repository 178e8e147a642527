package io.hexforge.domain.gateway;

import java.util.ArrayList;
import java.util.List;

/// Tells a running call that nobody waits for its answer any more. Safe for concurrent use.
public final class Cancellation {
    private final List<Runnable> listeners = new ArrayList<>();
    private boolean cancelled;

    /// Ends the call: runs every listener once, on the caller's thread. Later calls do nothing.
    public void cancel() {
        List<Runnable> due;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            due = List.copyOf(listeners);
            listeners.clear();
        }
        due.forEach(Runnable::run);
    }

    public synchronized boolean cancelled() {
        return cancelled;
    }

    /// Runs `listener` when the call is cancelled; at once if it already is. The listener must be quick.
    ///
    /// @return what withdraws the listener
    public Runnable onCancel(Runnable listener) {
        synchronized (this) {
            if (!cancelled) {
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
