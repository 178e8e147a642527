package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.EmbeddingCall;
import io.hexforge.domain.gateway.EmbeddingReply;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ModelInfo;
import io.hexforge.domain.gateway.ModelListing;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.TokenCount;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.ports.driven.gateway.Upstream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.IntFunction;

/// Providers that answer as a test says, and remember what they were asked. Safe for concurrent use.
final class ScriptedUpstream implements Upstream {
    record Asked(Deployment target, Timers timers) {}

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    final List<Endpoint> listed = new CopyOnWriteArrayList<>();
    final List<Duration> listingTimeouts = new CopyOnWriteArrayList<>();

    /// The answer to the call of that number, from 1.
    volatile IntFunction<ChatReply> chat = number -> refused(Kind.SERVER_ERROR);

    volatile IntFunction<EmbeddingReply> embeddings =
            number -> new EmbeddingReply.Refused(UpstreamFault.of(Kind.SERVER_ERROR, "no"));
    volatile Function<Endpoint, ModelListing> models =
            endpoint -> listing(endpoint.kind().name(), "model");

    @Override
    public ChatReply complete(Deployment target, InboundChat inbound, Timers timers, Cancellation cancellation) {
        asked.add(new Asked(target, timers));
        return chat.apply(asked.size());
    }

    @Override
    public EmbeddingReply embed(Deployment target, EmbeddingCall call, Timers timers, Cancellation cancellation) {
        asked.add(new Asked(target, timers));
        return embeddings.apply(asked.size());
    }

    @Override
    public ModelListing models(Endpoint endpoint, Duration timeout) {
        listed.add(endpoint);
        listingTimeouts.add(timeout);
        return models.apply(endpoint);
    }

    @Override
    public TokenCount countTokens(Deployment target, InboundChat inbound, Timers timers, Cancellation cancellation) {
        asked.add(new Asked(target, timers));
        return new TokenCount.Counted(7, true);
    }

    static ModelListing listing(String provider, String... ids) {
        return new ModelListing.Listed(
                Arrays.stream(ids).map(id -> ModelInfo.of(provider, id)).toList());
    }

    static ChatReply refused(Kind kind) {
        return new ChatReply.Refused(UpstreamFault.of(kind, "no"));
    }

    static ModelListing failed(Kind kind) {
        return new ModelListing.Failed(UpstreamFault.of(kind, "no"));
    }
}
