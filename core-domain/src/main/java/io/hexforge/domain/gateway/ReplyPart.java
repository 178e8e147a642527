package io.hexforge.domain.gateway;

/// A piece of a streamed answer.
public sealed interface ReplyPart {
    /// Bytes to relay as they are: whole frames of the client's dialect, each with its blank line.
    ///
    /// @param content whether a frame among them carries something that the client can see, which commits
    ///     the answer
    record Frames(byte[] bytes, boolean content) implements ReplyPart {}

    record Event(ChatEvent event) implements ReplyPart {}

    /// The answer is whole. Always the last part of one.
    record End(Usage usage) implements ReplyPart {}

    /// The answer will never be whole. Always the last part of one.
    ///
    /// @param usage of what was produced, as far as it is known
    record Failed(UpstreamFault fault, Usage usage) implements ReplyPart {}
}
