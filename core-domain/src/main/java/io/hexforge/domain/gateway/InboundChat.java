package io.hexforge.domain.gateway;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A client's request for a completion, in both forms: as it came, and canonical when somebody asks.
///
/// @param dialect what the client speaks
/// @param body as it came; null when the caller is inside this process and speaks only the canonical form
/// @param headers of the caller's dialect that are relayed with the body, such as `anthropic-version`
/// @param facts what had to be read before a deployment is chosen
/// @param canonical parses the whole body; throws [UnsupportedField]
public record InboundChat(
        Dialect dialect,
        @Nullable RawJson body,
        Map<String, String> headers,
        ChatFacts facts,
        Supplier<ChatCall> canonical) {
    public InboundChat {
        headers = Map.copyOf(headers);
    }

    /// A request without headers of its own.
    public InboundChat(Dialect dialect, @Nullable RawJson body, ChatFacts facts, Supplier<ChatCall> canonical) {
        this(dialect, body, Map.of(), facts, canonical);
    }

    /// The same request, with `relayed` headers of its own.
    public InboundChat withHeaders(Map<String, String> relayed) {
        return new InboundChat(dialect, body, relayed, facts, canonical);
    }

    /// A request from inside this process.
    public static InboundChat of(ChatCall call, boolean stream) {
        var facts = new ChatFacts(
                call.model(),
                stream,
                true,
                call.maxOutputTokens(),
                !call.tools().isEmpty(),
                PromptSize.bytes(call),
                call.sampling().temperature(),
                RouteHints.NONE);
        return new InboundChat(Dialect.CANONICAL, null, facts, () -> call);
    }
}
