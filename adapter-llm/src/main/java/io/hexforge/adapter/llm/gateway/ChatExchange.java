package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.llm.gateway.Connections.Ask;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ReplyStream;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.UnsupportedField;

/// How one call for a completion is carried to a provider and its answer back.
interface ChatExchange {
    /// Most bytes of a whole answer.
    int MAX_ANSWER = 64 << 20;
    /// Most bytes of one streamed event.
    int MAX_EVENT = 16 << 20;

    /// {@return the relay when client and provider speak the same, else the translation}
    ///
    /// @throws UnsupportedField when the call cannot be brought to the provider's format
    static ChatExchange of(Deployment target, InboundChat chat) {
        Dialect spoken = target.endpoint().kind().dialect();
        return chat.body() != null && chat.dialect() == spoken
                ? new RelayedChat(target, chat, chat.body())
                : TranslatedChat.of(target, chat);
    }

    Ask ask();

    /// {@return whether the client understands the provider's own bodies}
    boolean relayed();

    /// Reads an answer that came in one piece.
    ChatReply whole(byte[] answer) throws UpstreamFailure;

    /// Reads an answer that comes in pieces.
    UpstreamStream stream(UpstreamCall call, Timers timers) throws UpstreamFailure;

    /// Reads a whole answer that came where a stream was asked for.
    ReplyStream wholeAsStream(byte[] answer) throws UpstreamFailure;

    /// {@return the object that a whole answer is}
    static ObjectNode answer(String provider, byte[] bytes) throws UpstreamFailure {
        ObjectNode answer =
                Json.object(bytes).orElseThrow(() -> UpstreamFailure.malformed("an answer that is not a JSON object"));
        if (Json.has(answer, "error")) {
            throw new UpstreamFailure(Faults.inAnswer(provider, answer));
        }
        return answer;
    }
}
