package io.hexforge.adapter.llm.gateway;

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
import io.hexforge.domain.gateway.UnsupportedField;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.ports.driven.gateway.Upstream;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/// Calls model providers over HTTP, one blocking call a virtual thread. Safe for concurrent use.
///
/// **Timers:** a streamed answer must show something within `firstToken`, and then something within each `idle`. A
/// whole answer is sent when it is complete, so only `total` limits it. Redirects are never followed.
///
/// **Addresses:** an endpoint that is not trusted reaches public addresses only, judged by the address that is
/// connected to; anything else is `FORBIDDEN_ADDRESS`.
public final class HttpUpstream implements Upstream, AutoCloseable {
    private final Connections connections;
    private final InstantSource clock;

    /// @param allowPrivate whether addresses that users gave may lead into private networks
    /// @param maxConnections most connections at a time
    public record Settings(boolean allowPrivate, int maxConnections) {
        public static final Settings DEFAULT = new Settings(false, 8_192);
    }

    public HttpUpstream(Settings settings, InstantSource clock) {
        this(
                new Connections(settings.allowPrivate(), settings.maxConnections(), SystemDefaultDnsResolver.INSTANCE),
                clock);
    }

    HttpUpstream(Connections connections, InstantSource clock) {
        this.connections = connections;
        this.clock = clock;
    }

    @Override
    public ChatReply complete(Deployment target, InboundChat chat, Timers timers, Cancellation cancellation) {
        try {
            ChatExchange exchange = ChatExchange.of(target, chat);
            boolean stream = chat.facts().stream();
            Duration headWithin = stream ? timers.firstToken() : timers.total();
            UpstreamCall call = connections.send(target.endpoint(), exchange.ask(), timers, headWithin, cancellation);
            return stream ? stream(target, exchange, call, timers) : whole(target, exchange, call);
        } catch (UnsupportedField problem) {
            return new ChatReply.Refused(UpstreamFault.invalid(problem));
        } catch (UpstreamFailure e) {
            return new ChatReply.Refused(e.fault());
        }
    }

    private ChatReply whole(Deployment target, ChatExchange exchange, UpstreamCall call) throws UpstreamFailure {
        try (call) {
            requireSuccess(target, exchange, call);
            return exchange.whole(call.readWhole(ChatExchange.MAX_ANSWER));
        }
    }

    private ChatReply stream(Deployment target, ChatExchange exchange, UpstreamCall call, Timers timers)
            throws UpstreamFailure {
        boolean streaming = false;
        try {
            requireSuccess(target, exchange, call);
            String type = call.header("content-type");
            if (type != null && type.startsWith("application/json")) {
                return new ChatReply.Streaming(exchange.wholeAsStream(call.readWhole(ChatExchange.MAX_ANSWER)));
            }
            if (type != null && type.startsWith("text/html")) {
                throw UpstreamFailure.malformed("a web page");
            }
            UpstreamStream stream = exchange.stream(call, timers);
            var failure = stream.begin();
            if (failure.isPresent()) {
                return new ChatReply.Refused(failure.get());
            }
            streaming = true;
            return new ChatReply.Streaming(stream);
        } finally {
            if (!streaming) {
                call.close();
            }
        }
    }

    private void requireSuccess(Deployment target, ChatExchange exchange, UpstreamCall call) throws UpstreamFailure {
        if (call.status() / 100 != 2) {
            throw new UpstreamFailure(Faults.of(call, target.endpoint(), exchange.relayed(), clock));
        }
    }

    @Override
    public EmbeddingReply embed(Deployment target, EmbeddingCall call, Timers timers, Cancellation cancellation) {
        try {
            return new Embeddings(connections, clock, target, timers, cancellation).of(call);
        } catch (UnsupportedField problem) {
            return new EmbeddingReply.Refused(UpstreamFault.invalid(problem));
        } catch (UpstreamFailure e) {
            return new EmbeddingReply.Refused(e.fault());
        }
    }

    @Override
    public ModelListing models(Endpoint endpoint, Duration timeout) {
        var timers = new Timers(Timers.DEFAULT.connect(), timeout, timeout, timeout);
        try {
            return new ModelListing.Listed(new ModelLists(connections, clock).of(endpoint, timers));
        } catch (UpstreamFailure e) {
            return new ModelListing.Failed(e.fault());
        }
    }

    @Override
    public TokenCount countTokens(Deployment target, InboundChat chat, Timers timers, Cancellation cancellation) {
        try {
            return new TokenCounts(connections, clock).of(target, chat, timers, cancellation);
        } catch (UnsupportedField problem) {
            return new TokenCount.Failed(UpstreamFault.invalid(problem));
        } catch (UpstreamFailure e) {
            return new TokenCount.Failed(e.fault());
        }
    }

    /// Closes all connections. Running calls end as `UNREACHABLE` or `TRUNCATED`.
    @Override
    public void close() {
        connections.close();
    }
}
