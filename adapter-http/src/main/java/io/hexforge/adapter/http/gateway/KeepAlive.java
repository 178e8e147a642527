package io.hexforge.adapter.http.gateway;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Lets a client that waits for a streamed answer see now and then that it is being waited for, by a comment that
/// every reader of events skips. The first one sends the headers: from then on errors stand in the stream.
///
/// Nobody else may write the answer before `stop`. Safe for concurrent use.
final class KeepAlive implements AutoCloseable {
    private static final byte[] COMMENT = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Context ctx;
    private final Duration interval;
    private boolean stopped;
    private @Nullable OutputStream out;

    private KeepAlive(Context ctx, Duration interval) {
        this.ctx = ctx;
        this.interval = interval;
    }

    /// @param interval zero for no comments at all
    static KeepAlive start(Context ctx, Duration interval) {
        var keepAlive = new KeepAlive(ctx, interval);
        if (interval.isPositive()) {
            Thread.ofVirtual().name("keep-alive").start(keepAlive::run);
        }
        return keepAlive;
    }

    /// Ends the comments.
    ///
    /// @return where the answer goes on if its headers have been sent; null if nothing has
    synchronized @Nullable OutputStream stop() {
        stopped = true;
        notifyAll();
        return out;
    }

    @Override
    public void close() {
        var _ = stop();
    }

    private synchronized void run() {
        try {
            while (true) {
                long due = System.nanoTime() + interval.toNanos();
                for (long left = interval.toNanos(); !stopped && left > 0; left = due - System.nanoTime()) {
                    wait(Math.max(1, left / 1_000_000));
                }
                if (stopped) {
                    return;
                }
                comment();
            }
        } catch (InterruptedException | IOException clientLeft) {
            // The watch on the client ends the call.
        }
    }

    private void comment() throws IOException {
        OutputStream target = out;
        if (target == null) {
            target = EventStream.begin(ctx.res());
            out = target;
        }
        target.write(COMMENT);
        target.flush();
    }

    /// How a stream of events begins.
    static final class EventStream {
        private EventStream() {}

        static OutputStream begin(HttpServletResponse response) throws IOException {
            response.setStatus(200);
            response.setContentType("text/event-stream");
            response.setCharacterEncoding("utf-8");
            response.setHeader("X-Accel-Buffering", "no");
            return response.getOutputStream();
        }
    }
}
