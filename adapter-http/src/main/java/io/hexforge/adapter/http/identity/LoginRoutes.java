package io.hexforge.adapter.http.identity;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Metering;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Secret;
import io.hexforge.ports.driving.identity.LogIn;
import io.hexforge.ports.driving.identity.LogIn.Outcome;
import io.hexforge.ports.driving.identity.MagicLinks;
import io.hexforge.ports.driving.identity.SignUp;
import io.hexforge.ports.driving.identity.SignUpGate;
import io.javalin.http.Context;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The ways in: `/v1/auth/register`, `/login`, `/mfa/login` and `/magic-link`.
public record LoginRoutes(SignUp signUp, LogIn logIn, MagicLinks magicLinks) implements Routes.Group {
    static final Metering GUESSING = Metering.inBucket("login", 30);
    static final Metering MAILING = Metering.inBucket("mail", 10);

    record RegisterBody(
            String email,
            String password,
            @Nullable String username,
            @JsonAlias("name") @Nullable String fullName,
            @JsonAlias("referral_code") @Nullable String inviteCode,
            @Nullable String tenantName) {}

    record LoginBody(
            @Nullable String username,
            @Nullable String email,
            String password,
            @Nullable String otp) {}

    record MfaBody(String mfaToken, @JsonAlias("otp") String code) {}

    record AddressBody(String email) {}

    record TokenBody(String token) {}

    record StatusBody(String status, String message) {
        static StatusBody ok(String message) {
            return new StatusBody("ok", message);
        }
    }

    @Override
    public void addTo(Routes routes) {
        routes.post("/v1/auth/register", Access.everybody(), MAILING, this::register)
                .post("/v1/auth/login", Access.everybody(), GUESSING, this::logIn)
                .post("/v1/auth/mfa/login", Access.everybody(), GUESSING, this::finish)
                .post("/v1/auth/magic-link", Access.everybody(), MAILING, this::askForLink)
                .post("/v1/auth/magic-link/verify", Access.everybody(), GUESSING, this::useLink);
    }

    private void register(Context ctx) {
        var body = Body.of(ctx, RegisterBody.class);
        var wanted = new SignUp.Wanted(
                body.email(),
                new Secret(body.password()),
                body.username(),
                body.fullName(),
                body.inviteCode(),
                body.tenantName());
        switch (signUp.signUp(wanted, Exchange.device(ctx))) {
            case SignUp.Outcome.Accepted() -> ok(ctx, 201, "look at your mail to go on");
            case SignUp.Outcome.Refused(var violations) -> throw new BadRequest(violations);
            case SignUp.Outcome.NotInvited(SignUpGate.Answer.SpentCode()) ->
                throw new BadRequest("/invite_code", "was used as often as it may be, or has expired");
            case SignUp.Outcome.NotInvited(var why) -> throw new Refused(AdmissionAnswers.notInvited(why));
        }
    }

    private void logIn(Context ctx) {
        var body = Body.ofJsonOrForm(ctx, LoginBody.class);
        String name = body.email() == null ? body.username() : body.email();
        if (name == null) {
            throw new BadRequest("/username", "is missing; a username or an email is needed");
        }
        answer(ctx, logIn.logIn(name, new Secret(body.password()), body.otp(), Exchange.device(ctx)));
    }

    private void finish(Context ctx) {
        var body = Body.of(ctx, MfaBody.class);
        answer(ctx, logIn.finish(new Secret(body.mfaToken()), body.code(), Exchange.device(ctx)));
    }

    private static void answer(Context ctx, Outcome outcome) {
        switch (outcome) {
            case Outcome.Proved(var admission) -> AdmissionAnswers.send(ctx, admission);
            case Outcome.WrongCredentials() ->
                throw new Refused(
                        AdmissionAnswers.unauthorized(
                                "invalid_credentials",
                                "the name or the password is wrong, or the address has to be confirmed first: look at your mail"));
            case Outcome.WrongCode() ->
                throw new Refused(
                        AdmissionAnswers.unauthorized("invalid_code", "the code is wrong, or was used before"));
            case Outcome.UnknownToken() ->
                throw new Refused(AdmissionAnswers.unauthorized(
                        "invalid_mfa_token", "the mfa_token has expired or was used; log in again"));
            case Outcome.TooSoon(Duration retryAfter) -> throw AdmissionAnswers.tooSoon(retryAfter);
        }
    }

    private void askForLink(Context ctx) {
        magicLinks.request(Body.of(ctx, AddressBody.class).email(), Exchange.device(ctx));
        ok(ctx, 202, "if there is an account with this address, a link is on its way");
    }

    private void useLink(Context ctx) {
        var token = new Secret(Body.of(ctx, TokenBody.class).token());
        AdmissionAnswers.send(
                ctx, magicLinks.enter(token, Exchange.device(ctx)).orElseThrow(LoginRoutes::invalidToken));
    }

    static Refused invalidToken() {
        return new Refused(Problem.of(
                400, "invalid_token", "The link is not valid", "the token is unknown, was used, or has expired"));
    }

    static void ok(Context ctx, int status, String message) {
        Answers.send(ctx, Answers.json(status, StatusBody.ok(message)));
    }
}
