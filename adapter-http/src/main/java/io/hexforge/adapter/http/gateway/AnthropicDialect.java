package io.hexforge.adapter.http.gateway;

import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatFacts;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.RawJson;
import java.util.Set;

/// Anthropic's Messages (https://docs.anthropic.com/en/api/messages).
///
/// @param counting whether requests only ask how many tokens a prompt has
record AnthropicDialect(boolean counting) implements ClientDialect {
    private static final Set<String> RELAYED = Set.of("anthropic-version", "anthropic-beta");

    @Override
    public Dialect dialect() {
        return Dialect.ANTHROPIC;
    }

    @Override
    public InboundChat parse(byte[] body) {
        InboundJson json = InboundJson.scan(body);
        json.requireItems("messages");
        if (!counting) {
            json.requireValue("max_tokens");
        }
        var shape = PromptShape.of(body);
        boolean tools = json.hasItems("tools");
        var facts = new ChatFacts(
                json.string("model"),
                json.flag("stream"),
                true,
                json.count("max_tokens"),
                tools,
                shape.bytes(),
                json.number("temperature"),
                Hints.of(json.value("hexforge")),
                shape.needs(tools, null));
        return new InboundChat(Dialect.ANTHROPIC, json.raw(), facts, () -> AnthropicRequest.parse(json.tree()));
    }

    @Override
    public Set<String> relayedHeaders() {
        return RELAYED;
    }

    @Override
    public byte[] answer(ChatAnswer answer, InboundChat chat) {
        return AnthropicEncoder.answer(answer, showsThinking(chat));
    }

    @Override
    public Encoder encoder(InboundChat chat) {
        return new AnthropicEncoder(showsThinking(chat));
    }

    private static boolean showsThinking(InboundChat chat) {
        RawJson body = chat.body();
        return body == null
                || !(InboundJson.of(body).value("thinking") instanceof JsonObject thinking)
                || !thinking.string("display").orElse("").equals("omitted");
    }
}
