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
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
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

    StreamWriter(Context ctx, ClientDialect dialect, InboundChat chat, Route route, long overheadNanos) {
        this.ctx = ctx;
        this.encoder = dialect.encoder(chat);
        this.route = route;
        this.overheadNanos = overheadNanos;
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
            encoder.end(buffer);
            flush();
        } catch (IOException clientLeft) {
            LOG.debug("the client left within the stream", clientLeft);
        }
    }

    private @Nullable UpstreamFault writeParts(ReplyStream stream) throws IOException {
        boolean translated = false;
        while (true) {
            switch (stream.next()) {
                case ReplyPart.Frames(byte[] bytes, boolean content) -> {
                    buffer.frames(bytes);
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
                        encoder.end(buffer);
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
            HttpServletResponse response = ctx.res();
            RouteHeaders.set(response, route, overheadNanos);
            response.setStatus(200);
            response.setContentType("text/event-stream");
            response.setCharacterEncoding("utf-8");
            response.setHeader("X-Accel-Buffering", "no");
            target = response.getOutputStream();
            out = target;
        }
        buffer.drainTo(target);
        target.flush();
    }
}
