package io.hexforge.adapter.http.identity;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The page on which people sign up, log in and look after their factors, and to which links in mails lead.
/// It knows nothing that the API does not tell anybody, and runs no script but its own file.
public final class LoginPage implements Routes.Group {
    /// One page for all: its script looks at the path.
    static final List<String> PATHS = List.of("/login", "/account", "/verify-email", "/magic-link", "/reset-password");

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Map<String, String> TYPES =
            Map.of("login.js", "text/javascript; charset=utf-8", "login.css", "text/css; charset=utf-8");

    @Override
    public void addTo(Routes routes) {
        for (String path : PATHS) {
            routes.get(path, Access.everybody(), LoginPage::page);
        }
        routes.get("/login/assets/{name}", Access.everybody(), LoginPage::asset);
    }

    private static void page(Context ctx) {
        ctx.header("Content-Security-Policy", POLICY);
        ctx.contentType("text/html; charset=utf-8").result(read("login.html"));
    }

    private static void asset(Context ctx) {
        String name = ctx.pathParam("name");
        String type = TYPES.get(name);
        if (type == null) {
            throw new Refused(Problem.notFound("there is no such file"));
        }
        ctx.header("Cache-Control", "public, max-age=300");
        ctx.contentType(type).result(read(name));
    }

    private static byte[] read(String name) {
        String resource = "/pages/" + name;
        try (InputStream in = Objects.requireNonNull(LoginPage.class.getResourceAsStream(resource), resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
