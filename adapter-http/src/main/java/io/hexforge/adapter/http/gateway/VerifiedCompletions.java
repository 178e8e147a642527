package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.ClientWatch;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Refused;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.CheckReport;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.Route;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driving.gateway.CompleteVerifiedChat;
import io.hexforge.ports.driving.gateway.CompleteVerifiedChat.Verified;
import io.javalin.http.Context;

/// Answers requests that say `verify`. Safe for concurrent use.
record VerifiedCompletions(CompleteVerifiedChat completeVerifiedChat) {
    StoredAnswer whole(Context ctx, ClientDialect dialect, InboundChat chat) {
        return switch (complete(ctx, chat)) {
            case Verified.Accepted(var route, var answer, var report) -> {
                RouteHeaders.set(ctx.res(), route, 0);
                RouteHeaders.setCost(ctx.res(), route.cost(answer.usage()));
                yield Answers.json(200, Checks.beside(dialect.answer(answer, chat), report));
            }
            case Verified.Rejected(var route, var report) -> throw rejected(ctx, dialect, route, report);
            case Verified.Failed(var route, var fault) -> throw Completions.refused(ctx, route, fault);
        };
    }

    /// Streams the answer once it is whole and checked.
    void stream(Context ctx, ClientDialect dialect, InboundChat chat) {
        Exchange.of(ctx).becomeStream();
        switch (complete(ctx, chat)) {
            case Verified.Accepted(var route, var answer, var report) ->
                new StreamWriter(ctx, dialect, chat, route, 0, null).write(answer);
            case Verified.Rejected(var route, var report) -> throw rejected(ctx, dialect, route, report);
            case Verified.Failed(var route, var fault) -> throw Completions.refused(ctx, route, fault);
        }
    }

    private Verified complete(Context ctx, InboundChat chat) {
        var cancellation = new Cancellation();
        try (var _ = ClientWatch.of(ctx).watch(ctx.req(), cancellation::cancel)) {
            return completeVerifiedChat.complete(Exchange.caller(ctx), chat, cancellation);
        }
    }

    private static Refused rejected(Context ctx, ClientDialect dialect, Route route, CheckReport report) {
        RouteHeaders.set(ctx.res(), route, 0);
        return new Refused(
                Checks.rejection(report, dialect.dialect(), Exchange.of(ctx).requestId()));
    }
}
