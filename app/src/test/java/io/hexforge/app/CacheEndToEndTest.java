package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.adapter.llm.wall.Wall;
import io.hexforge.app.config.Config;
import io.hexforge.app.faults.Api;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.ApiKeySecret;
import io.hexforge.ports.driven.Race;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers are given again by a whole node, with the wall behind it, which counts how often it was asked.
class CacheEndToEndTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NUMBERS =
            IntStream.rangeClosed(1, 40).mapToObj(i -> i + " ").collect(Collectors.joining());

    @TempDir
    private static Path home;

    private static Wall wall;
    private static Node node;
    private static Api api;
    private static int asked;

    @BeforeAll
    static void start() {
        wall = Wall.start();
        node = Node.serve(
                Config.from(Map.of(
                        "HEXFORGE_HOME",
                        home.toString(),
                        "PORT",
                        "0",
                        "OPENAI_API_KEY",
                        Wall.KEY,
                        "OPENAI_BASE_URL",
                        wall.url("/v1").toString(),
                        "ANTHROPIC_API_KEY",
                        Wall.KEY,
                        "ANTHROPIC_BASE_URL",
                        wall.url("/v1").toString())),
                "test");
        api = new Api(node.url(), node.firstKey().orElseThrow().reveal());
    }

    @AfterAll
    static void stop() {
        node.close();
        wall.close();
    }

    @BeforeEach
    void forget() {
        wall.log().clear();
        asked++;
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai/gpt-4o-mini", "anthropic/claude-sonnet-4-5"})
    void a_question_that_is_asked_twice_is_answered_once_by_the_provider_and_costs_once(String model) {
        wall.serve(model.substring(model.indexOf('/') + 1));
        Api.Reply first = api.post("/v1/chat/completions", question(model, ""));
        Api.Reply second = api.post("/v1/chat/completions", question(model, ""));

        assertThat(first.header("x-hexforge-cache")).as(first.text()).isEqualTo("miss");
        assertThat(second.header("x-hexforge-cache")).isEqualTo("hit");
        assertThat(second.header("x-hexforge-attempts")).isEqualTo("0");
        assertThat(second.header("x-hexforge-cost-usd")).matches("0(\\.0+)?");
        assertThat(text(second)).isEqualTo(text(first)).isEqualTo(NUMBERS);
        assertThat(second.json().path("usage").path("completion_tokens").asInt())
                .isEqualTo(first.json().path("usage").path("completion_tokens").asInt())
                .isEqualTo(40);
        assertThat(callsToProvider()).isEqualTo(1);
        JsonNode record = record(second.header("x-request-id"));
        assertThat(record.path("status").asText()).isEqualTo("cached");
        assertThat(record.path("cost_nano_usd").asLong(-1)).isZero();
        assertThat(record(first.header("x-request-id")).path("cost_nano_usd").asLong())
                .isPositive();
    }

    @Test
    void a_stream_is_served_from_a_whole_answer_in_either_dialect_to_the_byte() {
        String model = "openai/gpt-4o-mini";
        assertThat(api.post("/v1/chat/completions", question(model, "")).status())
                .isEqualTo(200);

        Api.Reply openAi = api.post(
                "/v1/chat/completions",
                question(model, ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
        Api.Reply anthropic = api.post("/v1/messages", question(model, ",\"stream\":true"));

        assertThat(callsToProvider()).isEqualTo(1);
        List<JsonNode> chunks = events(openAi, "data: \\{.*\\}", "data: [DONE]");
        assertThat(chunks.stream()
                        .map(chunk -> chunk.at("/choices/0/delta/content").asText())
                        .collect(Collectors.joining()))
                .isEqualTo(NUMBERS);
        assertThat(chunks).extracting(chunk -> chunk.path("id").asText()).containsOnly(id(chunks));
        assertThat(chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asText())
                .isEqualTo("stop");
        assertThat(chunks.getLast().at("/usage/completion_tokens").asInt()).isEqualTo(40);

        List<JsonNode> events = events(anthropic, "event: [a-z_]+\ndata: \\{.*\\}", "event: message_stop\ndata: {");
        assertThat(events.stream()
                        .map(event -> event.at("/delta/text").asText())
                        .collect(Collectors.joining()))
                .isEqualTo(NUMBERS);
        assertThat(events)
                .extracting(event -> event.path("type").asText())
                .startsWith("message_start", "content_block_start")
                .endsWith("content_block_stop", "message_delta", "message_stop");
    }

    @Test
    void what_a_stream_has_brought_is_given_again_whole() {
        String model = "anthropic/claude-sonnet-4-5";
        wall.serve("claude-sonnet-4-5");
        Api.Reply stream = api.post("/v1/messages", question(model, ",\"stream\":true"));
        assertThat(stream.header("x-hexforge-cache")).as(stream.text()).isEqualTo("miss");
        assertThat(stream.text()).endsWith("\n\n").contains("message_stop");

        Api.Reply whole = api.post("/v1/chat/completions", question(model, ""));

        assertThat(whole.header("x-hexforge-cache")).isEqualTo("hit");
        assertThat(text(whole)).isEqualTo(NUMBERS);
        assertThat(callsToProvider()).isEqualTo(1);
    }

    @Test
    void other_tenants_and_requests_that_say_no_get_nothing_from_it() {
        String model = "openai/gpt-4o-mini";
        String question = question(model, "");
        api.post("/v1/chat/completions", question);
        assertThat(api.post("/v1/chat/completions", question).header("x-hexforge-cache"))
                .isEqualTo("hit");

        Api.Reply stranger = new Api(node.url(), keyOfAnotherTenant()).post("/v1/chat/completions", question);
        Api.Reply unwilling = api.post("/v1/chat/completions", question(model, ",\"hexforge\":{\"cache\":false}"));

        assertThat(stranger.header("x-hexforge-cache")).as(stranger.text()).isEqualTo("miss");
        assertThat(unwilling.header("x-hexforge-cache")).isEqualTo("miss");
        assertThat(callsToProvider()).isEqualTo(3);
    }

    @Test
    void warm_answers_are_kept_only_for_who_asks_for_it() {
        String warm = question("openai/gpt-4o-mini", ",\"temperature\":0.7").replace(",\"temperature\":0,", ",");
        String kept = warm.replaceFirst("}$", ",\"hexforge\":{\"cache\":60}}");

        for (String body : List.of(warm, warm, kept, kept)) {
            assertThat(api.post("/v1/chat/completions", body).status()).isEqualTo(200);
        }

        assertThat(callsToProvider()).isEqualTo(3);
    }

    /// A question that no other test asks.
    private static String question(String model, String more) {
        return "{\"model\":\"%s\",\"temperature\":0,\"max_tokens\":%d,\"messages\":[{\"role\":\"user\",\"content\":\"count 40\"}]%s}"
                .formatted(model, 1_000 + asked, more);
    }

    private static long callsToProvider() {
        return wall.log().all().stream()
                .filter(attempt -> attempt.request().method().equals("POST"))
                .count();
    }

    private static String text(Api.Reply reply) {
        return reply.json().at("/choices/0/message/content").asText();
    }

    private static String id(List<JsonNode> chunks) {
        return chunks.getFirst().path("id").asText();
    }

    /// {@return what stands in the events of a stream, in which nothing else may be}
    private static List<JsonNode> events(Api.Reply stream, String pattern, String end) {
        assertThat(stream.header("x-hexforge-cache")).as(stream.text()).isEqualTo("hit");
        assertThat(stream.header("content-type")).startsWith("text/event-stream");
        assertThat(stream.text()).endsWith("\n\n");
        var events = new ArrayList<JsonNode>();
        List<String> blocks = List.of(stream.text().split("\n\n"));
        assertThat(blocks.getLast()).startsWith(end);
        for (String block : blocks) {
            if (!block.equals("data: [DONE]")) {
                assertThat(block).matches(pattern);
                events.add(json(block.substring(block.indexOf("data: ") + 6)));
            }
        }
        return events;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    private static JsonNode record(String requestId) {
        var found = new ArrayList<JsonNode>();
        Race.until(() -> {
            found.clear();
            api.get("/v1/usage").json().path("items").forEach(item -> {
                if (item.path("request_id").asText().equals(requestId)) {
                    found.add(item);
                }
            });
            return found.size() == 1;
        });
        return found.getFirst();
    }

    private static String keyOfAnotherTenant() {
        var random = new SecureRandom();
        var ids = new Ids(InstantSource.system(), random);
        var secret = ApiKeySecret.generate(random);
        var stranger = new Actor(ids.next(), ids.next(), null, Set.of(Scope.GATEWAY_USE), false);
        node.useCases().authenticate().acceptLocally(secret, stranger);
        return secret.reveal();
    }
}
