package io.hexforge.adapter.http.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Json;
import io.hexforge.adapter.http.Metering;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.PathParameters;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.WaitlistEntry;
import io.hexforge.ports.driving.identity.Waitlist;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/waitlist`: ask to be let in; `/v1/admin/waitlist`: let people in.
public record WaitlistRoutes(Waitlist waitlist) implements Routes.Group {
    private static final String ADMIN = "/v1/admin/waitlist";
    private static final Metering JOINING = Metering.inBucket("waitlist", 10);
    private static final int MOST_METADATA_BYTES = 8_192;

    record JoinBody(
            String email,
            @Nullable String name,
            @Nullable String occupation,
            @Nullable String motivation,
            @Nullable String useCase,
            @Nullable List<String> links,
            @Nullable String source,
            @Nullable JsonValue metadata) {}

    /// @param fullName the same as `name`, where a replaced backend had it
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record JoinedBody(
            UUID id,
            String email,
            String name,
            String fullName,
            @Nullable String source,
            JsonObject metadata,
            Instant createdAt,
            String message) {
        static JoinedBody of(WaitlistEntry entry) {
            return new JoinedBody(
                    entry.id(),
                    entry.email().value(),
                    entry.name(),
                    entry.name(),
                    entry.source(),
                    entry.metadata(),
                    entry.createdAt(),
                    "you are on the waitlist");
        }
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record EntryBody(
            UUID id,
            String email,
            String name,
            @Nullable String occupation,
            @Nullable String motivation,
            @Nullable String useCase,
            List<String> links,
            @Nullable String source,
            JsonObject metadata,
            String status,
            Instant createdAt,
            @Nullable Instant approvedAt,
            @Nullable Instant joinedAt) {
        static EntryBody of(WaitlistEntry entry) {
            return new EntryBody(
                    entry.id(),
                    entry.email().value(),
                    entry.name(),
                    entry.occupation(),
                    entry.motivation(),
                    entry.useCase(),
                    entry.links(),
                    entry.source(),
                    entry.metadata(),
                    entry.status(),
                    entry.createdAt(),
                    entry.approvedAt(),
                    entry.joinedAt());
        }
    }

    @Override
    public void addTo(Routes routes) {
        routes.post("/v1/waitlist", Access.everybody(), JOINING, this::join)
                .get(ADMIN, Access.scope(Scope.USERS_READ), this::list)
                .post(ADMIN + "/{id}/approve", Access.scope(Scope.USERS_WRITE), this::approve);
    }

    private void join(Context ctx) {
        JoinBody wanted = Body.of(ctx, JoinBody.class);
        var application = new Waitlist.Application(
                wanted.email(),
                wanted.name(),
                wanted.occupation(),
                wanted.motivation(),
                wanted.useCase(),
                wanted.links() == null ? List.of() : wanted.links(),
                wanted.source(),
                metadata(wanted.metadata()));
        switch (waitlist.join(application)) {
            case Waitlist.Joined.Noted(WaitlistEntry entry) ->
                Answers.send(ctx, Answers.json(201, JoinedBody.of(entry)));
            case Waitlist.Joined.Invalid(var violations) -> throw new BadRequest(violations);
        }
    }

    private static JsonObject metadata(@Nullable JsonValue metadata) {
        if (metadata == null || metadata instanceof JsonValue.JsonNull) {
            return JsonObject.EMPTY;
        }
        if (!(metadata instanceof JsonObject object) || Json.bytes(object).length > MOST_METADATA_BYTES) {
            throw new BadRequest("/metadata", "must be an object of at most " + MOST_METADATA_BYTES + " bytes");
        }
        return object;
    }

    private void list(Context ctx) {
        boolean pendingOnly = "pending".equals(ctx.queryParam("status"));
        Page<WaitlistEntry> page = waitlist.list(Exchange.actor(ctx), pendingOnly, Paging.request(ctx));
        if (page == null) {
            throw forbidden();
        }
        Answers.send(ctx, Answers.json(200, Paging.listing(page, EntryBody::of)));
    }

    private void approve(Context ctx) {
        switch (waitlist.approve(Exchange.actor(ctx), PathParameters.id(ctx, "id"))) {
            case Waitlist.Approved.Done(WaitlistEntry entry) ->
                Answers.send(ctx, Answers.json(200, EntryBody.of(entry)));
            case Waitlist.Approved.NotFound() -> throw new Refused(Problem.notFound("nobody waits under this id"));
            case Waitlist.Approved.Forbidden() -> throw forbidden();
        }
    }

    private static Refused forbidden() {
        return new Refused(Problem.forbidden("only who administers the installation lets people in"));
    }
}
