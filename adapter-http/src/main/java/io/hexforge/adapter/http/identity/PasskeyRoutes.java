package io.hexforge.adapter.http.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.EntityTags;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Json;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.PathParameters;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.identity.Passkey;
import io.hexforge.ports.driven.identity.PasskeyCeremonies.Ceremony;
import io.hexforge.ports.driving.identity.LogInWithPasskey;
import io.hexforge.ports.driving.identity.ManagePasskeys;
import io.hexforge.ports.driving.identity.ManagePasskeys.Added;
import io.hexforge.ports.driving.identity.ManagePasskeys.Renamed;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Passkeys: `/v1/auth/passkeys`.
public record PasskeyRoutes(ManagePasskeys passkeys, LogInWithPasskey logIn) implements Routes.Group {
    private static final String PATH = "/v1/auth/passkeys";

    /// @param email of whose passkeys the authenticator shall use; with neither, whichever it finds
    record LoginStartBody(@Nullable String email, @Nullable String username) {}

    /// @param publicKey for `PublicKeyCredential.parse…OptionsFromJSON`
    /// @param challenge the one in it, where an older system had it
    record CeremonyBody(JsonValue publicKey, String challenge, long expiresIn) {
        static CeremonyBody of(Ceremony ceremony) {
            return new CeremonyBody(
                    Json.value(ceremony.options().getBytes(UTF_8)),
                    ceremony.challenge(),
                    ManagePasskeys.PATIENCE.toSeconds());
        }
    }

    record RegisteredBody(JsonValue credential, @Nullable String name) {}

    /// Either what `toJSON` of the browser's credential gives, or the four parts that an older system took.
    record AssertionBody(
            @Nullable JsonValue credential,
            @Nullable String email,
            @Nullable String credentialId,
            @JsonAlias("authenticatorData") @Nullable String authenticatorData,

            @JsonAlias({"clientDataJson", "clientDataJSON"}) @Nullable
            String clientDataJson,

            @Nullable String signature,
            @Nullable String userHandle) {
        String response() {
            if (credential != null) {
                return PasskeyRoutes.response(credential);
            }
            if (credentialId == null || authenticatorData == null || clientDataJson == null || signature == null) {
                throw new BadRequest("/credential", "is missing");
            }
            var response = new OlderResponse(authenticatorData, clientDataJson, signature, userHandle);
            return Json.string(Map.of(
                    "type",
                    "public-key",
                    "id",
                    credentialId,
                    "rawId",
                    credentialId,
                    "response",
                    response.named(),
                    "clientExtensionResults",
                    Map.of()));
        }
    }

    private record OlderResponse(
            String authenticatorData,
            String clientDataJson,
            String signature,
            @Nullable String userHandle) {
        Map<String, String> named() {
            var fields = new LinkedHashMap<String, String>();
            fields.put("authenticatorData", authenticatorData);
            fields.put("clientDataJSON", clientDataJson);
            fields.put("signature", signature);
            if (userHandle != null) {
                fields.put("userHandle", userHandle);
            }
            return fields;
        }
    }

    record NameBody(String name) {}

    record PasskeyBody(
            UUID id,
            String name,
            String credentialId,
            List<String> transports,
            boolean backupEligible,
            boolean backedUp,
            UUID aaguid,
            Instant createdAt,
            @Nullable Instant lastUsedAt) {
        static PasskeyBody of(Passkey passkey) {
            return new PasskeyBody(
                    passkey.id(),
                    passkey.name(),
                    passkey.credentialId(),
                    passkey.transports().stream().sorted().toList(),
                    passkey.backupEligible(),
                    passkey.backedUp(),
                    passkey.aaguid(),
                    passkey.createdAt(),
                    passkey.lastUsedAt());
        }
    }

    @Override
    public void addTo(Routes routes) {
        routes.post(PATH + "/register/start", Access.freshPerson(), this::startRegistration)
                .post(PATH + "/register/finish", Access.freshPerson(), this::finishRegistration)
                .post(PATH + "/login/start", Access.everybody(), LoginRoutes.GUESSING, this::startLogin)
                .post(PATH + "/login/finish", Access.everybody(), LoginRoutes.GUESSING, this::finishLogin)
                .get(PATH, Access.person(), this::list)
                .patch(PATH + "/{id}", Access.person(), this::rename)
                .delete(PATH + "/{id}", Access.freshPerson(), this::remove);
    }

