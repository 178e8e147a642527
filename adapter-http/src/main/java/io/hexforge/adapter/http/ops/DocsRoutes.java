package io.hexforge.adapter.http.ops;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The OpenAPI document, and two ways to look at it that work offline.
public final class DocsRoutes implements Routes.Group {
    private static final String DOCUMENT = "/openapi.yaml";
    private static final String SWAGGER = "swagger-ui";
    private static final String REDOC = "redoc";
    private static final String A_DAY = "public, max-age=86400";
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src blob:; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    /// The assets that the pages use; nothing else of the libraries is served.
    private static final Map<String, String> ASSETS = Map.of(
            "swagger-ui.css", SWAGGER,
            "swagger-ui-bundle.js", SWAGGER,
            "favicon-32x32.png", SWAGGER,
            "redoc.standalone.js", REDOC);
    private static final String SWAGGER_PAGE = page("""
            <link rel="stylesheet" href="/docs/assets/swagger-ui.css">
            <link rel="icon" href="/docs/assets/favicon-32x32.png">
            """, """
            <div id="swagger-ui"></div>
            <script src="/docs/assets/swagger-ui-bundle.js"></script>
            <script src="/docs/assets/start-swagger.js"></script>
            """);
    private static final String SWAGGER_START = """
            SwaggerUIBundle({url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null});
            """;
    private static final String REDOC_PAGE = page("", """
            <div id="redoc"></div>
            <script src="/docs/assets/redoc.standalone.js"></script>
            <script src="/docs/assets/start-redoc.js"></script>
            """);
    private static final String REDOC_START = """
            Redoc.init('/openapi.json', {disableSearch: true, hideDownloadButton: false}, document.getElementById('redoc'));
            """;

    private final Map<String, byte[]> loaded = new ConcurrentHashMap<>();
    private volatile byte @Nullable [] json;

    @Override
    public void addTo(Routes routes) {
        routes.get("/openapi.yaml", Access.everybody(), ctx -> send(ctx, "application/yaml", yaml()));
        routes.get("/openapi.json", Access.everybody(), ctx -> send(ctx, "application/json", json()));
        routes.get("/docs", Access.everybody(), ctx -> html(ctx, SWAGGER_PAGE));
        routes.get("/api/redoc", Access.everybody(), ctx -> html(ctx, REDOC_PAGE));
        routes.get("/docs/assets/{name}", Access.everybody(), this::asset);
    }

    private void asset(Context ctx) {
        String name = ctx.pathParam("name");
        switch (name) {
            case "start-swagger.js" -> script(ctx, SWAGGER_START);
            case "start-redoc.js" -> script(ctx, REDOC_START);
            default -> {
                String library = ASSETS.get(name);
                if (library == null) {
                    throw new Refused(Problem.notFound("there is no such file"));
                }
                ctx.header("Cache-Control", A_DAY);
                send(ctx, type(name), loaded.computeIfAbsent(name, key -> read(webjar(library, key))));
            }
        }
    }

    private static String type(String name) {
        return name.endsWith(".css") ? "text/css" : name.endsWith(".png") ? "image/png" : "text/javascript";
    }

    private static void script(Context ctx, String source) {
        ctx.contentType("text/javascript; charset=utf-8").result(source);
    }

    private static void html(Context ctx, String page) {
        ctx.header("Content-Security-Policy", POLICY).html(page);
    }

    private static void send(Context ctx, String type, byte[] content) {
        ctx.contentType(type).result(content);
    }

    private static byte[] yaml() {
        return read(DOCUMENT);
    }

    private byte[] json() {
        byte[] known = json;
        if (known == null) {
            try {
                known = new ObjectMapper().writeValueAsBytes(new YAMLMapper().readTree(yaml()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            json = known;
        }
        return known;
    }

    private static String webjar(String library, String file) {
        var properties = new Properties();
        String path = "/META-INF/maven/org.webjars/" + library + "/pom.properties";
        try (InputStream in = Objects.requireNonNull(DocsRoutes.class.getResourceAsStream(path), path)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "/META-INF/resources/webjars/" + library + "/" + properties.getProperty("version") + "/" + file;
    }

    private static byte[] read(String resource) {
        try (InputStream in = Objects.requireNonNull(DocsRoutes.class.getResourceAsStream(resource), resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String page(String head, String body) {
        return """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <title>Hexforge API</title>
                %s</head>
                <body>
                %s</body>
                </html>
                """.formatted(head, body);
    }
}
