package io.hexforge.adapter.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/// Reads and forgets what a client still sends after a refusal that ends its connection, until it leaves, falls
/// silent, or has sent too much. Closing at once would reset the connection, and with it the answer that a client
/// reads only when it has sent all. Holds no thread while it waits.
final class Drain implements Callback {
    private static final int BUFFER_BYTES = 16 << 10;
    private static final int MAX_BYTES = 16 << 20;
    private static final long SILENCE_MILLIS = 2_000;

    private final EndPoint endPoint;
    private final Callback then;
    private final ByteBuffer buffer = BufferUtil.allocate(BUFFER_BYTES);
    private int drained;

    private Drain(EndPoint endPoint, Callback then) {
        this.endPoint = endPoint;
        this.then = then;
    }

    /// {@return a callback for the write of the answer, which drains and then completes `then`}
    static Callback before(EndPoint endPoint, Callback then) {
        return Callback.from(() -> new Drain(endPoint, then).begin(), then::failed);
    }

    private void begin() {
        endPoint.setIdleTimeout(SILENCE_MILLIS);
        endPoint.shutdownOutput();
        succeeded();
    }

    @Override
    public void succeeded() {
        try {
            int read = endPoint.fill(buffer);
            while (read > 0 && drained < MAX_BYTES) {
                drained += read;
                BufferUtil.clear(buffer);
                read = endPoint.fill(buffer);
            }
            if (read == 0) {
                endPoint.fillInterested(this);
            } else {
                then.succeeded();
            }
        } catch (IOException clientLeft) {
            then.succeeded();
        }
    }

    @Override
    public void failed(Throwable silenceOrLoss) {
        then.succeeded();
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
