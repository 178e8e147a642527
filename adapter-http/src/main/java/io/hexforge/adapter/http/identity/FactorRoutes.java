package io.hexforge.adapter.http.identity;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.adapter.http.SessionCookies;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.RecoveryCode;
import io.hexforge.ports.driving.identity.ManageTotp;
import io.hexforge.ports.driving.identity.Reauthenticate;
import io.hexforge.ports.driving.identity.Reauthenticate.Outcome;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The second factor: `/v1/auth/mfa`, and `/v1/auth/reauthenticate`, which changing it takes.
public record FactorRoutes(ManageTotp manageTotp, Reauthenticate reauthenticate) implements Routes.Group {
    private static final String PATH = "/v1/auth/mfa";

    record CodeBody(@JsonAlias("otp") String code) {}

    record ProofBody(
            @Nullable String password,
            @JsonAlias("otp") @Nullable String code) {}

    record SetupBody(String secret, String otpauthUrl, List<String> recoveryCodes) {}

    record CodesBody(List<String> recoveryCodes) {}

    record StatusBody(boolean enabled, int recoveryCodesLeft, boolean setupRequired) {}

    @Override
    public void addTo(Routes routes) {
        routes.get(PATH, Access.person(), this::status)
                .post(PATH + "/setup", Access.freshPerson(), this::setUp)
                .post(PATH + "/verify", Access.person(), LoginRoutes.GUESSING, this::confirm)
                .post(PATH + "/disable", Access.freshPerson(), this::disable)
                .post(PATH + "/recovery-codes", Access.freshPerson(), this::renew)
                .post("/v1/auth/reauthenticate", Access.person(), LoginRoutes.GUESSING, this::prove);
    }

    private void status(Context ctx) {
        var status = manageTotp.status(Exchange.actor(ctx));
        var body = new StatusBody(status.on(), status.recoveryCodesLeft(), status.required());
        Answers.send(ctx, Answers.json(200, body));
    }

    private void setUp(Context ctx) {
        ManageTotp.Setup setup = manageTotp
                .setUp(Exchange.actor(ctx))
                .orElseThrow(() -> new Refused(
                        Problem.conflict("mfa_enabled", "there is an authenticator app already; disable it first")));
        Answers.send(
                ctx,
                Answers.json(
                        200,
                        new SetupBody(setup.secret().reveal(), setup.url().reveal(), texts(setup.recoveryCodes()))));
    }

    private void confirm(Context ctx) {
        String code = Body.of(ctx, CodeBody.class).code();
        switch (manageTotp.confirm(Exchange.actor(ctx), code, Exchange.device(ctx))) {
            case ON -> LoginRoutes.ok(ctx, 200, "the app is asked for at each login from now on");
            case WRONG_CODE ->
                throw new Refused(Problem.of(
                                400, "invalid_code", "The code is wrong", "this is not the number that the app shows")
                        .withViolation("/code", "is not the number that the app shows"));
            case NOT_SET_UP -> throw notSetUp();
            case ALREADY_ON ->
                throw new Refused(Problem.conflict("mfa_enabled", "the authenticator app is confirmed already"));
        }
    }

    private void disable(Context ctx) {
        if (!manageTotp.disable(Exchange.actor(ctx), Exchange.device(ctx))) {
            throw notSetUp();
        }
        SessionCookies.clear(ctx);
        LoginRoutes.ok(ctx, 200, "no app is asked for any more, and all sessions have ended");
    }

    private void renew(Context ctx) {
        Optional<List<RecoveryCode>> codes = manageTotp.renewRecoveryCodes(Exchange.actor(ctx), Exchange.device(ctx));
        Answers.send(ctx, Answers.json(200, new CodesBody(texts(codes.orElseThrow(FactorRoutes::notSetUp)))));
    }

    private void prove(Context ctx) {
        var body = Body.of(ctx, ProofBody.class);
        var password = body.password() == null ? null : new Secret(body.password());
        switch (reauthenticate.prove(Exchange.actor(ctx), password, body.code(), Exchange.device(ctx))) {
            case Outcome.Done(var signedIn) -> Tokens.renew(ctx, signedIn);
            case Outcome.Over() -> throw new Refused(Problem.invalidToken("the session is over"));
            case Outcome.Wrong() ->
                throw new Refused(
                        Problem.of(400, "invalid_credentials", "Not proved", "the password or the code is wrong"));
            case Outcome.Missing(String field) -> throw new BadRequest("/" + field, "is missing: you have this factor");
            case Outcome.NothingToProve() ->
                throw new Refused(Problem.conflict(
                        "no_factor", "you have neither a password nor an authenticator app; log in again instead"));
            case Outcome.TooSoon(Duration retryAfter) -> throw AdmissionAnswers.tooSoon(retryAfter);
        }
    }

    private static Refused notSetUp() {
        return new Refused(Problem.conflict("mfa_not_set_up", "there is no authenticator app; set one up first"));
    }

    private static List<String> texts(List<RecoveryCode> codes) {
        return codes.stream().map(RecoveryCode::reveal).toList();
    }
}
