package io.hexforge.adapter.http.gateway;

import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatFacts;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.InboundChat;
import java.time.InstantSource;

/// OpenAI's Chat Completions (https://platform.openai.com/docs/api-reference/chat).
record OpenAiDialect(InstantSource clock) implements ClientDialect {
    @Override
    public Dialect dialect() {
        return Dialect.OPENAI;
    }

    @Override
    public InboundChat parse(byte[] body) {
        InboundJson json = InboundJson.scan(body);
        json.requireItems("messages");
        boolean stream = json.flag("stream");
        Long most = json.count("max_completion_tokens");
        var shape = PromptShape.of(body);
        boolean tools = json.hasItems("tools");
        var facts = new ChatFacts(
                json.string("model"),
                stream,
                !stream || usageWanted(json),
                most == null ? json.count("max_tokens") : most,
                tools,
                shape.bytes(),
                json.number("temperature"),
                Hints.of(json.value("hexforge")),
                shape.needs(tools, json.value("response_format")));
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
}
