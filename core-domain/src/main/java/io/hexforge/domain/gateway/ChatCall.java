package io.hexforge.domain.gateway;

import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A conversation and what is wanted next, in no vendor's format.
///
/// The canonical form lies between all wire formats: a caller's dialect is parsed into it and a provider's is
/// made from it. It holds what at least two vendors can express. A wire format that has more refuses what it
/// cannot bring here with [UnsupportedField], and one that has less refuses what it cannot take from here the
/// same way: nothing is dropped in silence.
///
/// @param model as the provider calls it
/// @param maxOutputTokens most tokens to produce, or null for the provider's default
/// @param parallelToolCalls whether one answer may hold several tool calls; null for the provider's default
/// @param thinking how much to reason before the answer; null for the provider's default
/// @param endUser the client's opaque id of its own user, for the provider's abuse checks
public record ChatCall(
        String model,
        List<Message> messages,
        List<Tool> tools,
        @Nullable ToolChoice toolChoice,
        @Nullable Boolean parallelToolCalls,
        OutputFormat outputFormat,
        Sampling sampling,
        @Nullable Long maxOutputTokens,
        @Nullable Thinking thinking,
        @Nullable String endUser) {
    public ChatCall {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    /// A call with nothing but a model and messages.
    public static ChatCall of(String model, List<Message> messages) {
        return new ChatCall(
                model, messages, List.of(), null, null, new OutputFormat.Text(), Sampling.DEFAULT, null, null, null);
    }

    /// {@return the same call to another model}
    public ChatCall withModel(String other) {
        return new ChatCall(
                other,
                messages,
                tools,
                toolChoice,
                parallelToolCalls,
                outputFormat,
                sampling,
                maxOutputTokens,
                thinking,
                endUser);
    }

    /// One turn.
    public sealed interface Message {
        /// Instructions; may stand anywhere, mostly first.
        record SystemPrompt(List<Part.Text> parts) implements Message {
            public SystemPrompt {
                parts = List.copyOf(parts);
            }
        }

        record User(List<Part> parts) implements Message {
            public User {
                parts = List.copyOf(parts);
            }
        }

        /// What a model said before.
        record Assistant(List<Output> parts) implements Message {
            public Assistant {
                parts = List.copyOf(parts);
            }
        }

        /// What a tool answered to the call `callId`.
        record ToolResult(String callId, List<Part> parts, boolean error) implements Message {
            public ToolResult {
                parts = List.copyOf(parts);
            }
        }
    }

    /// A piece of what the client says. `cacheable` marks the end of a prefix worth caching at the provider; where
    /// a provider caches by itself the mark has no effect.
    public sealed interface Part {
        record Text(String text, boolean cacheable) implements Part {
            public Text(String text) {
                this(text, false);
            }
        }

        /// @param detail `low`, `high` or `auto`; null for the provider's default
        record Image(Media media, @Nullable String detail, boolean cacheable) implements Part {}

        /// @param name a file name for the model to refer to
        record Document(Media media, @Nullable String name, boolean cacheable) implements Part {}

        record Audio(Media media) implements Part {}
    }

    /// Bytes by value or by reference.
    public sealed interface Media {
        /// @param mediaType such as `image/png`
        /// @param base64 the bytes, in base64 with padding
        record Inline(String mediaType, String base64) implements Media {}

        record Remote(String url) implements Media {}
    }

    /// A piece of what a model says.
    public sealed interface Output {
        record Text(String text) implements Output {}

        /// Reasoning in clear.
        ///
        /// @param signature the provider's proof that it is its own, to be sent back unchanged
        record Thinking(String text, @Nullable String signature) implements Output {}

        /// Reasoning that only the provider can read, to be sent back unchanged.
        record RedactedThinking(String data) implements Output {}

        /// @param arguments a JSON text, as the model wrote it: not checked against the tool's schema
        /// @param signature the provider's proof of the reasoning behind it, to be sent back unchanged
        record ToolCall(
                String id,
                String name,
                String arguments,
                @Nullable String signature) implements Output {
            public ToolCall(String id, String name, String arguments) {
                this(id, name, arguments, null);
            }
        }

        record Refusal(String text) implements Output {}
    }

    /// A function that the model may call.
    ///
    /// @param parameters a JSON schema of an object
    /// @param strict whether arguments must follow the schema; null for the provider's default
    public record Tool(
            String name,
            @Nullable String description,
            JsonObject parameters,
            @Nullable Boolean strict,
            boolean cacheable) {}

    public sealed interface ToolChoice {
        record Auto() implements ToolChoice {}

        record None() implements ToolChoice {}

        record Required() implements ToolChoice {}

        record Named(String tool) implements ToolChoice {}
    }

    public sealed interface OutputFormat {
        record Text() implements OutputFormat {}

        /// Any JSON object.
        record Json() implements OutputFormat {}

        record JsonSchema(
                String name,
                @Nullable String description,
                JsonValue schema,
                @Nullable Boolean strict) implements OutputFormat {}
    }

    /// How tokens are drawn; null everywhere means the provider's default.
    public record Sampling(
            @Nullable Double temperature,
            @Nullable Double topP,
            @Nullable Integer topK,
            @Nullable Double frequencyPenalty,
            @Nullable Double presencePenalty,
            @Nullable Long seed,
            List<String> stop) {
        public static final Sampling DEFAULT = new Sampling(null, null, null, null, null, null, List.of());

        public Sampling {
            stop = List.copyOf(stop);
        }
    }

    public sealed interface Thinking {
        record Off() implements Thinking {}

        /// @param tokens most tokens to reason with
        record Budget(long tokens) implements Thinking {}

        /// @param level `minimal`, `low`, `medium`, `high`, `xhigh` or `max`; most models know some of them
        record Effort(String level) implements Thinking {}

        /// As much as the model thinks fit.
        record Adaptive() implements Thinking {}
    }
}
