package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.Exchange;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.ReplyStream;
import io.hexforge.domain.gateway.Route;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.Usage;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes one streamed answer. Headers are held back until there is something that the client can see: until then a
/// fault still gets a status of its own, after it only an error in the stream. What is at hand together is written
/// together. Not safe for concurrent use.
final class StreamWriter {
    private static final Logger LOG = LoggerFactory.getLogger(StreamWriter.class);

    private final Context ctx;
    private final ClientDialect.Encoder encoder;
    private final Route route;
    private final long overheadNanos;
    private final SseBuffer buffer = new SseBuffer();
    private @Nullable OutputStream out;
    private boolean visible;

    /// @param begun where the answer goes on when its headers have been sent; null if nothing has been sent
    StreamWriter(
            Context ctx,
            ClientDialect dialect,
            InboundChat chat,
            Route route,
            long overheadNanos,
            @Nullable OutputStream begun) {
        this.ctx = ctx;
        this.encoder = dialect.encoder(chat);
        this.route = route;
        this.overheadNanos = overheadNanos;
        this.out = begun;
    }

    /// Writes all of `stream`, as it comes.
    ///
    /// @return why there is no answer, if nothing has been written; null if all has been told to the client
    @Nullable
    UpstreamFault write(ReplyStream stream) {
        try {
            return writeParts(stream);
        } catch (IOException clientLeft) {
            LOG.debug("the client left within the stream", clientLeft);
            return null;
        }
    }

    /// Writes a whole answer as a stream.
    void write(ChatAnswer answer) {
        try {
            for (ChatEvent event : answer.events()) {
                encoder.encode(event, buffer);
            }
            encoder.end(route.cost(answer.usage()), buffer);
            flush();
        } catch (IOException clientLeft) {
            LOG.debug("the client left within the stream", clientLeft);
        }
    }

    /// Tells in a stream that has begun with nothing but comments why there is no answer.
    static void fail(Context ctx, ClientDialect.Encoder encoder, UpstreamFault fault, OutputStream begun) {
        try {
            var buffer = new SseBuffer();
            encoder.failure(Faults.problem(fault, true), Exchange.of(ctx).requestId(), buffer);
            buffer.drainTo(begun);
            begun.flush();
        } catch (IOException clientLeft) {
            LOG.debug("the client left before the stream began", clientLeft);
        }
    }

    private @Nullable UpstreamFault writeParts(ReplyStream stream) throws IOException {
        boolean translated = false;
        while (true) {
            switch (stream.next()) {
                case ReplyPart.Frames(byte[] bytes, boolean content, var counts) -> {
                    frames(bytes, counts);
                    visible |= content;
                }
                case ReplyPart.Event(ChatEvent event) -> {
                    translated = true;
                    encoder.encode(event, buffer);
                    visible |= visible(event);
                }
                case ReplyPart.End(Usage usage) -> {
                    if (translated) {
                        encoder.encode(new ChatEvent.UsageCounted(usage), buffer);
                        encoder.end(route.cost(usage), buffer);
                    }
                    flush();
                    return null;
                }
                case ReplyPart.Failed(UpstreamFault fault, var usage) -> {
                    if (out == null) {
                        return fault;
                    }
                    encoder.failure(
                            Faults.problem(fault, true), Exchange.of(ctx).requestId(), buffer);
                    flush();
                    return null;
                }
            }
            if (visible && (buffer.isFull() || !stream.ready())) {
                flush();
            }
        }
    }

    /// The cost stands beside the counts, which a client sees only if it asked for them.
    private void frames(byte[] bytes, ReplyPart.@Nullable Counts counts) {
        Long cost = counts == null ? null : route.cost(counts.usage());
        if (counts == null || cost == null) {
            buffer.frames(bytes, 0, bytes.length);
            return;
        }
        String member = ",\"hexforge\":{\"cost_usd\":" + RouteHeaders.dollars(cost) + "}";
        byte[] added = member.getBytes(StandardCharsets.US_ASCII);
        buffer.frames(bytes, 0, counts.end());
        buffer.frames(added, 0, added.length);
        buffer.frames(bytes, counts.end(), bytes.length - counts.end());
    }

    private static boolean visible(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Started started -> false;
            case ChatEvent.UsageCounted counted -> false;
            case ChatEvent.TextDelta(String text) -> !text.isEmpty();
            case ChatEvent.ThinkingDelta(String text) -> !text.isEmpty();
            case ChatEvent.ThinkingSigned signed -> true;
            case ChatEvent.RedactedThinking redacted -> true;
            case ChatEvent.RefusalDelta refusal -> true;
            case ChatEvent.ToolCallStarted started -> true;
            case ChatEvent.ToolCallDelta delta -> true;
            case ChatEvent.Finished finished -> true;
        };
    }

    private void flush() throws IOException {
        OutputStream target = out;
        if (target == null) {
            RouteHeaders.set(ctx.res(), route, overheadNanos);
            target = KeepAlive.EventStream.begin(ctx.res());
            out = target;
        }
        buffer.drainTo(target);
        target.flush();
    }
}
