package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Metering;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Scope;
import io.hexforge.ports.driving.gateway.CompleteChat;
import io.hexforge.ports.driving.gateway.CompleteVerifiedChat;
import java.time.Duration;
import java.time.InstantSource;

/// The routes that talk to a model, one for each dialect that clients speak.
public final class ChatRoutes implements Routes.Group {
    private final Completions completions;
    private final ClientDialect openAi;
    private final ClientDialect responses;
    private final ClientDialect anthropic = new AnthropicDialect(false);
    private final ClientDialect anthropicCount = new AnthropicDialect(true);

    /// @param keepAlive how often a client that waits for a stream gets a comment; zero for never
    public ChatRoutes(
            CompleteChat completeChat,
            CompleteVerifiedChat completeVerifiedChat,
            Idempotency idempotency,
            InstantSource clock,
            Duration keepAlive) {
        completions =
                new Completions(completeChat, new VerifiedCompletions(completeVerifiedChat), idempotency, keepAlive);
        openAi = new OpenAiDialect(clock);
        responses = new ResponsesDialect(clock);
    }

    @Override
    public void addTo(Routes routes) {
        routes.post(
                "/v1/chat/completions",
                Access.scope(Scope.GATEWAY_USE),
                Metering.byUseCase(),
                ctx -> completions.serve(ctx, openAi));
        routes.post(
                "/v1/responses",
                Access.scope(Scope.GATEWAY_USE),
                Metering.byUseCase(),
                ctx -> completions.serve(ctx, responses));
        routes.post(
                "/v1/messages",
                Access.scope(Scope.GATEWAY_USE),
                Metering.byUseCase(),
                ctx -> completions.serve(ctx, anthropic));
        routes.post(
                "/v1/messages/count_tokens",
                Access.scope(Scope.GATEWAY_USE),
                ctx -> completions.countTokens(ctx, anthropicCount));
    }
}
