package io.hexforge.adapter.llm.wall;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the wall replies to an [Ask].
///
/// @param thinking tokens thought before the answer
/// @param tokens the answer's text, cut into tokens
/// @param stoppedBy the stop sequence that ended the text, if one did
record Answer(
        List<String> thinking,
        List<String> tokens,
        List<Call> calls,
        Finish finish,
        @Nullable String stoppedBy,
        int promptTokens,
        int cachedTokens,
        int cacheWriteTokens) {

    enum Finish {
        STOP,
        LENGTH,
        TOOLS
    }

    /// A call of a tool.
    ///
    /// @param id unique within the conversation, without a vendor's prefix
    /// @param arguments compact JSON
    record Call(String id, String name, String arguments) {
        List<String> tokens() {
            return Tokens.of(arguments);
        }
    }

    String text() {
        return String.join("", tokens);
    }

    String thoughts() {
        return String.join("", thinking);
    }

    int callTokens() {
        return calls.stream().mapToInt(call -> call.tokens().size()).sum();
    }

    int outputTokens() {
        return thinking.size() + tokens.size() + callTokens();
    }
}
