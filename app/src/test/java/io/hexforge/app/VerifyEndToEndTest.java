package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.adapter.llm.wall.Fault;
import io.hexforge.adapter.llm.wall.RefusalKind;
import io.hexforge.adapter.llm.wall.Wall;
import io.hexforge.app.config.Config;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers are checked by a whole node with the wall as every provider. The wall repeats what it is asked, so a checker
/// finds what the client's question holds.
class VerifyEndToEndTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "wall-model";

    @TempDir
    private static Path home;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static Wall wall;
    private static Node node;
    private static String key;

    @BeforeAll
    static void start() {
        wall = Wall.start().serve(MODEL);
        node = Node.serve(
                Config.from(Map.ofEntries(
                        Map.entry("HEXFORGE_HOME", home.toString()),
                        Map.entry("PORT", "0"),
                        Map.entry("OPENAI_API_KEY", Wall.KEY),
                        Map.entry("OPENAI_BASE_URL", wall.url("/v1").toString()),
                        Map.entry("ANTHROPIC_API_KEY", Wall.KEY),
                        Map.entry("ANTHROPIC_BASE_URL", wall.url("/v1").toString()),
                        Map.entry("GOOGLE_API_KEY", Wall.KEY),
                        Map.entry("GEMINI_BASE_URL", wall.url("/v1beta").toString()),
                        Map.entry("VERIFIER_MODEL", "openai/" + MODEL),
                        Map.entry("SCORER_MODEL", "openai/" + MODEL),
                        Map.entry(
                                "ESCALATION_LADDER",
                                "openai/" + MODEL + ",anthropic/" + MODEL + ",gemini/" + MODEL + ",openai/nobody"))),
                "test");
        key = node.firstKey().orElseThrow().reveal();
    }

    @AfterAll
    static void stop() {
        node.close();
        wall.close();
        CLIENT.close();
    }

    @BeforeEach
    void calm() {
        wall.calm();
        wall.log().clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini"})
    void accepted_answers_of_every_kind_of_provider_carry_the_findings(String provider) throws Exception {
        String question = finding(true, 0.9, 0.9);

        var response = post("/v1/chat/completions", chat(provider, question));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode body = JSON.readTree(response.body());
        assertThat(body.at("/choices/0/message/content").asText()).isEqualTo(question);
        assertThat(body.at("/hexforge/verification_result/safety_score").asDouble())
                .isEqualTo(0.9);
        assertThat(body.at("/hexforge/confidence_result/confidence_score").asDouble())
                .isEqualTo(0.9);
        assertThat(body.at("/hexforge/escalated").asBoolean()).isFalse();
        assertThat(header(response, "x-hexforge-provider")).isEqualTo(provider);
    }

    @Test
    void an_unsafe_answer_is_withheld_whole_and_streamed_and_from_either_client() throws Exception {
        String question = finding(false, 0.2, 0.9);
        Map<String, Object> streamed = chat("openai", question);
        streamed.put("stream", true);
        Map<String, Object> anthropic = chat("openai", question);
        anthropic.put("max_tokens", 4096);

        for (var response : List.of(
                post("/v1/chat/completions", chat("openai", question)),
                post("/v1/chat/completions", streamed),
                post("/v1/messages", anthropic))) {
            assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
            JsonNode body = JSON.readTree(response.body());
            assertThat(body.at("/error/message").asText())
                    .isEqualTo("Output rejected due to safety or quality concerns");
            assertThat(body.at("/verification/is_safe").asBoolean()).isFalse();
            assertThat(body.at("/confidence/score").asDouble()).isEqualTo(0.9);
        }
    }

    @Test
    void an_unsure_answer_is_asked_of_two_better_models() throws Exception {
        var response = post("/v1/chat/completions", chat("openai", finding(true, 0.9, 0.5)));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(header(response, "x-hexforge-provider")).isEqualTo("gemini");
        JsonNode found = JSON.readTree(response.body()).path("hexforge");
        assertThat(found.path("escalated").asBoolean()).isTrue();
        assertThat(found.path("original_model").asText()).isEqualTo("openai/" + MODEL);
    }

    @Test
    void an_answer_that_nobody_is_sure_of_is_rejected_at_the_top() throws Exception {
        var response = post("/v1/chat/completions", chat("openai", finding(true, 0.9, 0.3)));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
        assertThat(header(response, "x-hexforge-provider")).isEqualTo("gemini");
        assertThat(JSON.readTree(response.body()).at("/verification/is_safe").asBoolean())
                .isTrue();
    }

    @Test
    void a_verifier_without_a_finding_is_an_error_of_its_own() throws Exception {
        var response = post("/v1/chat/completions", chat("openai", "no finding"));

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(response.body()).at("/error/code").asText()).isEqualTo("verification_error");
    }

    @Test
    void an_accepted_answer_is_streamed() throws Exception {
        Map<String, Object> request = chat("anthropic", finding(true, 0.9, 0.9));
        request.put("stream", true);

        var response = post("/v1/chat/completions", request);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Content-Type")).startsWith("text/event-stream");
        assertThat(response.body()).contains("is_safe").endsWith("data: [DONE]\n\n");
    }

    @Test
    void a_task_in_words_is_executed_by_the_model_that_is_named_or_any() throws Exception {
        var named = JSON.readTree(post(
                        "/api/v1/ai/execute",
                        Map.of("task", "count 5", "task_type", "review", "model_name", "anthropic/" + MODEL))
                .body());
        assertThat(named.path("success").asBoolean()).isTrue();
        assertThat(named.path("output").asText().strip()).isEqualTo("1 2 3 4 5");
        assertThat(named.path("model_used").asText()).isEqualTo("anthropic/" + MODEL);
        assertThat(named.at("/metadata/task_type").asText()).isEqualTo("review");
        assertThat(named.at("/metadata/tokens_used").asLong()).isGreaterThan(5);

        wall.always(new Fault.Refused(RefusalKind.CONTENT_FILTER, null));
        var refused = post("/api/v1/ai/execute", Map.of("task", "x", "model_name", "openai/" + MODEL));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(header(refused, "Content-Type")).isEqualTo("application/problem+json");
    }

    private static Map<String, Object> chat(String provider, String question) {
        var request = new LinkedHashMap<String, Object>();
        request.put("model", provider + "/" + MODEL);
        request.put("messages", List.of(Map.of("role", "user", "content", question)));
        request.put("hexforge", Map.of("verify", true));
        return request;
    }

    private static String finding(boolean safe, double safety, double confidence) throws IOException {
        var finding = new LinkedHashMap<String, Object>();
        finding.put("is_safe", safe);
        finding.put("safety_score", safety);
        finding.put("issues", List.of());
        finding.put("confidence_score", confidence);
        return JSON.writeValueAsString(finding);
    }

    private static HttpResponse<String> post(String path, Map<String, Object> body) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(node.url().resolve(path))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }
}
