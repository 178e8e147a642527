package io.hexforge.adapter.http;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/// Notices that a waiting client has hung up, which Jetty by itself does not until something is written to it.
///
/// A watch costs the selector a round trip, so none is set for requests that are answered within one sweep: requests
/// register here and a sweeper arms those that are still running. A departure is reported within the sweep interval for
/// young requests and at once for older ones.
///
/// **Threads:** safe for concurrent use. The departure action runs on its own virtual thread, at most once.
public final class ClientWatch implements AutoCloseable {
    static final String ATTRIBUTE = "io.hexforge.client-watch";

    private final Set<Watch> running = ConcurrentHashMap.newKeySet();
    private final Thread sweeper;

    ClientWatch(Duration sweepEvery) {
        sweeper = Thread.ofVirtual().name("client-watch").start(() -> sweepUntilInterrupted(sweepEvery));
    }

    /// {@return the watch of the server that serves `ctx`}
    public static ClientWatch of(Context ctx) {
        return Objects.requireNonNull(
                (ClientWatch) ctx.req().getServletContext().getAttribute(ATTRIBUTE));
    }

    /// Watches the client of `request`, whose body must have been read to its end.
    ///
    /// @param gone what to do when the client leaves before the watch is closed
    /// @return the watch; close it **before** the last byte is answered, or the connection's next request is lost
    public Watch watch(HttpServletRequest request, Runnable gone) {
        Connection connection = ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection();
        var watch = new Watch(connection, gone);
        running.add(watch);
        return watch;
    }

    @Override
    public void close() {
        sweeper.interrupt();
    }

    private void sweepUntilInterrupted(Duration every) {
        try {
            while (true) {
                Thread.sleep(every);
                running.forEach(Watch::seenBySweeper);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// One request's watch. Closing it twice is harmless.
    public final class Watch implements Callback, AutoCloseable {
        private enum State {
            YOUNG,
            OLD,
            ARMED,
            CLOSED
        }

        private final Connection connection;
        private final EndPoint endPoint;
        private final Runnable gone;
        private State state = State.YOUNG;

        private Watch(Connection connection, Runnable gone) {
            this.connection = connection;
            this.endPoint = connection.getEndPoint();
            this.gone = gone;
        }

        /// Gives the connection back to Jetty.
        @Override
        public void close() {
            running.remove(this);
            synchronized (this) {
                boolean armed = state == State.ARMED;
                state = State.CLOSED;
                if (armed && endPoint instanceof AbstractEndPoint watched) {
                    watched.getFillInterest().onFail(new Taken());
                }
            }
        }

        private synchronized void seenBySweeper() {
            if (state == State.YOUNG) {
                state = State.OLD;
            } else if (state == State.OLD) {
                arm();
            }
        }

        private void arm() {
            if (endPoint instanceof AbstractEndPoint && endPoint.tryFillInterested(this)) {
                state = State.ARMED;
            }
        }

        /// Bytes or the end have come.
        @Override
        public synchronized void succeeded() {
            if (state != State.ARMED) {
                return;
            }
            state = State.OLD;
            try {
                var buffer = BufferUtil.allocate(1024);
                int filled = endPoint.fill(buffer);
                if (filled < 0) {
                    left();
                } else if (filled == 0) {
                    arm();
                } else {
                    keepForJetty(buffer);
                }
            } catch (Exception _) {
                left();
            }
        }

        /// A pipelined request: hand its first bytes to the parser and watch no more, the rest stays in the socket.
        private void keepForJetty(ByteBuffer buffer) {
            state = State.CLOSED;
            if (connection instanceof Connection.UpgradeTo parser) {
                parser.onUpgradeTo(buffer);
            }
        }

        @Override
        public synchronized void failed(Throwable cause) {
            if (state != State.ARMED) {
                return;
            }
            state = State.OLD;
            if (cause instanceof TimeoutException) {
                return; // the connector's idle timeout; the sweeper arms again
            }
            left();
        }

        private void left() {
            state = State.CLOSED;
            running.remove(this);
            Thread.startVirtualThread(gone);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }

    private static final class Taken extends Exception {
        private static final long serialVersionUID = 1L;

        private Taken() {
            super("taken back", null, false, false);
        }
    }
}
