package io.hexforge.adapter.http.identity;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.PathParameters;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.ExternalLogin;
import io.hexforge.domain.identity.OneTimeToken;
import io.hexforge.ports.driving.identity.Admission;
import io.hexforge.ports.driving.identity.ExternalLogins;
import io.hexforge.ports.driving.identity.LogInWithProvider;
import io.hexforge.ports.driving.identity.LogInWithProvider.Answer;
import io.hexforge.ports.driving.identity.LogInWithProvider.Begun;
import io.hexforge.ports.driving.identity.LogInWithProvider.Claimed;
import io.hexforge.ports.driving.identity.LogInWithProvider.Outcome;
import io.hexforge.ports.driving.identity.LogInWithProvider.Started;
import io.hexforge.ports.driving.identity.LogInWithProvider.Wish;
import io.hexforge.ports.driving.identity.SignUpGate;
import io.javalin.http.Context;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Logins with an account elsewhere: `/v1/auth/oauth`.
///
/// @param frontend where the pages are that people are sent back to
/// @param secureRandom makes what ties a login to the browser that began it
public record ProviderLoginRoutes(
        LogInWithProvider logIn, ExternalLogins externalLogins, URI frontend, RandomGenerator secureRandom)
        implements Routes.Group {
    private static final String PATH = "/v1/auth/oauth";
    private static final String LINKED = "/v1/auth/external-logins";
    private static final Problem NO_ADDRESS =
            Problem.of(403, "email_required", "No account was made", "the provider vouches for no address of yours");
    private static final Problem TAKEN =
            Problem.conflict("external_login_taken", "another account logs in with this one elsewhere");
    private static final String COOKIE = "__Host-hexforge-oauth";
    private static final Pattern BROWSER = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern PAGE = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]{0,1000}");

    record ProviderBody(String name, String startUrl) {}

    record StartedBody(String authorizationUrl, String state, long expiresIn) {}

    record AnswerBody(
            @Nullable String code,
            String state,
            @Nullable String iss,
            @Nullable String error) {}

    record ClaimBody(String linkToken, String password) {}

    record LinkBody(@Nullable String returnTo) {}

    record LinkedBody(UUID id, String provider, String issuer, String label, Instant createdAt) {
        static LinkedBody of(ExternalLogin added) {
            return new LinkedBody(added.id(), added.provider(), added.issuer(), added.label(), added.createdAt());
        }
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(PATH, Access.everybody(), this::providers)
                .get(LINKED, Access.person(), this::links)
                .delete(LINKED + "/{id}", Access.freshPerson(), this::unlink)
                .post(PATH + "/claim", Access.everybody(), LoginRoutes.GUESSING, this::claim)
                .get(PATH + "/{provider}/start", Access.everybody(), LoginRoutes.GUESSING, this::start)
                .post(PATH + "/{provider}/link", Access.freshPerson(), this::link)
                .get(PATH + "/{provider}/callback", Access.everybody(), LoginRoutes.GUESSING, this::back)
                .post(PATH + "/{provider}/callback", Access.everybody(), LoginRoutes.GUESSING, this::posted);
    }

    private void providers(Context ctx) {
        List<ProviderBody> items = logIn.providers().stream()
                .map(name -> new ProviderBody(name, PATH + "/" + name + "/start"))
                .toList();
        Answers.send(ctx, Answers.json(200, new Paging.Listing<>(items, null)));
    }

    private void start(Context ctx) {
        String returnTo = ctx.queryParam("return_to");
        Started started = started(ctx, new Wish(null, ctx.queryParam("invite_code"), page(returnTo)));
        String accept = ctx.header("Accept");
        if (accept != null && accept.contains("text/html")) {
            redirect(ctx, started.url().toString());
        } else {
            send(ctx, started);
        }
    }

    private void link(Context ctx) {
        String returnTo =
                Body.ifPresent(ctx, LinkBody.class).map(LinkBody::returnTo).orElse(null);
        Actor actor = Exchange.actor(ctx);
        send(ctx, started(ctx, new Wish(actor.userId(), null, page(returnTo))));
    }

    private Started started(Context ctx, Wish wish) {
        String kept = ctx.cookie(COOKIE);
        Secret browser =
                kept != null && BROWSER.matcher(kept).matches() ? new Secret(kept) : OneTimeToken.secret(secureRandom);
        Started started = switch (logIn.start(provider(ctx), browser, wish)) {
            case Begun.Asking(Started asking) -> asking;
            case Begun.UnknownProvider() -> throw new Refused(Problem.notFound("there is no such provider"));
            case Begun.ProviderBroken() -> throw new Refused(broken(ctx));
        };
        // Lax: the browser comes back from another site.
        ctx.res()
                .addHeader(
                        "Set-Cookie",
                        COOKIE + "=" + browser.reveal() + "; Path=/; Max-Age=" + LogInWithProvider.PATIENCE.toSeconds()
                                + "; Secure; HttpOnly; SameSite=Lax");
        return started;
    }

    private static void send(Context ctx, Started started) {
        var body = new StartedBody(started.url().toString(), started.state(), LogInWithProvider.PATIENCE.toSeconds());
        Answers.send(ctx, Answers.json(200, body));
    }

    private void back(Context ctx) {
        finish(ctx, ctx.queryParam("state"), ctx.queryParam("code"), ctx.queryParam("iss"));
    }

    private void posted(Context ctx) {
        var body = Body.of(ctx, AnswerBody.class);
        finish(ctx, body.state(), body.code(), body.iss());
    }

    private void finish(Context ctx, @Nullable String state, @Nullable String code, @Nullable String issuer) {
        String kept = ctx.cookie(COOKIE);
        var answer = new Answer(
                provider(ctx), state == null ? "" : state, kept == null ? null : new Secret(kept), code, issuer);
        switch (logIn.finish(answer, Exchange.device(ctx))) {
            case Outcome.Proved(Admission admission, @Nullable String returnTo) -> proved(ctx, admission, returnTo);
            case Outcome.Linked(ExternalLogin login, @Nullable String returnTo) -> {
                if (returnTo == null) {
                    Answers.send(ctx, Answers.json(200, LinkedBody.of(login)));
                } else {
                    redirect(ctx, frontend + returnTo + "#linked=" + login.provider());
                }
            }
            case Outcome.ProveOwner(Secret linkToken, @Nullable String returnTo) ->
                refuse(
                        ctx,
                        returnTo,
                        Problem.of(
                                        409,
                                        "account_exists",
                                        "Prove that the account is yours",
                                        "an account has this address; show its password with this link_token, or log"
                                                + " in and add the account elsewhere")
                                .withMember("link_token", linkToken.reveal()),
                        "&link_token=" + linkToken.reveal());
            case Outcome.NoAddress(@Nullable String returnTo) -> refuse(ctx, returnTo, NO_ADDRESS, "");
            case Outcome.Taken(@Nullable String returnTo) -> refuse(ctx, returnTo, TAKEN, "");
            case Outcome.NotInvited(SignUpGate.Answer.Closed why, @Nullable String returnTo) ->
                refuse(ctx, returnTo, AdmissionAnswers.notInvited(why), "");
            case Outcome.ProviderBroken(@Nullable String returnTo) -> refuse(ctx, returnTo, broken(ctx), "");
            case Outcome.Refused() ->
                throw new Refused(AdmissionAnswers.unauthorized(
                        "login_failed", "the provider's answer is not valid, late, or belongs to another browser"));
        }
    }

    private static Problem broken(Context ctx) {
        return Problem.of(
                502,
                "provider_broken",
                "The provider does not work",
                "what the provider " + provider(ctx) + " says about itself is not understood; tell who runs this");
    }

    /// To a page the tokens go in cookies, and what else there is behind a `#`, which no server sees.
    private void proved(Context ctx, Admission admission, @Nullable String returnTo) {
        if (returnTo == null) {
            AdmissionAnswers.send(ctx, admission);
            return;
        }
        String result = switch (admission) {
            case Admission.In(var signedIn) -> {
                Tokens.setCookies(ctx, signedIn);
                yield "#login=done";
            }
            case Admission.SecondFactorNeeded(Secret mfaToken, var validFor) ->
                "#error=mfa_required&mfa_token=" + mfaToken.reveal();
            case Admission.Disabled() -> "#error=account_disabled";
            case Admission.EmailNotVerified() -> "#error=email_not_verified";
        };
        redirect(ctx, frontend + returnTo + result);
    }

    private void refuse(Context ctx, @Nullable String returnTo, Problem problem, String more) {
        if (returnTo == null) {
            throw new Refused(problem);
        }
        redirect(ctx, frontend + returnTo + "#error=" + problem.code() + more);
    }

    private void claim(Context ctx) {
        var body = Body.of(ctx, ClaimBody.class);
        switch (logIn.claim(new Secret(body.linkToken()), new Secret(body.password()), Exchange.device(ctx))) {
            case Claimed.Proved(Admission admission) -> AdmissionAnswers.send(ctx, admission);
            case Claimed.WrongPassword() ->
                throw new Refused(AdmissionAnswers.unauthorized("invalid_credentials", "the password is wrong"));
            case Claimed.TooSoon(Duration retryAfter) -> throw AdmissionAnswers.tooSoon(retryAfter);
            case Claimed.UnknownToken() ->
                throw new Refused(AdmissionAnswers.unauthorized(
                        "invalid_token", "the link_token is unknown, was used, or has expired"));
            case Claimed.Taken() -> throw new Refused(TAKEN);
        }
    }

    private void links(Context ctx) {
        List<LinkedBody> items = externalLogins.list(Exchange.actor(ctx)).stream()
                .map(LinkedBody::of)
                .toList();
        Answers.send(ctx, Answers.json(200, new Paging.Listing<>(items, null)));
    }

    private void unlink(Context ctx) {
        switch (externalLogins.unlink(Exchange.actor(ctx), PathParameters.id(ctx, "id"), Exchange.device(ctx))) {
            case DONE -> ctx.res().setStatus(204);
            case NOT_FOUND -> throw new Refused(Problem.notFound("you have no such account elsewhere"));
            case LAST -> throw new Refused(Problem.conflict("last_way_in", "without it nobody could log in any more"));
        }
    }

    private static void redirect(Context ctx, String url) {
        ctx.res().setHeader("Location", url);
        ctx.res().setStatus(303);
    }

    /// {@return the page, which must be one of ours: a link to elsewhere would make us vouch for it}
    private static @Nullable String page(@Nullable String returnTo) {
        if (returnTo != null && (!PAGE.matcher(returnTo).matches() || returnTo.contains("#"))) {
            throw new BadRequest("/return_to", "must be the path of a page, such as /account");
        }
        return returnTo;
    }

    /// Where an older path names none, it is Google.
    private static String provider(Context ctx) {
        return ctx.pathParamMap().getOrDefault("provider", "google");
    }
}
