package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.ClientWatch;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonBoolean;
import io.hexforge.domain.JsonValue.JsonNull;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Scope;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.OutputFormat;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatCall.Sampling;
import io.hexforge.domain.gateway.ChatFacts;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.Route;
import io.hexforge.domain.gateway.RouteHints;
import io.hexforge.domain.gateway.RouteHints.LatencyTarget;
import io.hexforge.domain.gateway.RouteHints.Providers;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driving.gateway.CompleteChat;
import io.hexforge.ports.driving.gateway.CompleteChat.Outcome;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One task in words, answered by whichever model the router chooses: the way in of an older backend.
public final class ExecuteRoutes implements Routes.Group {
    private static final String GENERAL = "general";
    private static final long LONGEST_SLO_MS = 3_600_000;
    private static final long MOST_TOKENS = 1_000_000;
    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final int CENT_IN_NANO_USD_DIGITS = 7;
    private static final double NANOS_PER_SECOND = 1e9;

    private final CompleteChat completeChat;
    private final Idempotency idempotency;

    public ExecuteRoutes(CompleteChat completeChat, Idempotency idempotency) {
        this.completeChat = completeChat;
        this.idempotency = idempotency;
    }

    @Override
    public void addTo(Routes routes) {
        routes.post("/api/v1/ai/execute", Access.scope(Scope.GATEWAY_USE), this::execute);
    }

    /// @param context what bounds the answer; members that are not known are ignored
    record TaskBody(
            String task,
            @Nullable String taskType,
            @Nullable JsonValue context,
            @Nullable String modelName) {}

    /// @param executionTime in seconds
    record ExecutedBody(
            boolean success, String output, String modelUsed, double executionTime, MetadataBody metadata) {}

    /// @param costCents null when no price is known
    record MetadataBody(
            String taskType,
            long tokensUsed,
            long estimatedTokens,
            boolean ragUsed,
            int retrievedDocsCount,
            @Nullable BigDecimal costCents) {}

    private void execute(Context ctx) {
        byte[] bytes = Body.bytes(ctx);
        TaskBody body = Body.of(ctx, bytes, TaskBody.class);
        InboundChat chat = chat(body);
        idempotency.answer(ctx, bytes, () -> answer(ctx, body, chat));
    }

    private StoredAnswer answer(Context ctx, TaskBody body, InboundChat chat) {
        var cancellation = new Cancellation();
        long asked = System.nanoTime();
        Outcome outcome;
        try (var _ = ClientWatch.of(ctx).watch(ctx.req(), cancellation::cancel)) {
            outcome = completeChat.complete(Exchange.caller(ctx), chat, cancellation);
        }
        long took = System.nanoTime() - asked;
        return switch (outcome) {
            case Outcome.Answered(var route, var answer) -> {
                RouteHeaders.set(ctx.res(), route, 0);
                yield Answers.json(200, executed(body, route, answer, took / NANOS_PER_SECOND));
            }
            case Outcome.Failed(var route, var fault) -> throw Completions.refused(ctx, route, fault);
            case Outcome.Streaming(var route, var stream) -> {
                stream.close();
                throw unexpected(route);
            }
            case Outcome.Relayed(var route, var relayed, var usage) -> throw unexpected(route);
        };
    }

    private static IllegalStateException unexpected(Route route) {
        return new IllegalStateException("not the canonical answer that was asked for, from "
                + route.deployment().id());
    }

    private static ExecutedBody executed(TaskBody body, Route route, ChatAnswer answer, double seconds) {
        String provider = route.deployment().endpoint().kind().name();
        String model = route.deployment().model();
        Long nanoUsd = route.cost(answer.usage());
        return new ExecutedBody(
                true,
                answer.text(),
                provider + "/" + model,
                seconds,
                new MetadataBody(
                        taskType(body),
                        answer.usage().total(),
                        Math.ceilDiv(body.task().length(), CHARACTERS_PER_TOKEN),
                        false,
                        0,
                        nanoUsd == null ? null : BigDecimal.valueOf(nanoUsd, CENT_IN_NANO_USD_DIGITS)));
    }

    private static String taskType(TaskBody body) {
        return body.taskType() == null ? GENERAL : body.taskType();
    }

    private static InboundChat chat(TaskBody body) {
        if (body.task().isBlank()) {
            throw new BadRequest("/task", "must not be empty");
        }
        JsonObject context = context(body.context());
        refuseRetrieval(context);
        Long most = whole(context, "max_tokens", MOST_TOKENS);
        Double temperature = context.get("temperature") instanceof JsonNumber(var number) ? number.doubleValue() : null;
        String model = body.modelName() == null ? "" : body.modelName();
        var call = new ChatCall(
                model,
                List.of(new Message.User(List.of(new Part.Text(body.task())))),
                List.of(),
                null,
                null,
                new OutputFormat.Text(),
                new Sampling(temperature, null, null, null, null, null, List.of()),
                most,
                null,
                null);
        int size = body.task().getBytes(StandardCharsets.UTF_8).length;
        var facts = new ChatFacts(
                body.modelName(), false, true, most, false, size, temperature, hints(body.taskType(), context));
        return new InboundChat(Dialect.CANONICAL, null, facts, () -> call);
    }

    private static RouteHints hints(@Nullable String taskType, JsonObject context) {
        Long slo = whole(context, "latency_slo_ms", LONGEST_SLO_MS);
        boolean cheap = context.get("cost_priority") instanceof JsonBoolean(boolean wanted) && wanted;
        return new RouteHints(
                null,
                taskType,
                LatencyTarget.MEDIUM,
                slo == null ? null : Duration.ofMillis(slo),
                cheap,
                null,
                List.of(),
                Providers.ANY,
                null,
                null,
                null,
                false);
    }

    private static JsonObject context(@Nullable JsonValue given) {
        return switch (given) {
            case JsonObject object -> object;
            case JsonNull() -> JsonObject.EMPTY;
            case null -> JsonObject.EMPTY;
            default -> throw new BadRequest("/context", "must be an object");
        };
    }

    private static void refuseRetrieval(JsonObject context) {
        if (context.get("use_rag") instanceof JsonBoolean(boolean wanted) && wanted) {
            throw new BadRequest("/context/use_rag", "is not supported");
        }
    }

    private static @Nullable Long whole(JsonObject context, String name, long most) {
        return switch (context.get(name)) {
            case null -> null;
            case JsonNull() -> null;
            case JsonNumber(BigDecimal number)
            when number.stripTrailingZeros().scale() <= 0
                    && number.signum() > 0
                    && number.compareTo(BigDecimal.valueOf(most)) <= 0 -> number.longValueExact();
            default -> throw new BadRequest("/context/" + name, "must be a whole number from 1 to " + most);
        };
    }
}
