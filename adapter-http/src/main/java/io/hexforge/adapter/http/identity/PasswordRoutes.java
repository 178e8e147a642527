package io.hexforge.adapter.http.identity;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.adapter.http.identity.LoginRoutes.AddressBody;
import io.hexforge.adapter.http.identity.LoginRoutes.TokenBody;
import io.hexforge.domain.Secret;
import io.hexforge.domain.Violation;
import io.hexforge.ports.driving.identity.ConfirmAddress;
import io.hexforge.ports.driving.identity.ManagePassword;
import io.hexforge.ports.driving.identity.ManagePassword.Outcome;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Passwords and addresses: `/v1/auth/change-password`, `/request-password-reset`, `/reset-password`,
/// `/verify-email`, `/resend-verification` and `/change-email`.
public record PasswordRoutes(ManagePassword managePassword, ConfirmAddress confirmAddress) implements Routes.Group {
    record ChangeBody(@Nullable String currentPassword, String newPassword) {}

    record ResetBody(String token, @JsonAlias("password") String newPassword) {}

    @Override
    public void addTo(Routes routes) {
        routes.post("/v1/auth/change-password", Access.person(), LoginRoutes.GUESSING, this::change)
                .post("/v1/auth/request-password-reset", Access.everybody(), LoginRoutes.MAILING, this::askForReset)
                .post("/v1/auth/reset-password", Access.everybody(), LoginRoutes.GUESSING, this::reset)
                .post("/v1/auth/verify-email", Access.everybody(), LoginRoutes.GUESSING, this::verify)
                .post("/v1/auth/resend-verification", Access.everybody(), LoginRoutes.MAILING, this::resend)
                .post("/v1/auth/change-email", Access.freshPerson(), LoginRoutes.MAILING, this::changeEmail);
    }

    private void change(Context ctx) {
        var body = Body.of(ctx, ChangeBody.class);
        var present = body.currentPassword() == null ? null : new Secret(body.currentPassword());
        answer(
                ctx,
                managePassword.change(
                        Exchange.actor(ctx), present, new Secret(body.newPassword()), Exchange.device(ctx)),
                "the password was changed, and your other sessions have ended");
    }

    private void askForReset(Context ctx) {
        managePassword.request(Body.of(ctx, AddressBody.class).email(), Exchange.device(ctx));
        LoginRoutes.ok(ctx, 200, "if there is an account with this address, a link is on its way");
    }

    private void reset(Context ctx) {
        var body = Body.of(ctx, ResetBody.class);
        answer(
                ctx,
                managePassword.reset(new Secret(body.token()), new Secret(body.newPassword()), Exchange.device(ctx)),
                "the password was changed, and all sessions have ended; log in with it");
    }

    private static void answer(Context ctx, Outcome outcome, String message) {
        switch (outcome) {
            case Outcome.Done() -> LoginRoutes.ok(ctx, 200, message);
            case Outcome.Refused(List<Violation> violations) -> throw new BadRequest(violations);
            case Outcome.WrongPassword() ->
                throw new Refused(Problem.of(
                                400, "wrong_password", "The password is wrong", "the present password is another one")
                        .withViolation("/current_password", "is not your present password"));
            case Outcome.TooSoon(Duration retryAfter) -> throw AdmissionAnswers.tooSoon(retryAfter);
            case Outcome.NotFresh() -> throw new Refused(Problem.reauthenticationRequired());
            case Outcome.UnknownToken() -> throw LoginRoutes.invalidToken();
        }
    }

    private void verify(Context ctx) {
        var token = new Secret(Body.of(ctx, TokenBody.class).token());
        if (!confirmAddress.verify(token, Exchange.device(ctx))) {
            throw LoginRoutes.invalidToken();
        }
        LoginRoutes.ok(ctx, 200, "the address is confirmed");
    }

    private void resend(Context ctx) {
        confirmAddress.resend(Body.of(ctx, AddressBody.class).email());
        LoginRoutes.ok(ctx, 202, "if there is an account with this address that needs one, a link is on its way");
    }

    private void changeEmail(Context ctx) {
        String email = Body.of(ctx, AddressBody.class).email();
        List<Violation> violations = confirmAddress.propose(Exchange.actor(ctx), email);
        if (!violations.isEmpty()) {
            throw new BadRequest(violations);
        }
        LoginRoutes.ok(ctx, 202, "a link is on its way to this address; it is yours once you have used the link");
    }
}
