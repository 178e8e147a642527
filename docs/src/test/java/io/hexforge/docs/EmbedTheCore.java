package io.hexforge.docs;

// region imports
import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.OutputFormat;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatCall.Sampling;
import io.hexforge.domain.gateway.ChatCall.Tool;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ModelInfo;
import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.ReplyStream;
import io.hexforge.domain.gateway.UsageFilter;
import io.hexforge.ports.driving.gateway.Caller;
import io.hexforge.ports.driving.gateway.CompleteChat.Outcome;
import io.hexforge.ports.driving.gateway.ReadUsage.Question;
import io.hexforge.ports.driving.identity.ManageApiKeys.Issued;
import io.hexforge.ports.embedded.EmbeddedGateway;
import io.hexforge.ports.inprocess.gateway.FunctionModel;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
// endregion

/// The sample of `docs/embed.md`, whose code blocks are the regions of this file.
final class EmbedTheCore {
    // region model
    /// A model is a function from a conversation to what is said next.
    static List<Output> concierge(ChatCall call) {
        return switch (call.messages().getLast()) {
            case Message.ToolResult result -> List.of(new Output.Text("We are open " + text(result.parts())));
            case Message.User user
            when !call.tools().isEmpty() ->
                List.of(new Output.ToolCall("call_1", "opening_hours", "{\"day\":\"Sunday\"}"));
            default -> List.of(new Output.Text("Welcome to our house."));
        };
    }

    static String text(List<Part> parts) {
        return parts.getFirst() instanceof Part.Text text ? text.text() : "";
    }
    // endregion

    // region gateway
    final EmbeddedGateway gateway = EmbeddedGateway.of(
            new FunctionModel("concierge", EmbedTheCore::concierge), InstantSource.system(), new SecureRandom());
    // endregion

    // region key
    /// Issues a key that may use models and nothing else, and tells who acts with it.
    Actor newClient(String name) {
        Issued issued = gateway.manageApiKeys().create(gateway.operator(), name, Set.of(Scope.GATEWAY_USE), null);
        return switch (issued) {
            case Issued.Made made ->
                gateway.authenticate().withKey(made.secret().reveal()).orElseThrow();
            case Issued.Refused refused -> throw new IllegalArgumentException(refused.toString());
            case Issued.NotFound notFound -> throw new IllegalStateException();
            case Issued.Conflict conflict -> throw new IllegalStateException();
        };
    }

    List<String> models(Actor client) {
        return gateway.listModels().all(client).models().stream()
                .map(ModelInfo::reference)
                .toList();
    }
    // endregion

    // region whole
    ChatAnswer ask(Actor client, ChatCall call) {
        var outcome = gateway.completeChat()
                .complete(Caller.of(client, "request-1"), InboundChat.of(call, false), new Cancellation());
        return switch (outcome) {
            case Outcome.Answered answered -> answered.answer();
            case Outcome.Failed failed ->
                throw new IllegalStateException(failed.fault().message());
            case Outcome.Relayed relayed -> throw new IllegalStateException("only clients with a body get bytes");
            case Outcome.Streaming streaming -> throw new IllegalStateException("only who asks for a stream gets one");
        };
    }

    static ChatCall question(String text) {
        return ChatCall.of("concierge", List.of(new Message.User(List.of(new Part.Text(text)))));
    }
    // endregion

    // region streamed
    void stream(Actor client, ChatCall call, Consumer<String> screen) {
        var outcome = gateway.completeChat()
                .complete(Caller.of(client, "request-1"), InboundChat.of(call, true), new Cancellation());
        if (outcome instanceof Outcome.Streaming streaming) {
            try (ReplyStream stream = streaming.stream()) {
                ReplyPart part = stream.next();
                while (part instanceof ReplyPart.Event event) {
                    if (event.event() instanceof ChatEvent.TextDelta delta) {
                        screen.accept(delta.text());
                    }
                    part = stream.next();
                }
            }
        }
    }
    // endregion

    // region tools
    static final Tool OPENING_HOURS = new Tool(
            "opening_hours",
            "Tells when the house is open",
            JsonObject.EMPTY.with("type", new JsonString("object")),
            null,
            false);

    /// Lets the model call a tool, runs it, and gives the model what came of it.
    String askWithTool(Actor client, String text) {
        Message question = new Message.User(List.of(new Part.Text(text)));
        ChatAnswer wish = ask(client, withTool(List.of(question)));
        Output.ToolCall toolCall = (Output.ToolCall) wish.outputs().getFirst();
        Message result = new Message.ToolResult(toolCall.id(), List.of(new Part.Text("from 8 to 20.")), false);
        return ask(client, withTool(List.of(question, new Message.Assistant(wish.outputs()), result)))
                .text();
    }

    static ChatCall withTool(List<Message> messages) {
        List<Tool> tools = List.of(OPENING_HOURS);
        var format = new OutputFormat.Text();
        return new ChatCall("concierge", messages, tools, null, null, format, Sampling.DEFAULT, null, null, null);
    }
    // endregion

    // region usage
    /// {@return how many tokens calls with the client's key have used, prompts and answers together}
    long tokensUsedBy(Actor client) {
        var question = new Question(new UsageFilter(null, null, client.keyId(), null, null, null, null), false);
        var calls = gateway.readUsage().rows(client, question, Page.Request.first());
        return calls.orElseThrow().items().stream()
                .mapToLong(call -> call.usage().total())
                .sum();
    }
    // endregion
}
