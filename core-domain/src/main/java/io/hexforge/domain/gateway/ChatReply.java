package io.hexforge.domain.gateway;

/// What a provider answered to a call for a completion.
public sealed interface ChatReply {
    /// A streamed answer has begun. Whoever takes it must close it.
    record Streaming(ReplyStream stream) implements ChatReply {}

    /// A whole answer in the client's dialect, to be relayed as it is.
    ///
    /// @param body JSON in UTF-8
    record Relayed(byte[] body, Usage usage) implements ChatReply {}

    /// A whole answer in canonical form.
    record Answered(ChatAnswer answer) implements ChatReply {}

    record Refused(UpstreamFault fault) implements ChatReply {}
}
