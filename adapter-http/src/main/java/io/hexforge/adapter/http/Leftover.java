package io.hexforge.adapter.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/// Reads and forgets the body of a request that was refused before anybody looked at it, so that the client gets to
/// see the refusal and may go on with its connection. Holds no thread while it waits.
final class Leftover implements Invocable.Task {
    private final Request request;
    private final Callback then;
    private long drained;

    private Leftover(Request request, Callback then) {
        this.request = request;
        this.then = then;
    }

    /// {@return a callback for the write of the answer, which reads what is left and then completes `then`}
    static Callback before(Request request, Callback then) {
        // Who asks first whether to send a body does not send it after a refusal.
        return request.getHeaders().contains(HttpHeader.EXPECT)
                ? then
                : Callback.from(new Leftover(request, then), then::failed);
    }

    @Override
    public void run() {
        while (drained < Connections.MAX_DRAINED) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            drained += chunk.remaining();
            chunk.release();
            // Whoever left, or sends what is no body, has been answered all the same.
            if (chunk.isLast() || Content.Chunk.isFailure(chunk)) {
                break;
            }
        }
        then.succeeded();
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
