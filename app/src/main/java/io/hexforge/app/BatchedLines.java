package io.hexforge.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Writes log lines many at a time, from a thread of its own.
///
/// A line for each request, written by the request itself, took an eighth of the gateway's processor time. Lines
/// appear within 10 ms. When the output cannot take them fast enough, lines below `WARN` are dropped, and counted in
/// a line of their own, rather than requests held up; warnings wait for their turn. After `stop` lines are written
/// at once by whoever logs them.
///
/// **Threads:** safe for concurrent use.
final class BatchedLines extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final int CAPACITY = 16_384;
    private static final int BATCH = 1_024;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int PAUSES_UNTIL_REST = 100;
    private static final long STOP_MILLIS = 2_000;

    private final BlockingQueue<ILoggingEvent> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final Encoder<ILoggingEvent> encoder;
    private final OutputStream out;
    private final Thread writer = Thread.ofPlatform().name("log").daemon().unstarted(this::writeUntilStopped);
    private volatile boolean resting;
    private volatile boolean stopped;

    BatchedLines(Encoder<ILoggingEvent> encoder, OutputStream out) {
        this.encoder = encoder;
        this.out = out;
    }

    @Override
    public void start() {
        writer.start();
        super.start();
    }

    /// Writes what waits; from then on lines are written at once.
    @Override
    public void stop() {
        stopped = true;
        LockSupport.unpark(writer);
        try {
            writer.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writeWaiting(new ArrayList<>());
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (stopped) {
            write(List.of(event));
            return;
        }
        event.prepareForDeferredProcessing();
        if (!waiting.offer(event)) {
            if (!event.getLevel().isGreaterOrEqual(Level.WARN)) {
                dropped.incrementAndGet();
                return;
            }
            waitForRoom(event);
        }
        if (resting) {
            resting = false;
            LockSupport.unpark(writer);
        }
    }

    private void waitForRoom(ILoggingEvent event) {
        try {
            waiting.put(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Polls while there is something to write, so that those who log need not wake it; rests when there is not.
    private void writeUntilStopped() {
        var batch = new ArrayList<ILoggingEvent>(BATCH);
        int pauses = 0;
        while (!stopped) {
            if (writeWaiting(batch)) {
                pauses = 0;
            }
            if (pauses++ < PAUSES_UNTIL_REST) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            } else {
                rest();
            }
        }
    }

    private void rest() {
        resting = true;
        if (waiting.isEmpty() && !stopped) {
            LockSupport.park(this);
        }
        resting = false;
    }

    private boolean writeWaiting(List<ILoggingEvent> batch) {
        boolean any = false;
        while (waiting.drainTo(batch, BATCH) > 0) {
            write(batch);
            batch.clear();
            any = true;
        }
        return any;
    }

    private synchronized void write(List<ILoggingEvent> events) {
        try {
            var lines = new ByteArrayOutputStream(events.size() * 320);
            for (ILoggingEvent event : events) {
                lines.writeBytes(encoder.encode(event));
            }
            long lost = dropped.getAndSet(0);
            if (lost > 0) {
                lines.writeBytes(("{\"level\":\"WARN\",\"logger\":\"io.hexforge.app\",\"message\":\"" + lost
                                + " log lines were dropped: the output was too slow\"}\n")
                        .getBytes(UTF_8));
            }
            out.write(lines.toByteArray());
            out.flush();
        } catch (IOException e) {
            addError("log lines were lost", e);
        }
    }
}
