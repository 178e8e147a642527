package io.hexforge.adapter.llm.gateway;

import io.hexforge.adapter.llm.gateway.GuardedResolver.ForbiddenAddress;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

/// One request to a provider and its answer. Read by one thread; may be broken off by any.
///
/// Whoever waits says for how long, with [#allow]; the watchdog breaks off what is overdue. A call is broken off by
/// closing its connection, which wakes its reader with an exception; why is remembered.
final class UpstreamCall implements AutoCloseable {
    /// @param due nanosecond clock
    /// @param kind as what it ends when overdue
    private record Limit(long due, Kind kind) {}

    private final HttpUriRequestBase request;
    private final Watchdog watchdog;
    private final long start = System.nanoTime();
    private final Limit total;
    private final AtomicReference<@Nullable Kind> broken = new AtomicReference<>();
    private volatile Limit limit;
    private Runnable withdraw = () -> {};
    private @Nullable ClassicHttpResponse response;
    private @Nullable InputStream body;

    UpstreamCall(HttpUriRequestBase request, Timers timers, Watchdog watchdog) {
        this.request = request;
        this.watchdog = watchdog;
        this.total = new Limit(start + timers.total().toNanos(), Kind.DEADLINE);
        this.limit = total;
    }

    void send(CloseableHttpClient client, HttpHost host, Duration headWithin, Cancellation cancellation)
            throws UpstreamFailure {
        allowFromStart(headWithin);
        watchdog.add(this);
        withdraw = cancellation.onCancel(() -> breakOff(Kind.CANCELLED));
        try {
            response = client.executeOpen(host, request, null);
            HttpEntity entity = response.getEntity();
            body = entity == null ? InputStream.nullInputStream() : ReadAhead.of(response, entity.getContent());
        } catch (IOException e) {
            close();
            throw new UpstreamFailure(fault(e, Kind.UNREACHABLE));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    int status() {
        return response().getCode();
    }

    @Nullable
    String header(String name) {
        Header header = response().getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    /// {@return the answer's body; its reads throw when the call is broken off}
    InputStream body() {
        if (body == null) {
            throw new IllegalStateException("not sent");
        }
        return body;
    }

    /// Reads the rest of the answer.
    byte[] readWhole(int maxBytes) throws UpstreamFailure {
        try {
            // One byte more than there should be: reading the end gives the connection back.
            byte[] bytes = body().readNBytes(1 + Math.min(maxBytes, declaredLength()));
            if (bytes.length > maxBytes) {
                throw UpstreamFailure.malformed("more than " + maxBytes + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new UpstreamFailure(fault(e, Kind.TRUNCATED));
        }
    }

    /// {@return how long the answer says it is; the most there can be when it does not say}
    private int declaredLength() {
        HttpEntity entity = response().getEntity();
        long length = entity == null ? 0 : entity.getContentLength();
        return length >= 0 && length < Integer.MAX_VALUE ? (int) length : Integer.MAX_VALUE - 1;
    }

    /// Lets what is waited for next take `time` from the beginning of the call.
    void allowFromStart(Duration time) {
        allowUntil(start + time.toNanos(), Kind.FIRST_TOKEN_TIMEOUT);
    }

    /// Lets what is waited for next take `time` from now.
    void allow(Duration time) {
        allowUntil(System.nanoTime() + time.toNanos(), Kind.STALLED);
    }

    /// Nothing is waited for: only the whole call's deadline counts.
    void rest() {
        limit = total;
    }

    private void allowUntil(long due, Kind kind) {
        limit = due - total.due() < 0 ? new Limit(due, kind) : total;
    }

    void endIfOverdue(long now) {
        Limit current = limit;
        if (now - current.due() > 0) {
            breakOff(current.kind());
        }
    }

    void breakOff(Kind why) {
        if (broken.compareAndSet(null, why)) {
            request.cancel();
        }
    }

    /// {@return why the call was broken off, if it was}
    @Nullable
    Kind broken() {
        return broken.get();
    }

    /// Explains why reading or sending failed.
    ///
    /// @param otherwise what it means when the call was not broken off from here
    UpstreamFault fault(IOException e, Kind otherwise) {
        Kind why = broken.get();
        return why != null ? brokenOff(why) : UpstreamFault.of(kindOf(e, otherwise), messageOf(e, otherwise));
    }

    static UpstreamFault brokenOff(Kind why) {
        return UpstreamFault.of(
                why,
                switch (why) {
                    case CANCELLED -> "the client closed the connection";
                    case FIRST_TOKEN_TIMEOUT -> "the provider did not begin to answer in time";
                    case STALLED -> "the provider stopped answering";
                    case DEADLINE -> "the provider did not answer in time";
                    default -> "the call was broken off";
                });
    }

    private static Kind kindOf(IOException e, Kind otherwise) {
        return e instanceof ForbiddenAddress ? Kind.FORBIDDEN_ADDRESS : otherwise;
    }

    private static String messageOf(IOException e, Kind kind) {
        return switch (e) {
            case ForbiddenAddress _ -> "the provider's address leads to a network that may not be reached";
            case UnknownHostException _ -> "the provider's host name is unknown";
            case SSLException _ -> "no secure connection to the provider could be made";
            default ->
                kind == Kind.TRUNCATED
                        ? "the provider broke off its answer"
                        : "the provider could not be reached or closed the connection";
        };
    }

    /// Ends the call: reads what little may be left of an answer that is whole, so that the connection can be used
    /// again, without letting anybody wait for it.
    void finish(Duration patience) {
        allow(patience);
        withdraw.run();
        Thread.ofVirtual().start(() -> {
            try (this) {
                InputStream rest = body();
                var unused = new byte[256]; // next to nothing is left
                while (rest.read(unused) >= 0) {}
            } catch (IOException e) {
                // The connection is lost, the answer is not.
            }
        });
    }

    /// Ends the call. An answer that was not read to its end loses its connection. Idempotent.
    @Override
    public void close() {
        withdraw.run();
        watchdog.remove(this);
        // Closing a response that goes on would read it to its end; a cancelled one has none.
        request.cancel();
        ClassicHttpResponse open = response;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It is closed in any case.
            }
        }
    }

    private ClassicHttpResponse response() {
        if (response == null) {
            throw new IllegalStateException("not sent");
        }
        return response;
    }
}
