package io.hexforge.domain.gateway;

import org.jspecify.annotations.Nullable;

/// A step of an answer as it is produced, in no vendor's format.
///
/// An answer is `Started`, any number of deltas, `Finished`. Deltas of one kind that follow each other belong to
/// one [ChatCall.Output]; a tool call opens with `ToolCallStarted`. `Usage` counts may come at any point and
/// replace earlier ones.
public sealed interface ChatEvent {
    /// @param id the provider's id of the answer
    /// @param model the model that answers, as the provider calls it
    record Started(String id, String model) implements ChatEvent {}

    record TextDelta(String text) implements ChatEvent {}

    record ThinkingDelta(String text) implements ChatEvent {}

    /// Ends the thinking block before it.
    record ThinkingSigned(String signature) implements ChatEvent {}

    record RedactedThinking(String data) implements ChatEvent {}

    record RefusalDelta(String text) implements ChatEvent {}

    /// @param index 0 for the first tool call of the answer, then 1, 2, …
    record ToolCallStarted(
            int index, String id, String name, @Nullable String signature) implements ChatEvent {}

    /// @param fragment the next piece of the arguments' JSON text
    record ToolCallDelta(int index, String fragment) implements ChatEvent {}

    record UsageCounted(Usage usage) implements ChatEvent {}

    /// @param stopSequence the one that was hit, if one was
    record Finished(FinishReason reason, @Nullable String stopSequence) implements ChatEvent {}
}
