package io.hexforge.adapter.http.identity;

import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.domain.Secret;
import io.hexforge.ports.driving.identity.Admission;
import io.hexforge.ports.driving.identity.SignUpGate.Answer.Closed;
import io.hexforge.ports.driving.identity.SignUpGate.Answer.InviteRequired;
import io.hexforge.ports.driving.identity.SignUpGate.Answer.SpentCode;
import io.hexforge.ports.driving.identity.SignUpGate.Answer.UnknownCode;
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

    static Problem notInvited(Closed why) {
        return switch (why) {
            case InviteRequired() ->
                Problem.of(
                        403,
                        "invite_required",
                        "Not open to everybody",
                        "an invite code, or a place on the waitlist that was approved, is needed");
            case UnknownCode() -> Problem.of(404, "unknown_invite_code", "Not found", "there is no such invite code");
            case SpentCode() ->
                Problem.of(
                        400,
                        "spent_invite_code",
                        "The code is no good",
                        "the invite code was used as often as it may be, or has expired");
        };
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
