package io.hexforge.adapter.http;

import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;

/// Paths of the backends that Hexforge replaces, and the canonical route that serves each.
///
/// A row is mounted when its canonical route is; a test sees to it that every row has one. Besides, whatever is below
/// `/v1/auth/` is below `/api/v1/auth/`, `/api/auth/` and `/auth/` as well.
final class Aliases {
    /// @param path where the older systems had it; its parameters are named as in `canonical`
    /// @param as the method of the canonical route
    record Alias(HandlerType method, String path, HandlerType as, String canonical) {}

    static final List<Alias> TABLE = List.of(
            get("/api/health", "/health"),
            get("/v1/health", "/health"),
            get("/api/v1/health", "/health"),
            get("/api/v1/health/live", "/health/live"),
            get("/api/v1/health/ready", "/health/ready"),
            get("/health/cost-tracking", "/v1/usage/costs"),
            get("/api/docs", "/docs"),
            post("/v1/auth/signout", "/v1/auth/logout"),
            post("/v1/auth/signup", "/v1/auth/register"),
            post("/v1/auth/signin", "/v1/auth/login"),
            post("/v1/auth/login-password", "/v1/auth/login"),
            post("/v1/auth/signin/magic-link", "/v1/auth/magic-link"),
            post("/v1/auth/passkey/challenge", "/v1/auth/passkeys/login/start"),
            post("/v1/auth/passkey/auth", "/v1/auth/passkeys/login/finish"),
            post("/v1/auth/passkey/register", "/v1/auth/passkeys/register/finish"),
            post("/v1/auth/passkey/register/start", "/v1/auth/passkeys/register/start"),
            post("/v1/auth/passkey/register/finish", "/v1/auth/passkeys/register/finish"),
            post("/v1/auth/passkey/login/start", "/v1/auth/passkeys/login/start"),
            post("/v1/auth/passkey/login/finish", "/v1/auth/passkeys/login/finish"),
            get("/v1/auth/google/url", "/v1/auth/oauth/{provider}/start"),
            get("/v1/auth/google/callback", "/v1/auth/oauth/{provider}/callback"),
            post("/v1/auth/google/callback", "/v1/auth/oauth/{provider}/callback"),
            post("/chat/completions", "/v1/chat/completions"),
            post("/api/chat/completions", "/v1/chat/completions"),
            post("/api/rag/embed", "/v1/embeddings"),
            get("/chat/models", "/v1/models"),
            get("/api/v1/ai/models", "/v1/models"),
            get("/routing/providers", "/v1/providers"),
            post("/routing/route", "/v1/routing/explain"),
            get("/api/v1/admin/flags/list", "/v1/admin/flags"),
            get("/api/v1/admin/audit", "/v1/admin/audit"),
            get("/api/v1/admin/users", "/v1/admin/users"),
            post("/api/v1/admin/users/invite", "/v1/admin/users/invite"),
            new Alias(HandlerType.POST, "/api/v1/admin/users/{id}/role", HandlerType.PATCH, "/v1/admin/users/{id}"),
            get("/api/v1/admin/users/{id}/sessions", "/v1/admin/users/{id}/sessions"),
            get("/v1/referral/list", "/v1/referrals"),
            post("/v1/referral/send", "/v1/referrals"),
            new Alias(HandlerType.POST, "/api/v1/admin/flags/set", HandlerType.PUT, "/v1/admin/flags"),
            get("/routing/health", "/v1/routing/health"),
            get("/v1/users/profile", "/v1/users/me"),
            new Alias(HandlerType.PUT, "/v1/users/profile", HandlerType.PATCH, "/v1/users/me"),
            new Alias(HandlerType.DELETE, "/v1/users/profile", HandlerType.DELETE, "/v1/users/me"),
            post("/v1/users/profile/deletion/cancel", "/v1/users/me/deletion/cancel"),
            post("/v1/users/profile/onboarding", "/v1/users/me/onboarding"),
            post("/v1/users/profile/avatar", "/v1/users/me/avatar"),
            get("/v1/profiles/me", "/v1/users/me"),
            new Alias(HandlerType.PATCH, "/v1/auth/me", HandlerType.PATCH, "/v1/users/me"),
            new Alias(HandlerType.PUT, "/v1/auth/me", HandlerType.PATCH, "/v1/users/me"),
            new Alias(HandlerType.PUT, "/v1/profiles/me", HandlerType.PATCH, "/v1/users/me"),
            get("/v1/agents/jobs/{id}", "/v1/jobs/{id}"),
            new Alias(HandlerType.DELETE, "/v1/agents/jobs/{id}", HandlerType.DELETE, "/v1/jobs/{id}"),
            get("/v1/agents/jobs/{id}/stream", "/v1/jobs/{id}/stream"),
            post("/v1/agents/jobs/{id}/retry", "/v1/jobs/{id}/retry"),
            post("/v1/agents/jobs/{id}/cancel", "/v1/jobs/{id}/cancel"),
            post("/v1/agents/jobs/{id}/respond", "/v1/jobs/{id}/respond"),
            new Alias(HandlerType.PUT, "/v1/projects/{id}", HandlerType.PATCH, "/v1/projects/{id}"),
            get("/ops/circuit-breakers", "/v1/routing/deployments"));

    private static final String AUTH = "/v1/auth/";
    private static final List<String> OLDER_AUTH = List.of("/api/v1/auth/", "/api/auth/", "/auth/");

    private Aliases() {}

    /// {@return the table, and the further paths of routes that have to do with logging in}
    static List<Alias> of(List<Route> routes) {
        var all = new ArrayList<>(TABLE);
        for (Route route : routes) {
            all.addAll(older(new Alias(route.method(), route.path(), route.method(), route.path())));
        }
        TABLE.forEach(alias -> all.addAll(older(alias)));
        return all;
    }

    private static List<Alias> older(Alias alias) {
        if (!alias.path().startsWith(AUTH)) {
            return List.of();
        }
        String rest = alias.path().substring(AUTH.length());
        return OLDER_AUTH.stream()
                .map(prefix -> new Alias(alias.method(), prefix + rest, alias.as(), alias.canonical()))
                .toList();
    }

    private static Alias get(String path, String canonical) {
        return new Alias(HandlerType.GET, path, HandlerType.GET, canonical);
    }

    private static Alias post(String path, String canonical) {
        return new Alias(HandlerType.POST, path, HandlerType.POST, canonical);
    }
}
