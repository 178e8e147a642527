package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.llm.gateway.Connections.Ask;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ReplyStream;
import io.hexforge.domain.gateway.Timers;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/// A call that is brought from the canonical form to the provider's format, and its answer back.
final class TranslatedChat implements ChatExchange {
    private final String provider;
    private final ProviderFormat format;
    private final Ask ask;
    private final Counting counting;

    private TranslatedChat(String provider, ProviderFormat format, Ask ask, Counting counting) {
        this.provider = provider;
        this.format = format;
        this.ask = ask;
        this.counting = counting;
    }

    static TranslatedChat of(Deployment target, InboundChat chat) {
        ProviderFormat format = ProviderFormat.of(target.endpoint().kind());
        boolean stream = chat.facts().stream();
        ChatCall call = chat.canonical().get().withModel(target.model());
        ObjectNode encoded = format.encode(call, stream);
        var body = new ByteArrayEntity(Json.bytes(encoded), ContentType.APPLICATION_JSON);
        Ask ask = Ask.post(format.path(target.model(), stream), body);
        return new TranslatedChat(
                target.endpoint().kind().name(), format, ask, Counting.of(target.endpoint(), () -> encoded));
    }

    @Override
    public Ask ask() {
        return ask;
    }

    @Override
    public boolean relayed() {
        return false;
    }

    @Override
    public ChatReply whole(byte[] answer) throws UpstreamFailure {
        return new ChatReply.Answered(counting.completed(format.decode(ChatExchange.answer(provider, answer))));
    }

    @Override
    public ReplyStream wholeAsStream(byte[] answer) throws UpstreamFailure {
        return new AnswerStream(counting.completed(format.decode(ChatExchange.answer(provider, answer))));
    }

    @Override
    public UpstreamStream stream(UpstreamCall call, Timers timers) {
        FrameReader frames = format.lines()
                ? FrameReader.ofLines(call.body(), MAX_EVENT)
                : FrameReader.ofEvents(call.body(), MAX_EVENT);
        var reader = new TranslatingReader(provider, format.events(), format.lines(), counting.guess());
        return new UpstreamStream(call, frames, reader, timers, counting);
    }
}
