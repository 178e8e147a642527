package io.hexforge.domain.gateway;

import org.jspecify.annotations.Nullable;

/// A piece of a streamed answer.
public sealed interface ReplyPart {
    /// Bytes to relay as they are: whole frames of the client's dialect, each with its blank line.
    ///
    /// @param content whether a frame among them carries something that the client can see, which commits
    ///     the answer
    /// @param counts the place of the final counts among them; null if they are not there
    record Frames(byte[] bytes, boolean content, @Nullable Counts counts) implements ReplyPart {}

    /// Where the object that tells the final counts ends, so that something may be added to it.
    ///
    /// @param end index of its closing brace
    record Counts(Usage usage, int end) {}

    record Event(ChatEvent event) implements ReplyPart {}

    /// The answer is whole. Always the last part of one.
    record End(Usage usage) implements ReplyPart {}

    /// The answer will never be whole. Always the last part of one.
    ///
    /// @param usage of what was produced, as far as it is known
    record Failed(UpstreamFault fault, Usage usage) implements ReplyPart {}
}