    private void startRegistration(Context ctx) {
        Ceremony ceremony = passkeys.start(Exchange.actor(ctx)).orElseThrow(PasskeyRoutes::tooMany);
        Answers.send(ctx, Answers.json(200, CeremonyBody.of(ceremony)));
    }

    private void finishRegistration(Context ctx) {
        var body = Body.of(ctx, RegisteredBody.class);
        String response = response(body.credential());
        switch (passkeys.finish(Exchange.actor(ctx), response, body.name(), Exchange.device(ctx))) {
            case Added.Done(var passkey) -> {
                ctx.res().setHeader("Location", PATH + "/" + passkey.id());
                EntityTags.set(ctx, passkey.version());
                Answers.send(ctx, Answers.json(201, PasskeyBody.of(passkey)));
            }
            case Added.Refused() ->
                throw new BadRequest("/credential", "is not the answer of an authenticator to this");
            case Added.Unknown() ->
                throw new BadRequest("/credential", "answers a challenge that is not yours, was used, or has expired");
            case Added.NotPossible(String reason) -> throw new Refused(Problem.conflict("passkey_not_added", reason));
        }
    }

    private void startLogin(Context ctx) {
        LoginStartBody body = Body.ifPresent(ctx, LoginStartBody.class).orElse(new LoginStartBody(null, null));
        String inQuery = Exchange.of(ctx).viaAlias() ? ctx.queryParam("email") : null;
        String inBody = body.email() == null ? body.username() : body.email();
        Ceremony ceremony = logIn.start(inBody == null ? inQuery : inBody);
        Answers.send(ctx, Answers.json(200, CeremonyBody.of(ceremony)));
    }

    private void finishLogin(Context ctx) {
        String response = Body.of(ctx, AssertionBody.class).response();
        var admission = logIn.finish(response, Exchange.device(ctx))
                .orElseThrow(() -> new Refused(AdmissionAnswers.unauthorized(
                        "invalid_credentials", "the passkey is unknown, or proves nothing")));
        AdmissionAnswers.send(ctx, admission);
    }

    private void list(Context ctx) {
        List<PasskeyBody> items =
                passkeys.list(Exchange.actor(ctx)).stream().map(PasskeyBody::of).toList();
        Answers.send(ctx, Answers.json(200, new Paging.Listing<>(items, null)));
    }

    private void rename(Context ctx) {
        Long expected = EntityTags.expectedVersion(ctx);
        UUID id = PathParameters.id(ctx, "id");
        switch (passkeys.rename(
                Exchange.actor(ctx), id, Body.of(ctx, NameBody.class).name(), expected)) {
            case Renamed.Done(var passkey) -> {
                EntityTags.set(ctx, passkey.version());
                Answers.send(ctx, Answers.json(200, PasskeyBody.of(passkey)));
            }
            case Renamed.NotFound() -> throw notFound();
            case Renamed.BadName() ->
                throw new BadRequest("/name", "must have 1 to " + Passkey.MAX_NAME + " characters");
            case Renamed.Conflict(var current) -> throw EntityTags.changedMeanwhile(ctx, current.version());
        }
    }

    private void remove(Context ctx) {
        switch (passkeys.remove(Exchange.actor(ctx), PathParameters.id(ctx, "id"), Exchange.device(ctx))) {
            case DONE -> ctx.res().setStatus(204);
            case NOT_FOUND -> throw notFound();
            case LAST -> throw new Refused(Problem.conflict("last_way_in", "without it nobody could log in any more"));
        }
    }

    private static String response(JsonValue credential) {
        if (!(credential instanceof JsonObject)) {
            throw new BadRequest("/credential", "must be an object");
        }
        return Json.string(credential);
    }

    private static Refused notFound() {
        return new Refused(Problem.notFound("you have no passkey with this id"));
    }

    private static Refused tooMany() {
        return new Refused(
                Problem.conflict("passkey_not_added", "there are " + Passkey.MAX_PER_USER + " passkeys already"));
    }
}
