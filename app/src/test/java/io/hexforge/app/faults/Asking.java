package io.hexforge.app.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A client without retries of its own that looks at everything it gets. Safe for concurrent use.
public record Asking(URI node, String key) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final int MAX_TOKENS = 60_000;

    /// {@return the body of a request}
    static ObjectNode body(Way way, String model, String text, List<String> fallbacks) {
        ObjectNode body = JSON.createObjectNode().put("model", model).put("stream", way.stream());
        body.putArray("messages").addObject().put("role", "user").put("content", text);
        switch (way.client()) {
            case OPENAI -> {
                body.put("max_completion_tokens", MAX_TOKENS);
                if (way.stream()) {
                    body.putObject("stream_options").put("include_usage", true);
                }
            }
            case ANTHROPIC -> body.put("max_tokens", MAX_TOKENS);
        }
        if (!fallbacks.isEmpty()) {
            var names = body.putObject("hexforge").putArray("fallbacks");
            fallbacks.forEach(names::add);
        }
        return body;
    }

    static String path(Way way) {
        return switch (way.client()) {
            case OPENAI -> "/v1/chat/completions";
            case ANTHROPIC -> "/v1/messages";
        };
    }

    Heard ask(Way way, ObjectNode body) {
        long begun = System.nanoTime();
        try {
            HttpResponse<InputStream> answer = CLIENT.send(request(way, body), BodyHandlers.ofInputStream());
            return hear(way, answer, begun);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Asks on a connection of its own, which may be closed at any time.
    Caller call(Way way, ObjectNode body) {
        byte[] content = body.toString().getBytes(StandardCharsets.UTF_8);
        String head = "POST " + path(way) + " HTTP/1.1\r\nHost: " + node.getAuthority() + "\r\nAuthorization: Bearer "
                + key + "\r\nanthropic-version: 2023-06-01\r\nContent-Type: application/json\r\nContent-Length: "
                + content.length + "\r\n\r\n";
        return Caller.send(node.getPort(), head, content);
    }

    private HttpRequest request(Way way, ObjectNode body) {
        return HttpRequest.newBuilder(node.resolve(path(way)))
                .header("authorization", "Bearer " + key)
                .header("anthropic-version", "2023-06-01")
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
    }

    private static Heard hear(Way way, HttpResponse<InputStream> answer, long begun) throws IOException {
        boolean stream = answer.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
        JsonNode whole = MissingNode.getInstance();
        var events = new ArrayList<JsonNode>();
        boolean brokenOff = false;
        boolean done = false;
        try (var in = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            if (stream) {
                done = read(in, events);
            } else {
                whole = JSON.readTree(in);
            }
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            brokenOff = true;
        }
        return new Heard(
                way.client(),
                answer.statusCode(),
                answer.headers(),
                whole,
                events,
                done,
                brokenOff,
                Duration.ofNanos(System.nanoTime() - begun));
    }

    private static boolean read(BufferedReader in, List<JsonNode> events) throws IOException {
        boolean done = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("data: [DONE]")) {
                done = true;
            } else if (line.startsWith("data:")) {
                JsonNode event = JSON.readTree(line.substring(5));
                done |= event.path("type").asText().equals("message_stop");
                events.add(event);
            }
        }
        return done;
    }
}
