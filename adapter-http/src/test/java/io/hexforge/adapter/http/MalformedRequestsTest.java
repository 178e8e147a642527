package io.hexforge.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.UnsupportedField;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a client sends, it is told what is wrong with it, and nothing here breaks.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedRequestsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAT = "/v1/chat/completions";
    private static final String USER = "{\"role\":\"user\",\"content\":\"x\"}";
    private static final byte[] HUGE = "x".repeat(2_000_000).getBytes(StandardCharsets.US_ASCII);

    private final TestServer server = new TestServer();

    @BeforeAll
    void script() {
        // A provider that speaks another dialect: every field must find a place in the canonical form.
        server.upstream().chats((chat, cancellation) -> {
            try {
                chat.canonical().get();
            } catch (UnsupportedField field) {
                return new ChatReply.Refused(UpstreamFault.invalid(field));
            }
            return new ChatReply.Answered(new ChatAnswer("id", "m", List.of(), FinishReason.STOP, null, Usage.NONE));
        });
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /// @param expected the status
    /// @param names what the answer must mention
    record Case(String what, int expected, String names, byte[]... pieces) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String head(String method, String path, String more) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                + server.key() + "\r\n" + more;
    }

    private Case post(String what, int expected, String names, String path, String body) {
        return json("POST", what, expected, names, path, body);
    }

    private Case json(String method, String what, int expected, String names, String path, String body) {
        byte[] content = bytes(body);
        String head =
                head(method, path, "Content-Type: application/json\r\nContent-Length: " + content.length + "\r\n\r\n");
        return new Case(what, expected, names, bytes(head), content);
    }

    private Case chat(String what, String names, String body) {
        return post("chat: " + what, 400, names, CHAT, body);
    }

    private Case with(String what, String names, String member) {
        return chat(what, names, "{\"model\":\"gpt-test\",\"messages\":[" + USER + "]," + member + "}");
    }

    private Case message(String what, String names, String message) {
        return chat(what, names, "{\"model\":\"gpt-test\",\"messages\":[" + message + "]}");
    }

    private Case raw(String what, int expected, String names, String text) {
        return new Case(what, expected, names, bytes(text));
    }

    private Case plain(String what, int expected, String names, String method, String path) {
        return new Case(what, expected, names, bytes(head(method, path, "\r\n")));
    }

    Stream<Case> malformed() {
        return Stream.of(syntax(), types(), messages(), resources(), http()).flatMap(List::stream);
    }

    private List<Case> syntax() {
        byte[] invalid = bytes("{\"model\":\"?\",\"messages\":[]}");
        invalid[10] = (byte) 0xc3;
        String type = "Content-Type: application/json\r\n";
        return List.of(
                chat("empty", "empty", ""),
                chat("blank", "object", "  "),
                chat("a word", "malformed", "hello"),
                chat("no closing brace", "malformed", "{\"model\":\"a\""),
                chat("no closing quote", "malformed", "{\"model\":\"a"),
                chat("single quotes", "malformed", "{'model':'a'}"),
                chat("comment", "malformed", "{/*x*/}"),
                chat("trailing comma", "malformed", "{\"messages\":[" + USER + "],}"),
                chat("leading zero", "malformed", "{\"n\":01}"),
                chat("not a number", "malformed", "{\"n\":NaN}"),
                chat("control character", "malformed", "{\"n\":\"a\u0001b\"}"),
                chat("bad escape", "malformed", "{\"n\":\"\\x\"}"),
                chat("two values", "after", "{} {}"),
                chat("name twice", "Duplicate", "{\"model\":\"a\",\"model\":\"b\",\"messages\":[" + USER + "]}"),
                chat("name twice below", "Duplicate", "{\"messages\":[{\"role\":\"user\",\"role\":\"system\"}]}"),
                chat("an array", "object", "[]"),
                chat("a string", "object", "\"x\""),
                chat("null", "object", "null"),
                chat("deeply nested", "limit", "{\"a\":" + "[".repeat(100_000)),
                chat("deep and closed", "limit", "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}"),
                chat("very long number", "limit", "{\"seed\":" + "9".repeat(100_000) + "}"),
                chat("byte order mark", "byte order mark", "\ufeff{}"),
                new Case(
                        "invalid UTF-8",
                        400,
                        "offset 10",
                        bytes(head("POST", CHAT, type + "Content-Length: " + invalid.length + "\r\n\r\n")),
                        invalid),
                new Case(
                        "UTF-16",
                        400,
                        "",
                        bytes(head("POST", CHAT, type + "Content-Length: 4\r\n\r\n")),
                        "{}".getBytes(StandardCharsets.UTF_16LE)));
    }

    private List<Case> types() {
        return List.of(
                chat("no messages", "messages", "{\"model\":\"gpt-test\"}"),
                chat("messages empty", "messages", "{\"model\":\"gpt-test\",\"messages\":[]}"),
                chat("messages a string", "messages", "{\"model\":\"gpt-test\",\"messages\":\"x\"}"),
                chat("model a number", "model", "{\"model\":1,\"messages\":[" + USER + "]}"),
                with("stream a string", "stream", "\"stream\":\"yes\""),
                with("max_tokens negative", "max_tokens", "\"max_tokens\":-1"),
                with("max_tokens fraction", "max_tokens", "\"max_tokens\":1.5"),
                with("max_tokens enormous", "max_tokens", "\"max_tokens\":1e400"),
                with("temperature a string", "temperature", "\"temperature\":\"hot\""),
                with("stop an object", "stop", "\"stop\":{}"),
                with("n two", "n", "\"n\":2"),
                with("logprobs", "logprobs", "\"logprobs\":true"),
                with("unknown field", "colour", "\"colour\":\"red\""),
                with("unknown extension", "teleport", "\"hexforge\":{\"teleport\":true}"),
                with("extension a list", "hexforge", "\"hexforge\":[]"),
                with("tools an object", "tools", "\"tools\":{}"),
                with("tool without a function", "tools[0].function", "\"tools\":[{\"type\":\"function\"}]"),
                with(
                        "tool without a name",
                        "tools[0].function.name",
                        "\"tools\":[{\"type\":\"function\",\"function\":{}}]"),
                with("tool choice nonsense", "tool_choice", "\"tool_choice\":\"perhaps\""),
                with("response format nonsense", "response_format.type", "\"response_format\":{\"type\":\"xml\"}"),
                with("schema missing", "response_format.json_schema", "\"response_format\":{\"type\":\"json_schema\"}"),
                with("effort nonsense", "reasoning_effort", "\"reasoning_effort\":\"maximal\""));
    }

    private List<Case> messages() {
        return List.of(
                message("message a string", "messages[0]", "\"x\""),
                message("no role", "messages[0].role", "{\"content\":\"x\"}"),
                message("role nonsense", "messages[0].role", "{\"role\":\"wizard\",\"content\":\"x\"}"),
                message("no content", "messages[0].content", "{\"role\":\"user\"}"),
                message("content a number", "messages[0].content", "{\"role\":\"user\",\"content\":1}"),
                message(
                        "part nonsense",
                        "messages[0].content[0].type",
                        "{\"role\":\"user\",\"content\":[{\"type\":\"smell\"}]}"),
                message(
                        "image without address",
                        "image_url.url",
                        "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{}}]}"),
                message("tool result without call", "tool_call_id", "{\"role\":\"tool\",\"content\":\"x\"}"),
                message(
                        "tool call without arguments",
                        "tool_calls[0].function.arguments",
                        "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\"}}]}"),
                message("stray member", "messages[0].mood", "{\"role\":\"user\",\"content\":\"x\",\"mood\":\"good\"}"));
    }

    private List<Case> resources() {
        String activate = "/v1/providers/activate";
        return List.of(
                post(
                        "unknown provider in model",
                        404,
                        "groq",
                        CHAT,
                        "{\"model\":\"groq/x\",\"messages\":[" + USER + "]}"),
                post("unknown provider", 400, "/provider", activate, "{\"provider\":\"nonsense\",\"api_key\":\"k\"}"),
                post(
                        "bad URL",
                        400,
                        "/base_url",
                        activate,
                        "{\"provider\":\"groq\",\"api_key\":\"k\",\"base_url\":\"::\"}"),
                post(
                        "URL of another kind",
                        400,
                        "/base_url",
                        activate,
                        "{\"provider\":\"groq\",\"api_key\":\"k\",\"base_url\":\"file:///etc/passwd\"}"),
                post(
                        "key with a line break",
                        400,
                        "/api_key",
                        activate,
                        "{\"provider\":\"groq\",\"api_key\":\"a\\nb\"}"),
                post("activation a list", 400, "object", activate, "[]"),
                post("key without a name", 400, "/name", "/v1/api-keys", "{}"),
                post(
                        "NUL in a name",
                        400,
                        "/name",
                        "/v1/api-keys",
                        "{\"name\":\"a\\u0000b\",\"scopes\":[\"gateway:use\"]}"),
                post(
                        "NUL in metadata",
                        400,
                        "/metadata",
                        activate,
                        "{\"provider\":\"groq\",\"api_key\":\"k\",\"metadata\":{\"a\":[\"\\u0000\"]}}"),
                post("scope nonsense", 400, "/scopes/0", "/v1/api-keys", "{\"name\":\"a\",\"scopes\":[\"x\"]}"),
                post("embedding without input", 400, "input", "/v1/embeddings", "{\"model\":\"m\"}"),
                post(
                        "embedding format",
                        400,
                        "encoding_format",
                        "/v1/embeddings",
                        "{\"input\":\"a\",\"encoding_format\":\"xml\"}"),
                json("PATCH", "unknown provider to change", 404, "provider", "/v1/providers/nonsense", "{}"),
                plain("unknown key", 404, "API key", "GET", "/v1/api-keys/00000000-0000-0000-0000-000000000000"),
                plain("id that is none", 404, "id", "GET", "/v1/api-keys/1%27%20or%201=1"),
                plain("limit too high", 400, "limit", "GET", "/v1/api-keys?limit=1000"),
                plain("cursor made up", 400, "cursor", "GET", "/v1/api-keys?cursor=AAAA"));
    }

    private List<Case> http() {
        String type = "Content-Type: application/json\r\n";
        return List.of(
                plain("nothing there", 404, "/v1/nothing", "GET", "/v1/nothing"),
                plain("wrong method", 405, "POST", "GET", CHAT),
                plain("unknown method", 405, "POST", "BREW", CHAT),
                plain("trace", 405, "GET", "TRACE", "/health"),
                plain("undecodable path", 400, "", "GET", "/v1/models/%zz"),
                plain("overlong UTF-8 in path", 400, "", "GET", "/%c0%ae%c0%ae/etc"),
                plain("path upwards", 400, "", "GET", "/v1/../../etc/passwd"),
                new Case(
                        "text",
                        415,
                        "text/plain",
                        bytes(head("POST", CHAT, "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}"))),
                new Case(
                        "another charset",
                        415,
                        "utf-16",
                        bytes(head(
                                "POST",
                                CHAT,
                                "Content-Type: application/json; charset=utf-16\r\nContent-Length: 2\r\n\r\n{}"))),
                new Case(
                        "compressed",
                        415,
                        "gzip",
                        bytes(head("POST", CHAT, type + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"))),
                new Case(
                        "too large by its length",
                        413,
                        "33554432",
                        bytes(head("POST", CHAT, type + "Content-Length: 99999999\r\n\r\n{"))),
                new Case(
                        "length of letters",
                        400,
                        "",
                        bytes(head("POST", CHAT, type + "Content-Length: abc\r\n\r\n{}"))),
                new Case(
                        "two lengths",
                        400,
                        "",
                        bytes(head("POST", CHAT, type + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"))),
                new Case(
                        "length and chunks",
                        400,
                        "",
                        bytes(head("POST", CHAT, type + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}"))),
                new Case(
                        "bad chunk",
                        400,
                        "",
                        bytes(head("POST", CHAT, type + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n"))),
                new Case("2 MB header", 431, "", bytes(head("POST", CHAT, type + "X-Big: ")), HUGE, bytes("\r\n\r\n")),
                new Case("2 MB path", 414, "", bytes("GET /"), HUGE, bytes(" HTTP/1.1\r\nHost: a\r\n\r\n")),
                new Case(
                        "method override",
                        400,
                        "X-HTTP-Method-Override",
                        bytes(head(
                                "POST",
                                "/v1/api-keys",
                                "X-HTTP-Method-Override: DELETE\r\nContent-Length: 0\r\n\r\n"))),
                raw("no host", 400, "", "GET /health HTTP/1.1\r\n\r\n"),
                raw("two hosts", 400, "", "GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
                raw("no version", 400, "", "GET /health FOO/9\r\nHost: a\r\n\r\n"),
                raw("header without colon", 400, "", "GET /health HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n"),
                raw("folded header", 400, "", "GET /health HTTP/1.1\r\nHost: a\r\nX: 1\r\n  2\r\n\r\n"),
                raw("NUL in a header", 400, "", "GET /health HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n\r\n"),
                raw("not HTTP", 400, "", "\u0016\u0003\u0001 hello\r\n\r\n"),
                raw("no key", 401, "API key", "GET /v1/providers HTTP/1.1\r\nHost: a\r\n\r\n"),
                raw(
                        "wrong key",
                        401,
                        "API key",
                        "GET /v1/models HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer hf_x\r\n\r\n"),
                raw(
                        "another scheme",
                        401,
                        "API key",
                        "GET /v1/models HTTP/1.1\r\nHost: a\r\nAuthorization: Basic YTpi\r\n\r\n"),
                new Case(
                        "idempotency key with spaces",
                        400,
                        "Idempotency-Key",
                        bytes(head(
                                "POST",
                                "/v1/api-keys",
                                type + "Idempotency-Key: a b\r\nContent-Length: 12\r\n\r\n{\"name\":\"a\"}"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void is_answered_4xx_and_told_why(Case each) throws IOException {
        var answer = new Wire(server.port()).send(each.pieces());
        assertThat(answer.status()).as(answer.body()).isEqualTo(each.expected());
        assertThat(answer.headers()).containsKeys("x-request-id", "traceparent", "x-content-type-options");
        JsonNode body = JSON.readTree(answer.body());
        String message;
        if (body.has("error")) {
            assertThat(body.get("error").fieldNames()).toIterable().contains("message", "type", "param", "code");
            message = body.get("error").toString();
        } else {
            assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
            assertThat(body.get("status").intValue()).isEqualTo(each.expected());
            message = body.toString();
        }
        assertThat(message).contains(each.names()).doesNotContain("Exception").doesNotContain("io.hexforge");
    }
}
