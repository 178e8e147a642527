package io.hexforge.adapter.llm.gateway;

import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ReplyStream;
import io.hexforge.domain.gateway.Timers;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/// A call that is brought from the canonical form to the provider's format, and its answer back.
final class TranslatedChat implements ChatExchange {
    private final String provider;
    private final ProviderFormat format;
    private final String path;
    private final HttpEntity body;

    private TranslatedChat(String provider, ProviderFormat format, String path, HttpEntity body) {
        this.provider = provider;
        this.format = format;
        this.path = path;
        this.body = body;
    }

    static TranslatedChat of(Deployment target, InboundChat chat) {
        ProviderFormat format = ProviderFormat.of(target.endpoint().kind());
        boolean stream = chat.facts().stream();
        ChatCall call = chat.canonical().get().withModel(target.model());
        return new TranslatedChat(
                target.endpoint().kind().name(),
                format,
                format.path(target.model(), stream),
                new ByteArrayEntity(Json.bytes(format.encode(call, stream)), ContentType.APPLICATION_JSON));
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public HttpEntity body() {
        return body;
    }

    @Override
    public boolean relayed() {
        return false;
    }

    @Override
    public ChatReply whole(byte[] answer) throws UpstreamFailure {
        return new ChatReply.Answered(format.decode(ChatExchange.answer(provider, answer)));
    }

    @Override
    public ReplyStream wholeAsStream(byte[] answer) throws UpstreamFailure {
        return new AnswerStream(format.decode(ChatExchange.answer(provider, answer)));
    }

    @Override
    public UpstreamStream stream(UpstreamCall call, Timers timers) {
        FrameReader frames = format.lines()
                ? FrameReader.ofLines(call.body(), MAX_EVENT)
                : FrameReader.ofEvents(call.body(), MAX_EVENT);
        var reader = new TranslatingReader(provider, format.events(), format.lines());
        return new UpstreamStream(call, frames, reader, timers);
    }
}
