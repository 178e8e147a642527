package io.hexforge.ports.driven.gateway;

import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.EmbeddingCall;
import io.hexforge.domain.gateway.EmbeddingReply;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ModelListing;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.TokenCount;
import java.time.Duration;

/// A conversation with model providers. One attempt a call: retries are the caller's.
///
/// If the client speaks the provider's dialect the bytes are relayed, with only the members changed that must be
/// (`model`, `stream_options`, no `hexforge`); otherwise the canonical form is translated. What cannot be mapped is
/// refused as `UNSUPPORTED` that names the field, and nothing is sent.
///
/// **Threads:** safe for concurrent use. Methods block; call them on virtual threads.
/// **Errors:** whatever goes wrong with the provider is a value. A cancelled call ends within 100 ms, with its
/// connection closed, as `CANCELLED`.
public interface Upstream {
    /// Asks for a completion. Returns when the answer is whole, or, for a streamed one, when it has begun.
    ChatReply complete(Deployment target, InboundChat chat, Timers timers, Cancellation cancellation);

    EmbeddingReply embed(Deployment target, EmbeddingCall call, Timers timers, Cancellation cancellation);

    /// Asks which models there are; also the check whether the provider accepts the key.
    ModelListing models(Deployment.Endpoint endpoint, Duration timeout);

    /// Asks how many tokens a prompt has; estimates where the provider cannot tell.
    TokenCount countTokens(Deployment target, InboundChat chat, Timers timers, Cancellation cancellation);
}
