package io.hexforge.ports.embedded;

import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.EmbeddingCall;
import io.hexforge.domain.gateway.EmbeddingReply;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ModelListing;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.TokenCount;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.ports.driven.gateway.Upstream;
import java.time.Duration;
import java.util.List;

/// Where there would be models inside this process, had the application brought any.
final class NoModels implements Upstream {
    @Override
    public ChatReply complete(Deployment target, InboundChat chat, Timers timers, Cancellation cancellation) {
        return new ChatReply.Refused(unknown(target));
    }

    @Override
    public EmbeddingReply embed(Deployment target, EmbeddingCall call, Timers timers, Cancellation cancellation) {
        return new EmbeddingReply.Refused(unknown(target));
    }

    @Override
    public ModelListing models(Endpoint endpoint, Duration timeout) {
        return new ModelListing.Listed(List.of());
    }

    @Override
    public TokenCount countTokens(Deployment target, InboundChat chat, Timers timers, Cancellation cancellation) {
        return new TokenCount.Failed(unknown(target));
    }

    private static UpstreamFault unknown(Deployment target) {
        return UpstreamFault.of(Kind.UNKNOWN_MODEL, "there is no model '" + target.model() + "' in this process");
    }
}
