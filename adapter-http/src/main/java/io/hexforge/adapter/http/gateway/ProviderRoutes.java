package io.hexforge.adapter.http.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.EntityTags;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Json;
import io.hexforge.adapter.http.Metering;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonNull;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.Scope;
import io.hexforge.domain.Secret;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderConnection;
import io.hexforge.domain.gateway.ProviderKind;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driving.gateway.ManageProviders;
import io.hexforge.ports.driving.gateway.ManageProviders.Activation;
import io.hexforge.ports.driving.gateway.ManageProviders.Change;
import io.hexforge.ports.driving.gateway.ManageProviders.Outcome;
import io.hexforge.ports.driving.gateway.ManageProviders.Status;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/providers`: set up, list, change and remove where models are found.
public record ProviderRoutes(ManageProviders providers, Idempotency idempotency) implements Routes.Group {
    private static final String PATH = "/v1/providers";
    private static final String ONE = PATH + "/{provider}";

    /// @param metadata an object, or a string that holds one
    record ActivateBody(
            String provider,
            @Nullable String apiKey,
            @Nullable String baseUrl,
            @Nullable String displayName,
            @Nullable JsonValue metadata,
            @Nullable Boolean shared) {}

    /// @param apiKey a string, or null to forget the stored one
    record ChangeBody(
            @Nullable JsonValue apiKey,
            @Nullable String baseUrl,
            @Nullable String displayName,
            @Nullable JsonValue metadata,
            @Nullable Boolean isActive) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record ConnectionBody(
            UUID id,
            UUID userId,
            String provider,
            String displayName,
            URI baseUrl,
            JsonObject metadata,
            @Nullable String apiKeyPreview,
            boolean hasApiKey,
            boolean isActive,
            boolean shared,
            Instant createdAt,
            Instant updatedAt) {
        static ConnectionBody of(ProviderConnection connection) {
            return new ConnectionBody(
                    connection.id(),
                    connection.userId(),
                    connection.provider(),
                    connection.displayName(),
                    connection.baseUrl(),
                    connection.metadata(),
                    connection.keyPreview(),
                    connection.secret() != null,
                    connection.active(),
                    connection.shared(),
                    connection.createdAt(),
                    connection.updatedAt());
        }
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record StatusBody(
            String provider,
            String displayName,
            boolean configured,
            boolean isActive,
            boolean hasApiKey,
            @Nullable String apiKeyPreview,
            boolean serverWide,
            String message) {
        static StatusBody of(Status status) {
            ProviderConnection connection = status.connection();
            return new StatusBody(
                    status.kind().name(),
                    status.kind().displayName(),
                    status.configured(),
                    status.serverWide() || (connection != null && connection.active()),
                    connection != null && connection.secret() != null,
                    connection == null ? null : connection.keyPreview(),
                    status.serverWide(),
                    message(status));
        }

        private static String message(Status status) {
            if (status.serverWide()) {
                return "set up for everybody by the operator";
            }
            if (status.connection() == null) {
                return "not set up";
            }
            return status.configured() ? "set up" : "set up, but inactive or without a key";
        }
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(PATH, Access.scope(Scope.PROVIDERS_READ), this::list)
                .get(PATH + "/status", Access.scope(Scope.PROVIDERS_READ), this::status)
                .post(
                        PATH + "/activate",
                        Access.scope(Scope.PROVIDERS_WRITE),
                        Metering.inBucket("activations", 10),
                        this::activate)
                .get(ONE, Access.scope(Scope.PROVIDERS_READ), this::show)
                .patch(ONE, Access.scope(Scope.PROVIDERS_WRITE), this::change)
                .delete(ONE, Access.scope(Scope.PROVIDERS_WRITE), this::remove);
    }

    private void list(Context ctx) {
        List<ConnectionBody> items = providers.list(Exchange.actor(ctx)).stream()
                .map(ConnectionBody::of)
                .toList();
        Answers.send(ctx, Answers.json(200, new Paging.Listing<>(items, null)));
    }

    private void status(Context ctx) {
        List<StatusBody> items = providers.status(Exchange.actor(ctx)).stream()
                .map(StatusBody::of)
                .toList();
        Answers.send(ctx, Answers.json(200, new Paging.Listing<>(items, null)));
    }

    private void activate(Context ctx) {
        byte[] body = Body.bytes(ctx);
        idempotency.answer(ctx, body, () -> {
            var wanted = Body.ofObjectOrString(ctx, body, ActivateBody.class);
            var activation = new Activation(
                    wanted.provider(),
                    secret(wanted.apiKey()),
                    wanted.baseUrl(),
                    wanted.displayName(),
                    metadata(wanted.metadata(), JsonObject.EMPTY),
                    Boolean.TRUE.equals(wanted.shared()));
            ProviderConnection saved = saved(ctx, providers.activate(Exchange.actor(ctx), activation));
            return Answers.json(200, Map.of("provider", ConnectionBody.of(saved)));
        });
    }

    private void show(Context ctx) {
        Answers.send(
                ctx, answer(ctx, providers.own(Exchange.actor(ctx), kind(ctx)).orElseThrow(ProviderRoutes::notFound)));
    }

    private void change(Context ctx) {
        Long expected = EntityTags.expectedVersion(ctx);
        ProviderKind kind = kind(ctx);
        var wanted = Body.of(ctx, ChangeBody.class);
        var change = new Change(
                newKey(wanted.apiKey()),
                wanted.apiKey() instanceof JsonNull,
                wanted.baseUrl(),
                wanted.displayName(),
                wanted.metadata() == null ? null : metadata(wanted.metadata(), JsonObject.EMPTY),
                wanted.isActive());
        ProviderConnection saved = saved(ctx, providers.change(Exchange.actor(ctx), kind, change, expected));
        Answers.send(ctx, answer(ctx, saved));
    }

    private void remove(Context ctx) {
        saved(ctx, providers.remove(Exchange.actor(ctx), kind(ctx)));
        ctx.res().setStatus(204);
    }

    private static StoredAnswer answer(Context ctx, ProviderConnection connection) {
        EntityTags.set(ctx, connection.version());
        return Answers.json(200, ConnectionBody.of(connection));
    }

    private static ProviderConnection saved(Context ctx, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Saved(var connection) -> connection;
            case Outcome.Invalid(var violations) -> throw new BadRequest(violations);
            case Outcome.Unverified(var fault) -> throw unverified(fault);
            case Outcome.NotFound() -> throw notFound();
            case Outcome.Conflict(var current) -> throw EntityTags.changedMeanwhile(ctx, current.version());
        };
    }

    /// Whatever keeps the provider from accepting what was sent, it is what was sent that does not work.
    private static Refused unverified(UpstreamFault fault) {
        String pointer = switch (fault.kind()) {
            case CREDENTIAL, QUOTA -> "/api_key";
            default -> "/base_url";
        };
        return new Refused(Problem.of(
                        400,
                        "provider_check_failed",
                        "The provider did not accept this",
                        "the provider could not be used: " + fault.message())
                .withViolation(pointer, fault.message()));
    }

    private static ProviderKind kind(Context ctx) {
        return ProviderCatalogue.find(ctx.pathParam("provider")).orElseThrow(ProviderRoutes::notFound);
    }

    private static Refused notFound() {
        return new Refused(Problem.notFound("you have not set up this provider"));
    }

    private static @Nullable Secret secret(@Nullable String key) {
        return key == null ? null : new Secret(key);
    }

    private static @Nullable Secret newKey(@Nullable JsonValue key) {
        return switch (key) {
            case null -> null;
            case JsonNull() -> null;
            case JsonString(String text) -> new Secret(text);
            default -> throw new BadRequest("/api_key", "must be a string, or null to forget the key");
        };
    }

    private static JsonObject metadata(@Nullable JsonValue metadata, JsonObject none) {
        return switch (metadata) {
            case null -> none;
            case JsonNull() -> none;
            case JsonObject object -> object;
            case JsonString(String text) -> parsed(text);
            default -> throw new BadRequest("/metadata", "must be an object, or a string that holds one");
        };
    }

    private static JsonObject parsed(String text) {
        try (JsonParser parser = Json.parser(text.getBytes(StandardCharsets.UTF_8))) {
            JsonValue value = parser.readValueAs(JsonValue.class);
            if (value instanceof JsonObject object && parser.nextToken() == null) {
                return object;
            }
        } catch (IOException e) {
            throw new BadRequest("/metadata", "holds no JSON object");
        }
        throw new BadRequest("/metadata", "must be an object, or a string that holds one");
    }
}
