package io.hexforge.adapter.http.ops;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Routes;
import io.javalin.http.Context;
import java.util.Map;

/// `GET /`: JSON for API clients, a page with links for browsers.
///
/// @param version of Hexforge
public record RootRoutes(String version) implements Routes.Group {
    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Hexforge</title></head>
            <body>
            <h1>Hexforge {version}</h1>
            <ul>
            <li><a href="/login">Log in or sign up</a></li>
            <li><a href="/docs">API, to try out</a></li>
            <li><a href="/api/redoc">API, to read</a></li>
            <li><a href="/openapi.yaml">OpenAPI document</a></li>
            <li><a href="/health/all">Health</a></li>
            </ul>
            </body>
            </html>
            """;

    @Override
    public void addTo(Routes routes) {
        routes.get("/", Access.everybody(), this::root);
    }

    private void root(Context ctx) {
        String accept = ctx.header("Accept");
        ctx.header("Vary", "Accept");
        if (accept != null && accept.contains("text/html")) {
            ctx.html(PAGE.replace("{version}", version));
        } else {
            ctx.json(Map.of("service", "hexforge", "version", version, "docs", "/docs", "openapi", "/openapi.json"));
        }
    }
}
