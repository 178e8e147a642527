package io.hexforge.adapter.http.gateway;

import static io.hexforge.adapter.http.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.http.TestServer;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VerifiedCompletionsTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String SAFE =
            "{\"is_safe\": true, \"safety_score\": 0.95, \"issues\": [], \"explanation\": \"Fine.\"}";
    private static final String UNSAFE =
            "{\"is_safe\": false, \"safety_score\": 0.1, \"issues\": [\"harmful_content\"]}";
    private static final String SURE = "{\"confidence_score\": 0.9, \"reasoning\": \"Known.\"}";

    private final TestServer server = new TestServer();
    private final List<InboundChat> asked = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void an_accepted_answer_carries_what_was_found() throws Exception {
        judging(SAFE, SURE);

        var response = server.post(PATH, request("\"verify\": true"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-hexforge-model")).hasValue("gpt-test");
        JsonNode body = json(response);
        assertThat(body.at("/choices/0/message/content").asText()).isEqualTo("Hello!");
        JsonNode found = body.path("hexforge");
        assertThat(found.at("/verification_result/is_safe").asBoolean()).isTrue();
        assertThat(found.at("/verification_result/safety_score").asDouble()).isEqualTo(0.95);
        assertThat(found.at("/verification_result/explanation").asText()).isEqualTo("Fine.");
        assertThat(found.at("/confidence_result/confidence_score").asDouble()).isEqualTo(0.9);
        assertThat(found.at("/confidence_result/recommended_action").asText()).isEqualTo("accept");
        assertThat(found.path("escalated").asBoolean()).isFalse();
        assertThat(found.path("original_model").isNull()).isTrue();
        assertThat(asked).hasSize(3);
    }

    @Test
    void a_rejected_answer_is_withheld_and_the_findings_are_told() throws Exception {
        judging(UNSAFE, SURE);

        var response = server.post(PATH, request("\"verify\": true"));

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).doesNotContain("Hello!");
        assertThat(response.headers().firstValue("x-should-retry")).hasValue("false");
        JsonNode body = json(response);
        assertThat(body.at("/error/message").asText()).isEqualTo("Output rejected due to safety or quality concerns");
        assertThat(body.at("/error/code").asText()).isEqualTo("output_rejected");
        assertThat(body.at("/verification/is_safe").asBoolean()).isFalse();
        assertThat(body.at("/verification/safety_score").asDouble()).isEqualTo(0.1);
        assertThat(body.at("/verification/issues/0").asText()).isEqualTo("harmful_content");
        assertThat(body.at("/confidence/score").asDouble()).isEqualTo(0.9);
        assertThat(body.at("/confidence/reasoning").asText()).isEqualTo("Known.");
    }

    @Test
    void a_verifier_that_fails_is_told_from_an_unsafe_answer() throws Exception {
        judging("I would rather not say.", SURE);

        var response = server.post(PATH, request("\"verify\": true"));

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(json(response).at("/error/code").asText()).isEqualTo("verification_error");
        assertThat(json(response).at("/verification/is_safe").isNull()).isTrue();
        assertThat(json(response).at("/verification/issues/0").asText()).isEqualTo("verification_error");
    }

    @Test
    void a_streamed_answer_is_streamed_once_it_is_checked() throws Exception {
        judging(SAFE, SURE);

        var accepted = server.post(PATH, request("\"verify\": true", "\"stream\": true"));

        assertThat(accepted.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        assertThat(accepted.body()).contains("\"content\":\"Hello!\"").endsWith("data: [DONE]\n\n");
        assertThat(asked).noneMatch(chat -> chat.facts().stream());

        judging(UNSAFE, SURE);
        var rejected = server.post(PATH, request("\"verify\": true", "\"stream\": true"));
        assertThat(rejected.statusCode()).isEqualTo(422);
        assertThat(rejected.body()).doesNotContain("Hello!");
    }

    @Test
    void anthropics_clients_get_errors_of_their_own() throws Exception {
        judging(UNSAFE, SURE);

        var response = server.post("/v1/messages", request("\"verify\": true", "\"max_tokens\": 100"));

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(json(response).at("/type").asText()).isEqualTo("error");
        assertThat(json(response).at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(json(response).at("/verification/is_safe").isBoolean()).isTrue();
    }

    @Test
    void checks_go_only_where_the_request_may_go() throws Exception {
        judging(SAFE, SURE);

        server.post(PATH, request("\"verify\": true, \"cache\": false, \"providers\": {\"only\": [\"openai\"]}"));

        assertThat(asked).hasSize(3).allSatisfy(chat -> {
            assertThat(chat.facts().hints().providers().only()).containsExactly("openai");
            assertThat(chat.facts().hints().cache()).isFalse();
            assertThat(chat.facts().hints().verify()).isFalse();
        });
    }

    @Test
    void without_verify_nothing_is_checked() throws Exception {
        judging(UNSAFE, SURE);

        assertThat(server.post(PATH, request("\"verify\": false")).statusCode()).isEqualTo(200);
        assertThat(asked).hasSize(1);
    }

    @Test
    void a_fault_of_the_provider_is_answered_as_ever() throws Exception {
        server.upstream().chats(new ChatReply.Refused(UpstreamFault.of(Kind.OVERLOADED, "busy")));
        assertThat(server.post(PATH, request("\"verify\": true")).statusCode()).isEqualTo(503);

        var untranslatable = server.post(PATH, request("\"verify\": true", "\"logprobs\": true"));
        assertThat(untranslatable.statusCode()).isEqualTo(400);
        assertThat(json(untranslatable).at("/error/param").asText()).isEqualTo("logprobs");
    }

    private void judging(String safety, String confidence) {
        asked.clear();
        server.upstream().chats((chat, cancellation) -> {
            asked.add(chat);
            String model = chat.canonical().get().model();
            return said(
                    switch (model) {
                        case "openai/verifier" -> safety;
                        case "openai/scorer" -> confidence;
                        default -> "Hello!";
                    });
        });
    }

    private static ChatReply said(String text) {
        return new ChatReply.Answered(new ChatAnswer(
                "1", "gpt-test", List.of(new Output.Text(text)), FinishReason.STOP, null, Usage.of(3, 1)));
    }

    private static String request(String hexforge, String... members) {
        String more = members.length == 0 ? "" : ", " + String.join(", ", members);
        return "{\"model\": \"openai/gpt-test\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}], \"hexforge\": {"
                + hexforge + "}" + more + "}";
    }
}
