package io.hexforge.ports.inprocess.gateway;

import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.EmbeddingCall;
import io.hexforge.domain.gateway.EmbeddingReply;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ModelInfo;
import io.hexforge.domain.gateway.ModelListing;
import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.ReplyStream;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.TokenCount;
import io.hexforge.domain.gateway.UnsupportedField;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.ports.driven.gateway.Upstream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/// A model that is a function in this process: for embedding Hexforge, for tests, for answers that need no model.
///
/// Answers are streamed word by word when asked for. Tokens are estimated as a quarter of the UTF-8 bytes. Safe for
/// concurrent use if the function is.
public final class FunctionModel implements Upstream {
    private final String name;
    private final Function<ChatCall, List<Output>> function;

    /// @param name the one model that is listed; any other is answered too
    /// @param function makes the outputs of an answer; may throw [UnsupportedField]
    public FunctionModel(String name, Function<ChatCall, List<Output>> function) {
        this.name = name;
        this.function = function;
    }

    /// A model that answers with text.
    public static FunctionModel ofText(String name, Function<ChatCall, String> function) {
        return new FunctionModel(name, call -> List.of(new Output.Text(function.apply(call))));
    }

    @Override
    public ChatReply complete(Deployment target, InboundChat chat, Timers timers, Cancellation cancellation) {
        ChatAnswer answer;
        try {
            ChatCall call = chat.canonical().get();
            answer = answer(target.model(), call, function.apply(call));
        } catch (UnsupportedField problem) {
            return new ChatReply.Refused(UpstreamFault.invalid(problem));
        }
        return chat.facts().stream()
                ? new ChatReply.Streaming(new Words(answer, cancellation))
                : new ChatReply.Answered(answer);
    }

    @Override
    public EmbeddingReply embed(Deployment target, EmbeddingCall call, Timers timers, Cancellation cancellation) {
        return new EmbeddingReply.Refused(
                UpstreamFault.of(Kind.UNKNOWN_MODEL, "'" + target.model() + "' does not make embeddings"));
    }

    @Override
    public ModelListing models(Endpoint endpoint, Duration timeout) {
        return new ModelListing.Listed(List.of(ModelInfo.of(endpoint.kind().name(), name)));
    }

    @Override
    public TokenCount countTokens(Deployment target, InboundChat chat, Timers timers, Cancellation cancellation) {
        try {
            return new TokenCount.Counted(promptTokens(chat.canonical().get()), false);
        } catch (UnsupportedField problem) {
            return new TokenCount.Failed(UpstreamFault.invalid(problem));
        }
    }

    private static ChatAnswer answer(String model, ChatCall call, List<Output> outputs) {
        boolean calls = outputs.stream().anyMatch(Output.ToolCall.class::isInstance);
        var usage = Usage.of(
                promptTokens(call),
                outputs.stream().mapToLong(FunctionModel::tokens).sum());
        String id = "chatcmpl-" + Integer.toHexString(call.hashCode());
        return new ChatAnswer(id, model, outputs, calls ? FinishReason.TOOL_CALLS : FinishReason.STOP, null, usage);
    }

    private static long promptTokens(ChatCall call) {
        return call.messages().stream().mapToLong(FunctionModel::tokens).sum();
    }

    private static long tokens(Message message) {
        return switch (message) {
            case Message.SystemPrompt(List<Part.Text> parts) ->
                parts.stream().mapToLong(FunctionModel::tokens).sum();
            case Message.User(List<Part> parts) ->
                parts.stream().mapToLong(FunctionModel::tokens).sum();
            case Message.Assistant(List<Output> parts) ->
                parts.stream().mapToLong(FunctionModel::tokens).sum();
            case Message.ToolResult(String callId, List<Part> parts, boolean error) ->
                parts.stream().mapToLong(FunctionModel::tokens).sum();
        };
    }

    private static long tokens(Part part) {
        return part instanceof Part.Text text ? tokens(text.text()) : 0;
    }

    private static long tokens(Output output) {
        return switch (output) {
            case Output.Text(String text) -> tokens(text);
            case Output.Refusal(String text) -> tokens(text);
            case Output.Thinking thinking -> tokens(thinking.text());
            case Output.ToolCall toolCall -> tokens(toolCall.name() + toolCall.arguments());
            case Output.RedactedThinking redacted -> 0;
        };
    }

    private static long tokens(String text) {
        return (text.getBytes(StandardCharsets.UTF_8).length + 3L) / 4;
    }

    /// The answer's events, with its text cut into words.
    private static final class Words implements ReplyStream {
        private final Iterator<ChatEvent> events;
        private final Cancellation cancellation;
        private final Usage usage;

        private Words(ChatAnswer answer, Cancellation cancellation) {
            this.events = answer.events().stream()
                    .<ChatEvent>mapMulti((event, sink) -> {
                        if (event instanceof ChatEvent.TextDelta(String text)) {
                            for (String word : text.split("(?<=\\s)")) {
                                sink.accept(new ChatEvent.TextDelta(word));
                            }
                        } else {
                            sink.accept(event);
                        }
                    })
                    .iterator();
            this.cancellation = cancellation;
            this.usage = answer.usage();
        }

        @Override
        public ReplyPart next() {
            if (cancellation.cancelled()) {
                return new ReplyPart.Failed(
                        UpstreamFault.of(Kind.CANCELLED, "the client closed the connection"), usage);
            }
            return events.hasNext() ? new ReplyPart.Event(events.next()) : new ReplyPart.End(usage);
        }

        @Override
        public boolean ready() {
            return events.hasNext();
        }

        @Override
        public Usage usage() {
            return usage;
        }

        @Override
        public void close() {}
    }
}
