package io.hexforge.adapter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.domain.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Requests to a Hexforge server, with its errors turned into lines for the user.
final class Api implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofMinutes(10);
    private static final String DATA = "data:";
    private static final int UNAUTHORIZED = 401;

    private final URI base;
    private final Supplier<@Nullable Secret> credential;
    private final @Nullable Runnable renewal;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    private Api(URI base, Supplier<@Nullable Secret> credential, @Nullable Runnable renewal) {
        this.base = withoutSlash(base);
        this.credential = credential;
        this.renewal = renewal;
    }

    /// Requests that show a key.
    Api(URI base, Secret key) {
        this(base, () -> key, null);
    }

    /// Requests of somebody who is logged in.
    Api(StoredLogin login) {
        this(login.url(), login::accessToken, login::renew);
    }

    /// Requests that show no credential.
    static Api anonymous(URI base) {
        return new Api(base, () -> null, null);
    }

    static URI withoutSlash(URI base) {
        String text = base.toString();
        return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    JsonNode get(String path) {
        return send("GET", path, null);
    }

    /// {@return all items of a list that comes in pages}
    List<JsonNode> items(String path) {
        var found = new ArrayList<JsonNode>();
        String cursor = "";
        while (true) {
            JsonNode page = get(path + (path.contains("?") ? "&" : "?") + "limit=100" + cursor);
            page.path("items").forEach(found::add);
            if (!page.hasNonNull("next_cursor")) {
                return found;
            }
            cursor = "&cursor=" + encoded(page.path("next_cursor").asText());
        }
    }

    static @Nullable String text(JsonNode json, String member) {
        return json.hasNonNull(member) ? json.path(member).asText() : null;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    JsonNode post(String path, JsonNode body) {
        return send("POST", path, body);
    }

    JsonNode put(String path, JsonNode body) {
        return send("PUT", path, body);
    }

    JsonNode patch(String path, JsonNode body) {
        return send("PATCH", path, body);
    }

    JsonNode delete(String path) {
        return send("DELETE", path, null);
    }

    /// Posts what is no JSON.
    JsonNode upload(String path, String type, byte[] content) {
        return answer(exchange("POST", path, type, BodyPublishers.ofByteArray(content)));
    }

    /// Gets what is no JSON.
    void download(String path, OutputStream out) {
        HttpResponse<InputStream> response = exchange("GET", path, null);
        try (InputStream content = response.body()) {
            if (response.statusCode() >= 400) {
                throw refused(response.statusCode(), content.readAllBytes());
            }
            content.transferTo(out);
        } catch (IOException e) {
            throw new CommandFailed("the answer of " + base + " could not be taken whole", e);
        }
    }

    /// Posts, and hands over the data of each server-sent event but the closing `[DONE]`.
    ///
    /// @return the `x-hexforge-provider` header
    Optional<String> stream(String path, JsonNode body, Consumer<JsonNode> onEvent) {
        HttpResponse<InputStream> response = exchange("POST", path, body);
        try (InputStream content = response.body();
                var lines = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8))) {
            if (response.statusCode() >= 400) {
                throw refused(response.statusCode(), content.readAllBytes());
            }
            boolean done = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String data =
                        line.startsWith(DATA) ? line.substring(DATA.length()).strip() : "";
                done |= data.equals("[DONE]");
                if (!data.isEmpty() && !data.equals("[DONE]")) {
                    onEvent.accept(parsed(data.getBytes(StandardCharsets.UTF_8)));
                }
            }
            if (!done) {
                throw new CommandFailed("the answer broke off");
            }
        } catch (IOException e) {
            throw new CommandFailed("the connection to " + base + " broke off", e);
        }
        return response.headers().firstValue("x-hexforge-provider");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private JsonNode send(String method, String path, @Nullable JsonNode body) {
        return answer(exchange(method, path, body));
    }

    private JsonNode answer(HttpResponse<InputStream> response) {
        try (InputStream content = response.body()) {
            byte[] bytes = content.readAllBytes();
            if (response.statusCode() >= 400) {
                throw refused(response.statusCode(), bytes);
            }
            return bytes.length == 0 ? JSON.createObjectNode() : parsed(bytes);
        } catch (IOException e) {
            throw new CommandFailed("the connection to " + base + " broke off", e);
        }
    }

    private HttpResponse<InputStream> exchange(String method, String path, @Nullable JsonNode body) {
        BodyPublisher content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
        return exchange(method, path, "application/json", content);
    }

    private HttpResponse<InputStream> exchange(String method, String path, String type, BodyPublisher body) {
        HttpResponse<InputStream> response = attempt(method, path, type, body);
        if (response.statusCode() != UNAUTHORIZED || renewal == null) {
            return response;
        }
        closed(response.body());
        renewal.run();
        return attempt(method, path, type, body);
    }

    private static void closed(InputStream unread) {
        try {
            unread.close();
        } catch (IOException broken) {
            // Nobody wanted it.
        }
    }

    private HttpResponse<InputStream> attempt(String method, String path, String type, BodyPublisher body) {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(ANSWER)
                .header("Content-Type", type)
                .header("User-Agent", "hexforge-cli")
                .method(method, body);
        Secret shown = credential.get();
        if (shown != null) {
            request.header("Authorization", "Bearer " + shown.reveal());
        }
        try {
            return client.send(request.build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new CommandFailed("no Hexforge answers at " + base, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted", e);
        }
    }

    private static JsonNode parsed(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new CommandFailed("the server answered something that is not JSON", e);
        } catch (IOException e) {
            throw new CommandFailed("the answer cannot be read", e);
        }
    }

    private static CommandFailed refused(int status, byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            String detail = json.path("error").path("message").asText("");
            if (detail.isEmpty()) {
                String violations = StreamSupport.stream(json.path("errors").spliterator(), false)
                        .map(Api::violation)
                        .collect(Collectors.joining("; "));
                detail = violations.isEmpty() ? json.path("detail").asText("") : violations;
            }
            return new ServerRefusal(
                    json.path("code").asText(), detail.isEmpty() ? "the server answered " + status : detail);
        } catch (IOException notJson) {
            return new CommandFailed("the server answered " + status, notJson);
        }
    }

    private static String violation(JsonNode error) {
        return error.path("pointer").asText().replaceFirst("^#?/", "") + " "
                + error.path("detail").asText();
    }
}
