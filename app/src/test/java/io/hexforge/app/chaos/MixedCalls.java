package io.hexforge.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Calls of all kinds, by clients of OpenAI and of Anthropic, to models of either, at both nodes in turn; each must
/// succeed. Safe for concurrent use.
final class MixedCalls implements AutoCloseable {
    private static final int AT_A_TIME = 12;
    private static final String TEXT =
            "You are a patient teacher of arithmetic who counts aloud, one number after the other. ";

    private static final String OPENAI_TOOLS = """
            ,"tools":[{"type":"function","function":{"name":"now","parameters":{"type":"object","properties":{}}}}]""";
    private static final String ANTHROPIC_TOOLS = """
            ,"tools":[{"name":"now","input_schema":{"type":"object","properties":{}}}]""";
    private static final String CACHE_MARK = """
            ,"cache_control":{"type":"ephemeral"}""";

    private enum Kind {
        WHOLE,
        STREAM,
        LEFT,
        TOOL,
        TOOL_STREAM,
        LONG_PROMPT,
        CACHED,
        CACHED_STREAM;

        boolean stream() {
            return this == STREAM || this == LEFT || this == TOOL_STREAM || this == CACHED_STREAM;
        }

        boolean tool() {
            return this == TOOL || this == TOOL_STREAM;
        }

        boolean cached() {
            return this == CACHED || this == CACHED_STREAM;
        }
    }

    private final Cluster cluster;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Boolean> hits = new ConcurrentHashMap<>();
    private int asked;
    private int left;

    MixedCalls(Cluster cluster) {
        this.cluster = cluster;
    }

    interface Blow {
        void strike() throws Exception;
    }

    /// Makes `count` calls, and lets the blow fall when half of them are on their way.
    void make(int count, Blow blow) throws Exception {
        var running = new ArrayList<Future<?>>();
        try (var clients = Executors.newFixedThreadPool(AT_A_TIME)) {
            for (int i = 0; i < count; i++) {
                int number = asked++;
                left += kind(number) == Kind.LEFT ? 1 : 0;
                running.add(clients.submit(() -> {
                    call(number);
                    return null;
                }));
            }
            running.get(count / 2).get();
            blow.strike();
            for (Future<?> call : running) {
                call.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("a call has failed", e.getCause());
        }
    }

    /// {@return the ids that the nodes gave to the calls}
    List<String> ids() {
        return List.copyOf(hits.keySet());
    }

    /// {@return how many answers came from the prompt cache}
    long hits() {
        return hits.values().stream().filter(hit -> hit).count();
    }

    /// {@return how many streams were left before their end}
    int left() {
        return left;
    }

    private static Kind kind(int number) {
        return Kind.values()[number % Kind.values().length];
    }

    private void call(int number) throws IOException, InterruptedException {
        Kind kind = kind(number);
        boolean anthropicClient = number / 8 % 2 == 1;
        boolean anthropicModel = number / 16 % 2 == 1;
        HexforgeProcess node = number / 32 % 2 == 0 ? cluster.first() : cluster.second();
        String body = anthropicClient ? anthropic(kind, number, anthropicModel) : openAi(kind, number, anthropicModel);
        var answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port()
                                + (anthropicClient ? "/v1/messages" : "/v1/chat/completions")))
                        .timeout(Duration.ofSeconds(15))
                        .header("authorization", "Bearer " + cluster.operator())
                        .header("anthropic-version", "2023-06-01")
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofInputStream());
        String heard = hear(answer, kind);
        assertThat(answer.statusCode()).as("%s: %s", kind, heard).isEqualTo(200);
        assertThat(heard).as("%s", kind).contains(expected(kind, anthropicClient));
        boolean hit = answer.headers().firstValue("x-hexforge-cache").orElse("").equals("hit");
        hits.put(answer.headers().firstValue("x-request-id").orElseThrow(), hit);
    }

    /// Reads all, or, of a stream that is to be left, as much as is wanted.
    private static String hear(HttpResponse<InputStream> answer, Kind kind) throws IOException {
        var heard = new StringBuilder();
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                heard.append(line).append('\n');
                if (kind == Kind.LEFT && line.contains("\"50 \"")) {
                    break;
                }
            }
        }
        return heard.toString();
    }

    private static String expected(Kind kind, boolean anthropicClient) {
        return switch (kind) {
            case LEFT -> "\"50 \"";
            case TOOL, TOOL_STREAM -> anthropicClient ? "tool_use" : "tool_calls";
            case STREAM, CACHED_STREAM -> anthropicClient ? "message_stop" : "[DONE]";
            case WHOLE, LONG_PROMPT, CACHED -> " 30 ";
        };
    }

    /// Questions for the cache are few, so that most are asked again; all others are not to be cached.
    private static String question(Kind kind, int number) {
        return switch (kind) {
            case TOOL, TOOL_STREAM -> "call now {}";
            case LEFT -> "count 120";
            case CACHED, CACHED_STREAM -> "count " + (60 + number / 64 % 3);
            case WHOLE, STREAM, LONG_PROMPT -> "count 60";
        };
    }

    private static String model(boolean anthropicModel) {
        return anthropicModel ? "anthropic/claude-haiku-4-5" : "openai/gpt-4o-mini";
    }

    private static String openAi(Kind kind, int number, boolean anthropicModel) {
        String tools = kind.tool() ? OPENAI_TOOLS : "";
        return """
                {"model":"%s","stream":%s,"messages":[{"role":"system","content":"%s"},{"role":"user","content":"%s"}],
                 "hexforge":{"cache":%s}%s}""".formatted(
                model(anthropicModel), kind.stream(), system(kind), question(kind, number), kind.cached(), tools);
    }

    private static String anthropic(Kind kind, int number, boolean anthropicModel) {
        String tools = kind.tool() ? ANTHROPIC_TOOLS : "";
        String mark = kind == Kind.LONG_PROMPT && anthropicModel ? CACHE_MARK : "";
        return """
                {"model":"%s","max_tokens":1000,"stream":%s,"system":[{"type":"text","text":"%s"%s}],
                 "messages":[{"role":"user","content":"%s"}],"hexforge":{"cache":%s}%s}""".formatted(
                model(anthropicModel), kind.stream(), system(kind), mark, question(kind, number), kind.cached(), tools);
    }

    private static String system(Kind kind) {
        return kind == Kind.LONG_PROMPT ? TEXT.repeat(70) : TEXT;
    }

    @Override
    public void close() {
        client.close();
    }
}
