package io.hexforge.adapter.http.gateway;

import static io.hexforge.adapter.http.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.http.TestServer;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecuteRoutesTest {
    private static final String PATH = "/api/v1/ai/execute";
    private static final ChatReply DONE = new ChatReply.Answered(new ChatAnswer(
            "1", "gpt-test", List.of(new Output.Text("Done.")), FinishReason.STOP, null, Usage.of(10, 5)));

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_task_is_answered_with_what_it_took() throws Exception {
        server.upstream().chats(DONE);

        var response =
                server.post(PATH, "{\"task\":\"Say done\",\"task_type\":\"review\",\"model_name\":\"gpt-test\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-hexforge-provider")).hasValue("openai");
        JsonNode body = json(response);
        assertThat(body.path("success").asBoolean()).isTrue();
        assertThat(body.path("output").asText()).isEqualTo("Done.");
        assertThat(body.path("model_used").asText()).isEqualTo("openai/gpt-test");
        assertThat(body.path("execution_time").asDouble()).isPositive();
        assertThat(body.path("metadata").path("task_type").asText()).isEqualTo("review");
        assertThat(body.path("metadata").path("tokens_used").asLong()).isEqualTo(15);
        assertThat(body.path("metadata").path("estimated_tokens").asLong()).isEqualTo(2);
        assertThat(body.path("metadata").path("rag_used").asBoolean()).isFalse();
        assertThat(body.path("metadata").path("retrieved_docs_count").asInt()).isZero();
        assertThat(body.path("metadata").has("cost_cents")).isFalse();
    }

    @Test
    void a_known_price_gives_the_cost_in_cents() throws Exception {
        server.upstream().chats(DONE);

        var response = server.post(PATH, "{\"task\":\"Say done\",\"model_name\":\"openai/gpt-4o\"}");

        assertThat(json(response).path("metadata").path("cost_cents").asDouble())
                .isPositive();
        assertThat(json(response).path("metadata").path("task_type").asText()).isEqualTo("general");
    }

    @Test
    void the_context_bounds_the_answer() throws Exception {
        var asked = new AtomicReference<InboundChat>();
        server.upstream().chats((chat, cancellation) -> {
            asked.set(chat);
            return DONE;
        });

        server.post(PATH, """
                {"task": "Say done", "task_type": "code", "context": {"latency_slo_ms": 1500, "max_tokens": 77,
                 "temperature": 0.5, "cost_priority": true, "use_rag": false, "trace": "ours", "later": null}}""");

        assertThat(asked.get().facts().hints().latencySlo()).isEqualTo(Duration.ofMillis(1500));
        assertThat(asked.get().facts().hints().taskType()).isEqualTo("code");
        assertThat(asked.get().facts().hints().costPriority()).isTrue();
        assertThat(asked.get().canonical().get().maxOutputTokens()).isEqualTo(77);
        assertThat(asked.get().canonical().get().sampling().temperature()).isEqualTo(0.5);
        assertThat(asked.get().canonical().get().messages())
                .containsExactly(new Message.User(List.of(new Part.Text("Say done"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                              | /task",
                "{\"task\":\" \"}                                | /task",
                "{\"task\":\"x\",\"odd\":1}                      | /odd",
                "{\"task\":\"x\",\"context\":[]}                 | /context",
                "{\"task\":\"x\",\"context\":{\"latency_slo_ms\":0}}   | /context/latency_slo_ms",
                "{\"task\":\"x\",\"context\":{\"max_tokens\":1.5}}     | /context/max_tokens",
                "{\"task\":\"x\",\"context\":{\"use_rag\":true}}       | /context/use_rag",
            })
    void what_is_not_valid_is_refused_by_name(String body, String pointer) throws Exception {
        var response = server.post(PATH, body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("errors").path(0).path("pointer").asText())
                .isEqualTo(pointer);
        assertThat(server.upstream().calls()).isZero();
    }

    @Test
    void a_fault_of_the_provider_has_its_status() throws Exception {
        server.upstream().chats(new ChatReply.Refused(UpstreamFault.of(Kind.OVERLOADED, "busy")));

        var response = server.post(PATH, "{\"task\":\"x\"}");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(json(response).path("code").asText()).isEqualTo("overloaded");
    }

    @Test
    void a_repeated_request_is_executed_once() throws Exception {
        server.upstream().chats(DONE);

        var first = server.post(PATH, "{\"task\":\"x\"}", "Idempotency-Key", "k");
        var second = server.post(PATH, "{\"task\":\"x\"}", "Idempotency-Key", "k");

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(server.upstream().calls()).isEqualTo(1);
    }
}
