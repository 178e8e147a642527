package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.llm.gateway.Connections.Ask;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.RawJson.Edits;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.TokenCount;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/// Asks providers how many tokens a prompt has: Anthropic and Gemini tell, for the others it is estimated.
final class TokenCounts {
    private static final int MAX_BYTES = 1 << 20;

    private final Connections connections;
    private final InstantSource clock;

    TokenCounts(Connections connections, InstantSource clock) {
        this.connections = connections;
        this.clock = clock;
    }

    TokenCount of(Deployment target, InboundChat chat, Timers timers, Cancellation cancellation)
            throws UpstreamFailure {
        return switch (target.endpoint().kind().dialect()) {
            case ANTHROPIC -> {
                boolean same = chat.dialect() == Dialect.ANTHROPIC && chat.body() != null;
                HttpEntity body = same ? spliced(target, chat) : json(AnthropicRequest.forCount(call(target, chat)));
                var ask = new Ask("/messages/count_tokens", body, same ? chat.headers() : Map.of());
                yield count(target, ask, same, "input_tokens", timers, cancellation);
            }
            case GEMINI -> {
                String model = target.model().startsWith("models/") ? target.model() : "models/" + target.model();
                ObjectNode whole =
                        GeminiRequest.of(Json.MAPPER, call(target, chat)).put("model", model);
                ObjectNode body = Json.object();
                body.set("generateContentRequest", whole);
                var ask = Ask.post("/" + model + ":countTokens", json(body));
                yield count(target, ask, false, "totalTokens", timers, cancellation);
            }
            case OPENAI, OLLAMA, RESPONSES, CANONICAL ->
                new TokenCount.Counted(TokenEstimate.of(call(target, chat)), false);
        };
    }

    private static ChatCall call(Deployment target, InboundChat chat) {
        return chat.canonical().get().withModel(target.model());
    }

    private static HttpEntity spliced(Deployment target, InboundChat chat) {
        if (chat.body() == null) {
            throw new IllegalArgumentException("no body");
        }
        byte[] model = Json.bytes(Json.string(target.model()));
        return new SplicedBody(chat.body(), new Edits(Map.of("model", model), Set.of("hexforge")));
    }

    private static HttpEntity json(ObjectNode body) {
        return new ByteArrayEntity(Json.bytes(body), ContentType.APPLICATION_JSON);
    }

    private TokenCount count(
            Deployment target, Ask ask, boolean sameDialect, String member, Timers timers, Cancellation cancellation)
            throws UpstreamFailure {
        try (UpstreamCall call = connections.send(target.endpoint(), ask, timers, timers.firstToken(), cancellation)) {
            if (call.status() / 100 != 2) {
                throw new UpstreamFailure(Faults.of(call, target.endpoint(), sameDialect, clock));
            }
            ObjectNode answer = ChatExchange.answer(target.endpoint().kind().name(), call.readWhole(MAX_BYTES));
            if (!answer.path(member).isNumber()) {
                throw UpstreamFailure.malformed("a body that holds no count");
            }
            return new TokenCount.Counted(answer.path(member).asLong(), true);
        }
    }
}
