package io.hexforge.adapter.http.identity;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Scope;
import io.hexforge.domain.Secret;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driving.identity.CreateUsers;
import io.hexforge.ports.driving.identity.CreateUsers.Outcome;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// `POST /v1/admin/users` and `POST /v1/admin/operator/claim`.
public record UserCreationRoutes(CreateUsers createUsers, Idempotency idempotency) implements Routes.Group {
    record CreateBody(
            String email,
            String password,
            @Nullable String username,
            @Nullable String fullName,
            @Nullable Boolean systemAdmin) {}

    record ClaimBody(String email, String password) {}

    @Override
    public void addTo(Routes routes) {
        routes.post("/v1/admin/users", Access.scope(Scope.USERS_WRITE), this::create)
                .post("/v1/admin/operator/claim", Access.scope(Scope.USERS_WRITE), this::claim);
    }

    private void create(Context ctx) {
        var body = Body.of(ctx, CreateBody.class);
        var wanted = new CreateUsers.Wanted(
                body.email(),
                new Secret(body.password()),
                body.username(),
                body.fullName(),
                body.systemAdmin() != null && body.systemAdmin());
        String ip = Exchange.of(ctx).clientIp();
        // A secret shows as stars there: what is kept with the key is a hash that would be no obstacle to guessing.
        byte[] fingerprint = wanted.toString().getBytes(StandardCharsets.UTF_8);
        idempotency.answer(ctx, fingerprint, () -> answer(201, createUsers.create(Exchange.actor(ctx), wanted, ip)));
    }

    private void claim(Context ctx) {
        var body = Body.of(ctx, ClaimBody.class);
        String ip = Exchange.of(ctx).clientIp();
        Outcome outcome = createUsers.claimOperator(Exchange.actor(ctx), body.email(), new Secret(body.password()), ip);
        Answers.send(ctx, answer(200, outcome));
    }

    private static StoredAnswer answer(int status, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Made(var user) -> Answers.json(status, UserBody.of(user));
            case Outcome.Refused(var violations) -> throw new BadRequest(violations);
            case Outcome.Forbidden() ->
                throw new Refused(Problem.forbidden("only who administers the installation may make users"));
            case Outcome.Claimed() ->
                throw new Refused(Problem.conflict("operator_claimed", "the operator has an address already"));
        };
    }
}
