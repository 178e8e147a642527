package io.hexforge.adapter.http.identity;

import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.domain.Secret;
import io.hexforge.ports.driving.identity.Admission;
import io.javalin.http.Context;
import java.time.Duration;

/// Answers somebody who has proved a factor, whichever: the tokens, or what stands in the way.
final class AdmissionAnswers {
    private static final String TITLE = "Not logged in";

    private AdmissionAnswers() {}

    static void send(Context ctx, Admission admission) {
        switch (admission) {
            case Admission.In(var signedIn) -> Tokens.send(ctx, signedIn);
            case Admission.SecondFactorNeeded(Secret mfaToken, Duration validFor) ->
                throw new Refused(unauthorized("mfa_required", "show the second factor with this mfa_token")
                        .withMember("mfa_token", mfaToken.reveal())
                        .withMember("mfa_expires_in", validFor.toSeconds()));
            case Admission.Disabled() ->
                throw new Refused(Problem.of(403, "account_disabled", TITLE, "an administrator disabled the account"));
            case Admission.EmailNotVerified() ->
                throw new Refused(Problem.of(
                        403,
                        "email_not_verified",
                        TITLE,
                        "use the link that was sent to your address, or ask for one"));
        }
    }

    static Problem unauthorized(String code, String detail) {
        return Problem.of(401, code, TITLE, detail).with("WWW-Authenticate", "Bearer realm=\"hexforge\"");
    }

    static Refused tooSoon(Duration retryAfter) {
        long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
        return new Refused(Problem.of(
                        429,
                        "too_many_attempts",
                        "Too many wrong guesses",
                        "there were too many wrong guesses; try again in " + seconds + " seconds")
                .with("Retry-After", Long.toString(seconds)));
    }
}
