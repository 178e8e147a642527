package io.hexforge.adapter.http.gateway;

import static io.hexforge.adapter.http.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.http.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExplainRoutesTest {
    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void every_candidate_comes_with_the_terms_of_its_score() throws Exception {
        JsonNode answer = explain("{\"model\":\"openai/gpt-5\",\"prompt_tokens\":1000}");

        assertThat(answer.path("decision").textValue()).isEqualTo("ranked");
        assertThat(answer.path("reason").textValue()).isEqualTo("explicit-provider");
        assertThat(answer.path("chosen").textValue()).isEqualTo("openai/gpt-5@test");
        JsonNode score = answer.at("/candidates/0/score");
        assertThat(score.path("latency").longValue()).isPositive();
        assertThat(score.path("total").longValue())
                .isEqualTo(
                        score.path("cost").longValue() + score.path("latency").longValue());
        assertThat(answer.has("success")).isFalse();
    }

    @Test
    void what_is_left_out_comes_with_the_reason() throws Exception {
        JsonNode ignored =
                explain("{\"model\":\"openai/gpt-5\",\"hexforge\":{\"providers\":{\"ignore\":[\"openai\"]}}}");
        assertThat(ignored.path("decision").textValue()).isEqualTo("none_left");
        assertThat(ignored.at("/dropped/0/reason").textValue()).contains("hexforge.providers.ignore");

        JsonNode dear = explain("{\"model\":\"openai/gpt-5\",\"hexforge\":{\"max_cost\":0.01}}");
        assertThat(dear.path("error").textValue()).contains("hexforge.max_cost");

        assertThat(explain("{\"model\":\"groq/llama\"}").path("decision").textValue())
                .isEqualTo("not_configured");
    }

    @Test
    void the_older_path_answers_in_the_older_words_too() throws Exception {
        JsonNode found = json(server.post(
                "/routing/route",
                "{\"capability\":\"chat\",\"requirements\":{\"model\":\"openai/gpt-5\"},\"prefer_cost\":true}"));
        assertThat(found.path("success").booleanValue()).isTrue();
        assertThat(found.path("capability").textValue()).isEqualTo("chat");
        assertThat(found.at("/provider/name").textValue()).isEqualTo("openai");
        assertThat(found.path("request_id").textValue()).isNotBlank();

        var none =
                server.post("/routing/route", "{\"capability\":\"chat\",\"requirements\":{\"model\":\"groq/llama\"}}");
        assertThat(none.statusCode()).isEqualTo(200);
        assertThat(json(none).path("success").booleanValue()).isFalse();
        assertThat(json(none).path("error").textValue()).contains("groq");
    }

    @Test
    void wrong_hints_are_refused() throws Exception {
        assertThat(server.post("/v1/routing/explain", "{\"hexforge\":{\"max_cost\":-1}}")
                        .statusCode())
                .isEqualTo(400);
    }

    private JsonNode explain(String body) throws Exception {
        var response = server.post("/v1/routing/explain", body);
        assertThat(response.statusCode()).isEqualTo(200);
        return json(response);
    }
}
