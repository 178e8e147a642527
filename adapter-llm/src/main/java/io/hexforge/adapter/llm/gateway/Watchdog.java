package io.hexforge.adapter.llm.gateway;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Ends calls whose time is over, by one thread that looks at all of them 40 times a second and sleeps while there
/// are none. Safe for concurrent use.
///
/// A socket timeout would do the same with a timed wait for each read, which costs a relay a tenth of its
/// throughput.
final class Watchdog implements AutoCloseable {
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final Set<UpstreamCall> calls = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean closed;

    Watchdog() {
        thread = Thread.ofPlatform().name("upstream-watchdog").daemon().start(this::watch);
    }

    void add(UpstreamCall call) {
        calls.add(call);
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    void remove(UpstreamCall call) {
        calls.remove(call);
    }

    private void watch() {
        while (!closed) {
            asleep = true;
            if (calls.isEmpty()) {
                LockSupport.park(this);
            }
            asleep = false;
            LockSupport.parkNanos(this, SWEEP_NANOS);
            long now = System.nanoTime();
            calls.forEach(call -> call.endIfOverdue(now));
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
