package io.hexforge.adapter.http.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Metering;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.PathParameters;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.adapter.http.SessionCookies;
import io.hexforge.adapter.http.ShownCredential;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Session;
import io.hexforge.ports.driving.identity.Authenticate;
import io.hexforge.ports.driving.identity.EndSessions;
import io.hexforge.ports.driving.identity.Sessions;
import io.hexforge.ports.driving.identity.Sessions.Refreshed;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a session needs: `/v1/auth/refresh`, `/logout`, `/me` and `/sessions`.
public record SessionRoutes(Sessions sessions, EndSessions endSessions, Authenticate authenticate)
        implements Routes.Group {
    private static final String PATH = "/v1/auth/sessions";
    private static final Metering REFRESHING = Metering.inBucket("refresh", 60);
    private static final String REFRESH_HEADER = "X-Refresh-Token";

    record RefreshBody(@Nullable String refreshToken) {}

    record MessageBody(String status, String message) {}

    record SessionBody(
            UUID id,
            boolean current,
            String userAgent,
            String ip,
            List<String> methods,
            Instant createdAt,
            Instant authenticatedAt,
            Instant lastSeenAt) {
        static SessionBody of(Session session, Actor actor) {
            return new SessionBody(
                    session.id(),
                    session.id().equals(actor.sessionId()),
                    session.device().userAgent(),
                    session.device().ip(),
                    session.methods().stream()
                            .map(AuthMethod::wireName)
                            .sorted()
                            .toList(),
                    session.createdAt(),
                    session.authenticatedAt(),
                    session.rotatedAt());
        }
    }

    record EndedBody(int ended) {}

    /// @param sessionId null for an API key
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record MeBody(
            @JsonUnwrapped UserBody user,
            UUID actingTenantId,
            @Nullable String role,
            List<String> roles,
            List<String> scopes,
            @Nullable UUID sessionId,
            AccountStatusBody accountStatus) {
        static MeBody of(Account account, Actor actor) {
            String role = account.roleIn(actor.tenantId()).map(Role::wireName).orElse(null);
            return new MeBody(
                    UserBody.of(account.user()),
                    actor.tenantId(),
                    role,
                    role == null ? List.of() : List.of(role),
                    actor.scopes().stream().map(Scope::wireName).sorted().toList(),
                    actor.sessionId(),
                    AccountStatusBody.of(account.user()));
        }
    }

    @Override
    public void addTo(Routes routes) {
        routes.post("/v1/auth/refresh", Access.everybody(), REFRESHING, this::refresh)
                .post("/v1/auth/logout", Access.everybody(), this::logout)
                .get("/v1/auth/me", Access.scope(Scope.PROFILE_READ), this::me)
                .get(PATH, Access.person(), this::list)
                .delete(PATH, Access.freshPerson(), this::endOthers)
                .delete(PATH + "/{id}", Access.freshPerson(), this::end);
    }

    private void refresh(Context ctx) {
        Shown shown = shown(ctx);
        if (shown == null) {
            throw new Refused(Problem.invalidToken("send the refresh token as {\"refresh_token\": …}"));
        }
        switch (sessions.refresh(shown.token(), Exchange.device(ctx))) {
            case Refreshed.Continued(var signedIn) ->
                Tokens.send(ctx, signedIn, shown.inCookie() || SessionCookies.wanted(ctx));
            case Refreshed.Unknown() -> throw over(ctx, "invalid_token", "the refresh token is not valid");
            case Refreshed.Reused() ->
                throw over(ctx, "refresh_token_reused", "the refresh token was used before, so the session was ended");
            case Refreshed.Over() -> throw over(ctx, "session_over", "the session has ended; log in again");
        }
    }

    private static Refused over(Context ctx, String code, String detail) {
        SessionCookies.clear(ctx);
        return new Refused(Problem.of(401, code, "The session cannot be continued", detail)
                .with("WWW-Authenticate", "Bearer realm=\"hexforge\", error=\"invalid_token\""));
    }

    /// Whatever session the tokens that are shown belong to is over then, even if the access token has
    /// expired.
    private void logout(Context ctx) {
        Shown refresh = shown(ctx);
        ShownCredential access = ShownCredential.of(ctx);
        if (access != null && access.byBrowser()) {
            SessionCookies.requireOwnPage(ctx);
        }
        String ip = Exchange.of(ctx).clientIp();
        boolean byRefresh = refresh != null && endSessions.logOut(refresh.token(), ip);
        UUID session = access == null
                ? null
                : authenticate
                        .withCredential(access.text())
                        .map(Actor::sessionId)
                        .orElse(null);
        if (session != null) {
            endSessions.logOut(session, ip);
        }
        SessionCookies.clear(ctx);
        if (!byRefresh && session == null) {
            throw new Refused(Problem.invalidToken("no session is known by what was sent"));
        }
        Answers.send(ctx, Answers.json(200, new MessageBody("ok", "logged out")));
    }

    private void me(Context ctx) {
        Actor actor = Exchange.actor(ctx);
        Account account =
                sessions.who(actor).orElseThrow(() -> new Refused(Problem.invalidToken("the account was deleted")));
        Answers.send(ctx, Answers.json(200, MeBody.of(account, actor)));
    }

    private void list(Context ctx) {
        Actor actor = Exchange.actor(ctx);
        List<SessionBody> items = sessions.list(actor).stream()
                .map(session -> SessionBody.of(session, actor))
                .toList();
        Answers.send(ctx, Answers.json(200, new Paging.Listing<>(items, null)));
    }

    private void end(Context ctx) {
        UUID id = PathParameters.id(ctx, "id");
        if (!endSessions.end(Exchange.actor(ctx), id, Exchange.of(ctx).clientIp())) {
            throw new Refused(Problem.notFound("you have no session with this id"));
        }
        ctx.res().setStatus(204);
    }

    private void endOthers(Context ctx) {
        int ended = endSessions.endOthers(Exchange.actor(ctx), Exchange.of(ctx).clientIp());
        Answers.send(ctx, Answers.json(200, new EndedBody(ended)));
    }

    /// A refresh token as a request carries it.
    private record Shown(String token, boolean inCookie) {}

    private static @Nullable Shown shown(Context ctx) {
        String header = ctx.header(REFRESH_HEADER);
        if (header != null) {
            return new Shown(header, false);
        }
        String inBody = Body.ifPresent(ctx, RefreshBody.class)
                .map(RefreshBody::refreshToken)
                .orElse(null);
        if (inBody != null) {
            return new Shown(inBody, false);
        }
        String cookie = SessionCookies.refresh(ctx);
        if (cookie == null) {
            return null;
        }
        SessionCookies.requireOwnPage(ctx);
        return new Shown(cookie, true);
    }
}
