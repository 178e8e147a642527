package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.BadRequest;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatFacts;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.InboundChat;
import java.time.InstantSource;
import java.util.Set;

/// OpenAI's Chat Completions (https://platform.openai.com/docs/api-reference/chat).
record OpenAiDialect(InstantSource clock) implements ClientDialect {
    /// Members of `hexforge` that may only steer the choice of a deployment, so that heeding none is allowed.
    private static final Set<String> HINTS =
            Set.of("intent", "task_type", "latency_target", "latency_slo_ms", "cost_priority", "fallbacks", "cache");

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI;
    }

    @Override
    public InboundChat parse(byte[] body) {
        InboundJson json = InboundJson.scan(body);
        json.requireItems("messages");
        checkExtension(json);
        boolean stream = json.flag("stream");
        Long most = json.count("max_completion_tokens");
        var facts = new ChatFacts(
                json.string("model"),
                stream,
                !stream || usageWanted(json),
                most == null ? json.count("max_tokens") : most,
                json.hasItems("tools"),
                body.length);
        return new InboundChat(Dialect.OPENAI, json.raw(), facts, () -> OpenAiChatParser.parse(json.tree()));
    }

    @Override
    public byte[] answer(ChatAnswer answer, InboundChat chat) {
        return OpenAiChatEncoder.answer(answer, clock.instant().getEpochSecond());
    }

    @Override
    public Encoder encoder(InboundChat chat) {
        return new OpenAiChatEncoder(
                clock.instant().getEpochSecond(), chat.facts().usageWanted());
    }

    private static boolean usageWanted(InboundJson json) {
        return json.value("stream_options") instanceof JsonObject options
                && options.get("include_usage") instanceof io.hexforge.domain.JsonValue.JsonBoolean(boolean wanted)
                && wanted;
    }

    /// What would change the answer and is not there yet is refused rather than overlooked.
    private static void checkExtension(InboundJson json) {
        switch (json.value("hexforge")) {
            case null -> {}
            case JsonObject extension -> {
                for (String name : extension.members().keySet()) {
                    if (!HINTS.contains(name)) {
                        throw new BadRequest("/hexforge/" + name, "is not supported");
                    }
                }
            }
            default -> throw new BadRequest("/hexforge", "must be an object");
        }
    }
}
