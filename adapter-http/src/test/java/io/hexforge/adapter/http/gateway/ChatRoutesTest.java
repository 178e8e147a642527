package io.hexforge.adapter.http.gateway;

import static io.hexforge.adapter.http.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.adapter.http.ScriptedUpstream.Parts;
import io.hexforge.adapter.http.ScriptedUpstream.Stalling;
import io.hexforge.adapter.http.TestServer;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChatRoutesTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String HELLO =
            "{\"model\":\"gpt-test\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String STREAM =
            "{\"model\":\"gpt-test\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private static ReplyPart frames(String text, boolean content) {
        return new ReplyPart.Frames(text.getBytes(StandardCharsets.UTF_8), content, null);
    }

    private static ReplyPart event(ChatEvent event) {
        return new ReplyPart.Event(event);
    }

    private static ChatReply streaming(ReplyPart... parts) {
        return new ChatReply.Streaming(new Parts(List.of(parts), true));
    }

    private static ChatReply failing(Kind kind, String message) {
        return new ChatReply.Refused(UpstreamFault.of(kind, message));
    }

    private static List<JsonNode> chunks(HttpResponse<String> response) throws IOException {
        var chunks = new ArrayList<JsonNode>();
        for (String frame : response.body().split("\n\n")) {
            if (!frame.equals("data: [DONE]")) {
                assertThat(frame).startsWith("data: ");
                chunks.add(JSON.readTree(frame.substring("data: ".length())));
            }
        }
        return chunks;
    }

    @Test
    void relays_a_whole_answer_byte_for_byte_and_says_who_answered() throws Exception {
        String body = "{ \"id\":\"x\",  \"odd\": [1.0, 2e3], \"unknown_field\":\"ü\" }";
        server.upstream().chats(new ChatReply.Relayed(body.getBytes(StandardCharsets.UTF_8), Usage.NONE));
        var response = server.post(PATH, HELLO.replace("gpt-test", "openai/gpt-test"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.headers().firstValue("x-hexforge-provider")).hasValue("openai");
        assertThat(response.headers().firstValue("x-hexforge-model")).hasValue("gpt-test");
        assertThat(response.headers().firstValue("x-hexforge-attempts")).hasValue("1");
        assertThat(response.headers().firstValue("x-hexforge-route-reason")).hasValue("explicit-provider");
        assertThat(Double.parseDouble(
                        response.headers().firstValue("x-hexforge-overhead-ms").orElseThrow()))
                .isBetween(0.0, 5000.0);
    }

    @Test
    void the_provider_gets_the_bytes_that_the_client_sent_and_the_facts() throws Exception {
        var seen = new AtomicReference<InboundChat>();
        server.upstream().chats((chat, cancellation) -> {
            seen.set(chat);
            return failing(Kind.QUOTA, "no");
        });
        String body = "{ \"messages\" : [{\"role\":\"user\",\"content\":\"h\\u0069\"}], \"stream\":false,"
                + "\"max_tokens\":5,\"model\":\"openai/gpt-test\",\"tools\":[{}],\"x\":{\"y\":[]} }";
        server.post(PATH, body);
        var facts = seen.get().facts();
        assertThat(facts.model()).isEqualTo("openai/gpt-test");
        assertThat(facts.maxOutputTokens()).isEqualTo(5);
        assertThat(facts.tools()).isTrue();
        assertThat(new String(seen.get().body().bytes(), StandardCharsets.UTF_8))
                .isEqualTo(body);
        assertThat(seen.get().body().value("x"))
                .hasValueSatisfying(value ->
                        assertThat(value).asString(StandardCharsets.UTF_8).isEqualTo("{\"y\":[]}"));
    }

    @Test
    void relays_frames_as_they_are() throws Exception {
        server.upstream()
                .chats(streaming(
                        frames(": ping\r\n\r\n", false),
                        frames("data: {\"a\":\"ü\"}\n\n", true),
                        frames("data: [DONE]\n\n", false),
                        new ReplyPart.End(Usage.NONE)));
        var response = server.post(PATH, STREAM);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        assertThat(response.headers().firstValue("x-hexforge-provider")).hasValue("openai");
        assertThat(response.body()).isEqualTo(": ping\r\n\r\ndata: {\"a\":\"ü\"}\n\ndata: [DONE]\n\n");
    }

    @Test
    void ten_thousand_chunks_arrive_intact() throws Exception {
        var parts = new ArrayList<ReplyPart>();
        var expected = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            String frame = "data: {\"n\":" + i + ",\"text\":\"grüße " + i + "\"}\n\n";
            expected.append(frame);
            parts.add(frames(frame, true));
        }
        server.upstream().chats(streaming(parts.toArray(ReplyPart[]::new)));
        assertThat(server.post(PATH, STREAM).body()).isEqualTo(expected.toString());
    }

    @Test
    void tells_the_cost_of_a_whole_answer_and_of_a_stream_beside_its_counts() throws Exception {
        Usage used = Usage.of(1_000, 100);
        String priced = HELLO.replace("gpt-test", "openai/gpt-4o");
        server.upstream().chats(new ChatReply.Relayed("{}".getBytes(StandardCharsets.UTF_8), used));
        HttpResponse<String> whole = server.post(PATH, priced);
        assertThat(whole.headers().firstValue("x-hexforge-cost-usd")).hasValue("0.0035");
        assertThat(whole.headers().firstValue("x-hexforge-cache")).hasValue("miss");

        String counts = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1000}}\n\n";
        byte[] bytes = counts.getBytes(StandardCharsets.UTF_8);
        var place = new ReplyPart.Counts(used, counts.lastIndexOf('}'));
        server.upstream()
                .chats(streaming(
                        frames("data: {\"x\":1}\n\n", true),
                        new ReplyPart.Frames(bytes, false, place),
                        new ReplyPart.End(used)));
        List<JsonNode> relayed = chunks(server.post(PATH, priced.replace("{\"model", "{\"stream\":true,\"model")));
        assertThat(relayed.getLast().at("/hexforge/cost_usd").decimalValue()).isEqualByComparingTo("0.0035");
        assertThat(relayed.getLast().at("/usage/prompt_tokens").intValue()).isEqualTo(1000);

        server.upstream()
                .chats(streaming(
                        event(new ChatEvent.Started("1", "gpt-4o")),
                        event(new ChatEvent.TextDelta("hi")),
                        event(new ChatEvent.Finished(FinishReason.STOP, null)),
                        new ReplyPart.End(used)));
        String asking = "{\"stream\":true,\"stream_options\":{\"include_usage\":true},\"model";
        List<JsonNode> translated = chunks(server.post(PATH, priced.replace("{\"model", asking)));
        assertThat(translated.getLast().at("/hexforge/cost_usd").decimalValue()).isEqualByComparingTo("0.0035");
    }

    @Test
    void comments_keep_a_waiting_client_and_later_errors_stand_in_the_stream() throws Exception {
        try (var patient = TestServer.keepingAlive(Duration.ofMillis(20))) {
            patient.upstream().chats((call, cancellation) -> {
                try {
                    cancellation.await(Duration.ofMillis(200));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return failing(Kind.OVERLOADED, "too much");
            });
            HttpResponse<String> response = patient.post(PATH, STREAM);

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).startsWith(": keep-alive\n\n").doesNotContain("[DONE]");
            assertThat(response.body().substring(response.body().lastIndexOf("data: ")))
                    .contains("\"error\"")
                    .contains("too much");
        }
    }

    @Test
    void a_fault_before_the_first_content_has_a_status_of_its_own() throws Exception {
        server.upstream()
                .chats(streaming(
                        frames("data: {\"role\":1}\n\n", false),
                        new ReplyPart.Failed(UpstreamFault.of(Kind.FIRST_TOKEN_TIMEOUT, "too slow"), Usage.NONE)));
        var response = server.post(PATH, STREAM);
        assertThat(response.statusCode()).isEqualTo(504);
        assertThat(json(response).at("/error/type").textValue()).isEqualTo("server_error");
        assertThat(json(response).at("/error/message").textValue()).isEqualTo("too slow");
        assertThat(response.headers().firstValue("x-should-retry")).hasValue("false");
    }

    @Test
    void a_fault_after_the_first_content_is_told_in_the_stream() throws Exception {
        server.upstream()
                .chats(new ChatReply.Streaming(new Parts(
                        List.of(
                                frames("data: {\"x\":1}\n\n", true),
                                new ReplyPart.Failed(UpstreamFault.of(Kind.TRUNCATED, "broke off"), Usage.NONE)),
                        false)));
        var response = server.post(PATH, STREAM);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).doesNotContain("[DONE]");
        JsonNode error = chunks(response).getLast().get("error");
        assertThat(error.get("message").textValue()).isEqualTo("broke off");
        assertThat(error.get("code").textValue()).isEqualTo("provider_truncated");
    }

    @Test
    void translates_a_whole_answer() throws Exception {
        server.upstream()
                .chats(new ChatReply.Answered(new ChatAnswer(
                        "msg_1",
                        "claude",
                        List.of(
                                new Output.Thinking("hm", "sig"),
                                new Output.Text("Let me look."),
                                new Output.ToolCall("call_1", "look", "{\"a\":1}"),
                                new Output.ToolCall("call_2", "look", "{\"a\":2}")),
                        FinishReason.TOOL_CALLS,
                        null,
                        new Usage(10, 4, 0, 7, 2))));
        JsonNode body = json(server.post(PATH, HELLO));
        assertThat(body.get("object").textValue()).isEqualTo("chat.completion");
        assertThat(body.get("id").textValue()).isEqualTo("chatcmpl-msg_1");
        JsonNode message = body.at("/choices/0/message");
        assertThat(message.get("content").textValue()).isEqualTo("Let me look.");
        assertThat(message.get("reasoning_content").textValue()).isEqualTo("hm");
        assertThat(message.at("/thinking_blocks/0/signature").textValue()).isEqualTo("sig");
        assertThat(message.at("/tool_calls/1/id").textValue()).isEqualTo("call_2");
        assertThat(message.at("/tool_calls/1/function/arguments").textValue()).isEqualTo("{\"a\":2}");
        assertThat(body.at("/choices/0/finish_reason").textValue()).isEqualTo("tool_calls");
        assertThat(body.at("/usage/prompt_tokens").intValue()).isEqualTo(10);
        assertThat(body.at("/usage/total_tokens").intValue()).isEqualTo(17);
        assertThat(body.at("/usage/prompt_tokens_details/cached_tokens").intValue())
                .isEqualTo(4);
        assertThat(body.at("/usage/completion_tokens_details/reasoning_tokens").intValue())
                .isEqualTo(2);
    }

    @Test
    void translates_a_stream_into_chunks_as_the_contract_has_them() throws Exception {
        server.upstream()
                .chats(streaming(
                        event(new ChatEvent.Started("m1", "claude")),
                        event(new ChatEvent.TextDelta("Hel")),
                        event(new ChatEvent.TextDelta("lo")),
                        event(new ChatEvent.ToolCallStarted(0, "c1", "look", null)),
                        event(new ChatEvent.ToolCallDelta(0, "{\"a\":")),
                        event(new ChatEvent.ToolCallDelta(0, "1}")),
                        event(new ChatEvent.UsageCounted(Usage.of(3, 4))),
                        event(new ChatEvent.Finished(FinishReason.TOOL_CALLS, null)),
                        new ReplyPart.End(Usage.of(3, 4))));
        var response = server.post(PATH, STREAM.replace("}]}", "}],\"stream_options\":{\"include_usage\":true}}"));
        assertThat(response.body()).endsWith("data: [DONE]\n\n");
        List<JsonNode> chunks = chunks(response);
        assertThat(chunks).hasSize(8);
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.get("id").textValue()).isEqualTo("chatcmpl-m1");
            assertThat(chunk.get("object").textValue()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.get("created")).isEqualTo(chunks.getFirst().get("created"));
            assertThat(chunk.get("model").textValue()).isEqualTo("claude");
            assertThat(chunk.has("usage")).isTrue();
        });
        assertThat(chunks.getFirst().at("/choices/0/delta").toString())
                .isEqualTo("{\"role\":\"assistant\",\"content\":\"\"}");
        assertThat(chunks.get(1).at("/choices/0/delta/content").textValue()).isEqualTo("Hel");
        assertThat(chunks.get(3).at("/choices/0/delta/tool_calls/0").toString())
                .isEqualTo("{\"index\":0,\"id\":\"c1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"look\",\"arguments\":\"\"}}");
        assertThat(chunks.get(4).at("/choices/0/delta/tool_calls/0").toString())
                .isEqualTo("{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\":\"}}");
        assertThat(chunks.get(6).at("/choices/0/finish_reason").textValue()).isEqualTo("tool_calls");
        assertThat(chunks.get(6).get("usage").isNull()).isTrue();
        assertThat(chunks.get(7).get("choices").isEmpty()).isTrue();
        assertThat(chunks.get(7).at("/usage/completion_tokens").intValue()).isEqualTo(4);
    }

    @Test
    void usage_is_left_out_of_a_translated_stream_unless_asked_for() throws Exception {
        server.upstream()
                .chats(streaming(
                        event(new ChatEvent.Started("m1", "claude")),
                        event(new ChatEvent.TextDelta("Hello")),
                        event(new ChatEvent.UsageCounted(Usage.of(3, 4))),
                        event(new ChatEvent.Finished(FinishReason.STOP, null)),
                        new ReplyPart.End(Usage.of(3, 4))));
        assertThat(server.post(PATH, STREAM).body()).doesNotContain("usage").endsWith("data: [DONE]\n\n");
    }

    @Test
    void faults_have_the_vendors_shape_and_their_own_status() throws Exception {
        record Case(Kind kind, int status, String type, String code) {}
        for (var each : List.of(
                new Case(Kind.INVALID_REQUEST, 400, "invalid_request_error", null),
                new Case(Kind.CONTEXT_LENGTH, 400, "invalid_request_error", "context_length_exceeded"),
                new Case(Kind.UNKNOWN_MODEL, 404, "invalid_request_error", "model_not_found"),
                new Case(Kind.RATE_LIMITED, 429, "rate_limit_exceeded", "rate_limit_exceeded"),
                new Case(Kind.QUOTA, 429, "insufficient_quota", "insufficient_quota"),
                new Case(Kind.OVERLOADED, 503, "server_error", "overloaded"),
                new Case(Kind.UNREACHABLE, 502, "server_error", "provider_unreachable"),
                new Case(Kind.CREDENTIAL, 502, "server_error", "provider_credential_refused"))) {
            server.upstream().chats(failing(each.kind(), "because"));
            for (String request : List.of(HELLO, STREAM)) {
                var response = server.post(PATH, request);
                assertThat(response.statusCode()).as(each.toString()).isEqualTo(each.status());
                JsonNode error = json(response).get("error");
                assertThat(error.get("message").textValue()).isEqualTo("because");
                assertThat(error.get("type").textValue()).isEqualTo(each.type());
                assertThat(error.get("code").textValue()).isEqualTo(each.code());
                assertThat(error.has("param")).isTrue();
            }
        }
    }

    @Test
    void a_provider_s_own_refusal_reaches_the_client_as_it_was_with_its_wish_for_rest() throws Exception {
        String body = "{\"error\":{\"message\":\"theirs\",\"odd\":true}}";
        server.upstream()
                .chats(new ChatReply.Refused(new UpstreamFault(
                        Kind.RATE_LIMITED,
                        429,
                        "theirs",
                        null,
                        Duration.ofMillis(1500),
                        body.getBytes(StandardCharsets.UTF_8))));
        var response = server.post(PATH, HELLO);
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("2");
        assertThat(response.headers().firstValue("retry-after-ms")).hasValue("1500");
    }

    @Test
    void a_provider_that_is_not_set_up_is_404() throws Exception {
        var provider = server.post(PATH, HELLO.replace("gpt-test", "groq/llama"));
        assertThat(provider.statusCode()).isEqualTo(404);
        assertThat(json(provider).at("/error/code").textValue()).isEqualTo("provider_not_configured");
        assertThat(json(provider).at("/error/param").textValue()).isEqualTo("model");
    }

    @Test
    void a_client_that_leaves_before_the_first_token_ends_the_call() throws Exception {
        var entered = new CountDownLatch(1);
        var cancelled = new CompletableFuture<Long>();
        server.upstream().chats((chat, cancellation) -> {
            cancellation.onCancel(() -> cancelled.complete(System.nanoTime()));
            entered.countDown();
            try {
                cancellation.await(Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return failing(Kind.CANCELLED, "left");
        });
        for (String request : List.of(HELLO, STREAM)) {
            var socket = open(request);
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
            long left = System.nanoTime();
            socket.close();
            long noticed = cancelled.get(10, TimeUnit.SECONDS);
            assertThat(Duration.ofNanos(noticed - left)).isLessThan(Duration.ofMillis(500));
        }
    }

    @Test
    void a_client_that_leaves_after_the_first_token_ends_the_call() throws Exception {
        var stream = new AtomicReference<Stalling>();
        server.upstream().chats((chat, cancellation) -> {
            stream.set(new Stalling(frames("data: {\"x\":1}\n\n", true), cancellation));
            return new ChatReply.Streaming(stream.get());
        });
        try (var socket = open(STREAM)) {
            var head = new StringBuilder();
            while (!head.toString().contains("data: {\"x\":1}")) {
                int next = socket.getInputStream().read();
                assertThat(next).isNotNegative();
                head.append((char) next);
            }
        }
        assertThat(stream.get().closed().await(2, TimeUnit.SECONDS)).isTrue();
    }

    private Socket open(String body) throws IOException {
        var socket = new Socket("127.0.0.1", server.port());
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream()
                .write(("POST " + PATH + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + server.key()
                                + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n"
                                + body)
                        .getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    @Test
    void a_repeated_request_is_answered_and_not_asked_again() throws Exception {
        server.upstream().chats(new ChatReply.Relayed("{\"n\":1}".getBytes(StandardCharsets.UTF_8), Usage.NONE));
        var first = server.post(PATH, HELLO, "Idempotency-Key", "k1");
        server.upstream().chats(new ChatReply.Relayed("{\"n\":2}".getBytes(StandardCharsets.UTF_8), Usage.NONE));
        var second = server.post(PATH, HELLO, "Idempotency-Key", "k1");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("idempotency-replayed")).hasValue("true");
        assertThat(server.upstream().calls()).isEqualTo(1);
        assertThat(server.post(PATH, HELLO + " ", "Idempotency-Key", "k1").statusCode())
                .isEqualTo(422);
        assertThat(server.post(PATH, HELLO, "Idempotency-Key", "bad key").statusCode())
                .isEqualTo(400);
        assertThat(server.post(PATH, HELLO, "Idempotency-Key", "k2").body()).isEqualTo("{\"n\":2}");
    }

    @Test
    void a_failed_request_may_be_tried_again_under_its_key() throws Exception {
        server.upstream().chats(failing(Kind.OVERLOADED, "later"));
        assertThat(server.post(PATH, HELLO, "Idempotency-Key", "k1").statusCode())
                .isEqualTo(503);
        server.upstream().chats(new ChatReply.Relayed("{\"n\":1}".getBytes(StandardCharsets.UTF_8), Usage.NONE));
        assertThat(server.post(PATH, HELLO, "Idempotency-Key", "k1").statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_key_in_flight_is_a_conflict() throws Exception {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        server.upstream().chats((chat, cancellation) -> {
            entered.countDown();
            try {
                release.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new ChatReply.Relayed("{}".getBytes(StandardCharsets.UTF_8), Usage.NONE);
        });
        var first = CompletableFuture.supplyAsync(() -> {
            try {
                return server.post(PATH, HELLO, "Idempotency-Key", "k1");
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(server.post(PATH, HELLO, "Idempotency-Key", "k1").statusCode())
                .isEqualTo(409);
        release.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void older_paths_lead_to_the_same_handler() throws Exception {
        server.upstream().chats(new ChatReply.Relayed("{}".getBytes(StandardCharsets.UTF_8), Usage.NONE));
        for (String alias : List.of("/chat/completions", "/api/chat/completions", PATH + "/")) {
            assertThat(server.post(alias, HELLO).statusCode()).as(alias).isEqualTo(200);
        }
    }

    @Test
    void without_a_key_nothing_is_asked() throws Exception {
        var response = server.send(server.anonymous(PATH)
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(HELLO)));
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(json(response).at("/error/code").textValue()).isEqualTo("invalid_api_key");
        assertThat(server.upstream().calls()).isZero();
    }
}
