package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.ClientWatch;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Limits;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.RequestBytes;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.Route;
import io.hexforge.domain.gateway.TokenCount;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driving.gateway.CompleteChat;
import io.hexforge.ports.driving.gateway.CompleteChat.Outcome;
import io.javalin.http.Context;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers a request for a completion, whichever dialect the client speaks. Safe for concurrent use.
///
/// A client that goes away ends the call upstream.
///
/// @param keepAlive how often a client that waits for a stream gets a comment; zero for never
record Completions(
        CompleteChat completeChat, VerifiedCompletions verified, Idempotency idempotency, Duration keepAlive) {
    void serve(Context ctx, ClientDialect dialect) {
        byte[] body = RequestBytes.json(ctx, Limits.of(ctx).maxChatBodyBytes());
        InboundChat chat = parse(ctx, dialect, body);
        boolean verify = chat.facts().hints().verify();
        if (chat.facts().stream() && verify) {
            verified.stream(ctx, dialect, chat);
        } else if (chat.facts().stream()) {
            stream(ctx, dialect, chat);
        } else {
            idempotency.answer(
                    ctx, body, () -> verify ? verified.whole(ctx, dialect, chat) : whole(ctx, dialect, chat));
        }
    }

    private static InboundChat parse(Context ctx, ClientDialect dialect, byte[] body) {
        InboundChat chat = dialect.parse(body);
        if (dialect.relayedHeaders().isEmpty()) {
            return chat;
        }
        var headers = new HashMap<String, String>();
        for (String name : dialect.relayedHeaders()) {
            String value = ctx.header(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return chat.withHeaders(headers);
    }

    /// Answers how many tokens a prompt has, which only Anthropic's dialect asks.
    void countTokens(Context ctx, ClientDialect dialect) {
        InboundChat chat =
                parse(ctx, dialect, RequestBytes.json(ctx, Limits.of(ctx).maxChatBodyBytes()));
        var cancellation = new Cancellation();
        TokenCount count;
        try (var _ = ClientWatch.of(ctx).watch(ctx.req(), cancellation::cancel)) {
            count = completeChat.countTokens(Exchange.actor(ctx), chat, cancellation);
        }
        switch (count) {
            case TokenCount.Counted(long tokens, boolean exact) ->
                Answers.send(ctx, Answers.json(200, Map.of("input_tokens", tokens)));
            case TokenCount.Failed(var fault) -> throw new Refused(Faults.problem(fault, true));
        }
    }

    private StoredAnswer whole(Context ctx, ClientDialect dialect, InboundChat chat) {
        var cancellation = new Cancellation();
        long asked = System.nanoTime();
        Outcome outcome;
        // Closed before the answer is written: see ClientWatch.
        try (var _ = ClientWatch.of(ctx).watch(ctx.req(), cancellation::cancel)) {
            outcome = completeChat.complete(Exchange.caller(ctx), chat, cancellation);
        }
        long answered = System.nanoTime();
        return switch (outcome) {
            case Outcome.Relayed(var route, var bytes, var usage) ->
                answer(ctx, route, route.cost(usage), bytes, asked, answered);
            case Outcome.Answered(var route, var answer) ->
                answer(ctx, route, route.cost(answer.usage()), dialect.answer(answer, chat), asked, answered);
            case Outcome.Failed(var route, var fault) -> throw refused(ctx, route, fault);
            case Outcome.Streaming(var route, var stream) -> {
                stream.close();
                throw new IllegalStateException("a stream that nobody asked for, from "
                        + route.deployment().id());
            }
        };
    }

    private static StoredAnswer answer(
            Context ctx, Route route, @Nullable Long costNanoUsd, byte[] json, long asked, long answered) {
        long before = asked - Exchange.of(ctx).startNanos();
        RouteHeaders.set(ctx.res(), route, before + System.nanoTime() - answered);
        RouteHeaders.setCost(ctx.res(), costNanoUsd);
        return Answers.json(200, json);
    }

    private void stream(Context ctx, ClientDialect dialect, InboundChat chat) {
        Exchange exchange = Exchange.of(ctx);
        exchange.becomeStream();
        var cancellation = new Cancellation();
        long overhead = System.nanoTime() - exchange.startNanos();
        try (var _ = ClientWatch.of(ctx).watch(ctx.req(), cancellation::cancel);
                var waiting = KeepAlive.start(ctx, keepAlive)) {
            Outcome outcome = completeChat.complete(Exchange.caller(ctx), chat, cancellation);
            OutputStream begun = waiting.stop();
            switch (outcome) {
                case Outcome.Streaming(var route, var stream) -> {
                    try (stream) {
                        var writer = new StreamWriter(ctx, dialect, chat, route, overhead, begun);
                        UpstreamFault fault = writer.write(stream);
                        if (fault != null) {
                            throw refused(ctx, route, fault);
                        }
                    }
                }
                // A provider that does not stream is streamed from its whole answer.
                case Outcome.Answered(var route, ChatAnswer answer) ->
                    new StreamWriter(ctx, dialect, chat, route, overhead, begun).write(answer);
                case Outcome.Relayed(var route, var bytes, var usage) -> {
                    RouteHeaders.set(ctx.res(), route, overhead);
                    Answers.send(ctx, Answers.json(200, bytes));
                }
                case Outcome.Failed(var route, var fault) -> {
                    if (begun == null) {
                        throw refused(ctx, route, fault);
                    }
                    StreamWriter.fail(ctx, dialect.encoder(chat), fault, begun);
                }
            }
        }
    }

    static Refused refused(Context ctx, @Nullable Route route, UpstreamFault fault) {
        if (route != null) {
            RouteHeaders.set(ctx.res(), route, 0);
        }
        return new Refused(Faults.problem(fault, route != null));
    }
}
