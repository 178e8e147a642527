package io.hexforge.adapter.http.gateway;

import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatFacts;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.InboundChat;
import java.time.InstantSource;

/// OpenAI's Responses (https://platform.openai.com/docs/api-reference/responses), without anything stored. No provider
/// is spoken to in it, so that a request is always brought into the canonical form, at once.
record ResponsesDialect(InstantSource clock) implements ClientDialect {
    @Override
    public Dialect dialect() {
        return Dialect.RESPONSES;
    }

    @Override
    public InboundChat parse(byte[] body) {
        InboundJson json = InboundJson.scan(body);
        ChatCall call = ResponsesRequest.parse(json.tree());
        var shape = PromptShape.of(body);
        boolean tools = !call.tools().isEmpty();
        var facts = new ChatFacts(
                json.string("model"),
                json.flag("stream"),
                true,
                call.maxOutputTokens(),
                tools,
                shape.bytes(),
                json.number("temperature"),
                Hints.of(json.value("hexforge")),
                shape.needs(tools, json.value("text") instanceof JsonObject text ? text.get("format") : null));
        return new InboundChat(Dialect.RESPONSES, json.raw(), facts, () -> call);
    }

    @Override
    public byte[] answer(ChatAnswer answer, InboundChat chat) {
        return ResponsesEncoder.answer(answer, ResponseEnvelope.of(chat, clock.instant()), clock);
    }

    @Override
    public Encoder encoder(InboundChat chat) {
        return new ResponsesEncoder(ResponseEnvelope.of(chat, clock.instant()), clock);
    }
}
