package io.hexforge.adapter.http;

import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.EmbeddingCall;
import io.hexforge.domain.gateway.EmbeddingReply;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ModelInfo;
import io.hexforge.domain.gateway.ModelListing;
import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.ReplyStream;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.TokenCount;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.ports.driven.gateway.Upstream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;

/// A provider that does what a test says, without a network.
public final class ScriptedUpstream implements Upstream {
    private final AtomicInteger calls = new AtomicInteger();
    private volatile BiFunction<InboundChat, Cancellation, ChatReply> chat = (call, cancellation) ->
            new ChatReply.Refused(UpstreamFault.of(UpstreamFault.Kind.SERVER_ERROR, "nothing is scripted"));
    private volatile Function<EmbeddingCall, EmbeddingReply> embedding = call ->
            new EmbeddingReply.Refused(UpstreamFault.of(UpstreamFault.Kind.SERVER_ERROR, "nothing is scripted"));
    private volatile ModelListing models = new ModelListing.Listed(List.of(ModelInfo.of("openai", "gpt-test")));

    /// Answers every call for a completion from now on.
    public void chats(BiFunction<InboundChat, Cancellation, ChatReply> script) {
        chat = script;
    }

    public void chats(ChatReply reply) {
        chats((call, cancellation) -> reply);
    }

    public void embeds(Function<EmbeddingCall, EmbeddingReply> script) {
        embedding = script;
    }

    public void lists(ModelListing listing) {
        models = listing;
    }

    /// {@return how many completions were asked for}
    public int calls() {
        return calls.get();
    }

    @Override
    public ChatReply complete(Deployment target, InboundChat call, Timers timers, Cancellation cancellation) {
        calls.incrementAndGet();
        return chat.apply(call, cancellation);
    }

    @Override
    public EmbeddingReply embed(Deployment target, EmbeddingCall call, Timers timers, Cancellation cancellation) {
        return embedding.apply(call);
    }

    @Override
    public ModelListing models(Deployment.Endpoint endpoint, Duration timeout) {
        return models;
    }

    @Override
    public TokenCount countTokens(Deployment target, InboundChat call, Timers timers, Cancellation cancellation) {
        return new TokenCount.Counted(7, true);
    }

    /// A stream of given parts.
    public static final class Parts implements ReplyStream {
        private final Deque<ReplyPart> parts;
        private final boolean together;
        private final CountDownLatch closed = new CountDownLatch(1);

        /// @param together whether all are at hand at once
        public Parts(List<ReplyPart> parts, boolean together) {
            this.parts = new ArrayDeque<>(parts);
            this.together = together;
        }

        @Override
        public ReplyPart next() {
            return parts.isEmpty() ? new ReplyPart.End(Usage.NONE) : parts.remove();
        }

        @Override
        public boolean ready() {
            return together;
        }

        @Override
        public Usage usage() {
            return Usage.NONE;
        }

        @Override
        public void close() {
            closed.countDown();
        }

        public CountDownLatch closed() {
            return closed;
        }
    }

    /// A stream that gives one part and then waits until the call is cancelled.
    public static final class Stalling implements ReplyStream {
        private final ReplyPart first;
        private final CountDownLatch cancelled = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);
        private boolean begun;

        public Stalling(ReplyPart first, Cancellation cancellation) {
            this.first = first;
            cancellation.onCancel(cancelled::countDown);
        }

        @Override
        public ReplyPart next() {
            if (!begun) {
                begun = true;
                return first;
            }
            try {
                cancelled.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new ReplyPart.Failed(
                    UpstreamFault.of(UpstreamFault.Kind.CANCELLED, "the client closed the connection"), Usage.NONE);
        }

        @Override
        public boolean ready() {
            return false;
        }

        @Override
        public Usage usage() {
            return Usage.NONE;
        }

        @Override
        public void close() {
            closed.countDown();
        }

        public CountDownLatch closed() {
            return closed;
        }
    }
}
