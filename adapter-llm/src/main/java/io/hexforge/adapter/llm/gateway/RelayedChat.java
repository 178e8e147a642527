package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.llm.gateway.Connections.Ask;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatFacts;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.RawJson;
import io.hexforge.domain.gateway.RawJson.Edits;
import io.hexforge.domain.gateway.ReplyStream;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.Usage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A call whose client speaks the provider's format: bytes go through, but for the few members that must change.
final class RelayedChat implements ChatExchange {
    private static final String EXTENSION = "hexforge";
    private static final String STREAM_OPTIONS = "stream_options";
    /// Providers that refuse `stream_options` and always count.
    private static final Set<String> COUNTS_UNASKED = Set.of("mistral");

    private final Deployment target;
    private final boolean openAi;
    private final ChatFacts facts;
    private final RawJson raw;
    private final SplicedBody body;
    private final Map<String, String> headers;

    RelayedChat(Deployment target, InboundChat chat, RawJson raw) {
        this.target = target;
        this.openAi = chat.dialect() == Dialect.OPENAI;
        this.facts = chat.facts();
        this.headers = chat.headers();
        this.raw = raw;
        this.body = new SplicedBody(raw, edits(raw));
    }

    private Edits edits(RawJson raw) {
        Map<String, byte[]> set = new HashMap<>();
        Set<String> remove = new HashSet<>();
        byte[] model = Json.bytes(Json.string(target.model()));
        if (!raw.value("model").map(value -> Arrays.equals(value, model)).orElse(false)) {
            set.put("model", model);
        }
        if (raw.member(EXTENSION).isPresent()) {
            remove.add(EXTENSION);
        }
        if (openAi && COUNTS_UNASKED.contains(target.endpoint().kind().name())) {
            remove.add(STREAM_OPTIONS);
        } else if (openAi && facts.stream()) {
            set.put(STREAM_OPTIONS, withUsage(raw.value(STREAM_OPTIONS)));
        }
        return new Edits(set, remove);
    }

    private static byte[] withUsage(Optional<byte[]> options) {
        ObjectNode merged = options.flatMap(Json::object).orElseGet(Json::object);
        return Json.bytes(merged.put("include_usage", true));
    }

    @Override
    public Ask ask() {
        return new Ask(openAi ? "/chat/completions" : "/messages", body, headers);
    }

    @Override
    public boolean relayed() {
        return true;
    }

    @Override
    public ChatReply whole(byte[] bytes) throws UpstreamFailure {
        ObjectNode answer = ChatExchange.answer(provider(), bytes);
        if (!answer.path(openAi ? "choices" : "content").isArray()) {
            throw UpstreamFailure.malformed("a body that is no answer");
        }
        Usage usage = openAi
                ? Optional.ofNullable(OpenAiChunks.usage(answer)).orElse(Usage.NONE)
                : new AnthropicUsage().add(answer.path("usage")).total();
        return new ChatReply.Relayed(
                bytes, usage.total() > 0 ? usage : counting().of(decoded(answer)));
    }

    @Override
    public ReplyStream wholeAsStream(byte[] answer) throws UpstreamFailure {
        return new AnswerStream(counting().completed(decoded(ChatExchange.answer(provider(), answer))));
    }

    private ChatAnswer decoded(ObjectNode answer) throws UpstreamFailure {
        return ProviderFormat.of(target.endpoint().kind()).decode(answer);
    }

    private Counting counting() {
        return Counting.of(target.endpoint(), () -> Json.tree(raw.bytes()).orElseGet(MissingNode::getInstance));
    }

    @Override
    public UpstreamStream stream(UpstreamCall call, Timers timers) {
        TokenGuess guess = TokenGuess.of(target.endpoint());
        ReplyReader reader = openAi
                ? new OpenAiRelay(provider(), facts.usageWanted(), guess)
                : new AnthropicRelay(provider(), guess);
        return new UpstreamStream(call, FrameReader.ofEvents(call.body(), MAX_EVENT), reader, timers, counting());
    }

    private String provider() {
        return target.endpoint().kind().name();
    }
}
