package io.hexforge.adapter.llm.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T08:00:00Z"));
    private static final String PROMPT =
            "{\"model\":\"m\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | 2000",
                "0.25 | 250",
                "Sat, 21 Nov 2026 08:00:30 GMT | 30000",
                "Sat, 21 Nov 2026 07:00:00 GMT | 0",
            })
    void reads_how_long_to_wait(String text, long millis) {
        assertThat(Faults.retryAfter(text, CLOCK)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"soon", "-1", "NaN", "1e300"})
    void ignores_what_is_no_time(String text) {
        assertThat(Faults.retryAfter(text, CLOCK)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | context_length_exceeded | CONTEXT_LENGTH",
                "400 | this model's maximum context length is 8192 tokens | CONTEXT_LENGTH",
                "400 | the prompt is too long: 210000 tokens > 200000 maximum | CONTEXT_LENGTH",
                "422 | extra inputs are not permitted | INVALID_REQUEST",
                "400 | content_policy_violation | CONTENT_FILTER",
                "403 | your input was flagged | CONTENT_FILTER",
                "403 | country not supported | CREDENTIAL",
                "400 | api key not valid. please pass a valid api key. | CREDENTIAL",
                "400 | your credit balance is too low to access the api | QUOTA",
                "402 | | QUOTA",
                "404 | | UNKNOWN_MODEL",
                "429 | insufficient_quota | QUOTA",
                "429 | resource_exhausted you exceeded your current quota | RATE_LIMITED",
                "500 | | SERVER_ERROR",
                "500 | overloaded_error | OVERLOADED",
                "529 | | OVERLOADED",
                "408 | | SERVER_ERROR",
            })
    void tells_faults_apart(int status, String text, Kind kind) {
        assertThat(Faults.kind(status, text == null ? "" : text)).isEqualTo(kind);
    }

    @Test
    void follows_no_redirect() throws IOException {
        var followed = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", exchange -> {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        });
        server.createContext("/elsewhere", exchange -> {
            followed.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            var fault = Calls.refused(ask(server.getAddress().getPort(), true, Calls.TIMERS));
            assertThat(fault.kind()).isEqualTo(Kind.MALFORMED);
            assertThat(followed).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void gives_a_whole_answer_out_as_a_stream_when_the_provider_does_not_stream() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", exchange -> {
            byte[] answer = """
                    {"id":"1","model":"m","choices":[{"message":{"role":"assistant","content":"whole"},
                    "finish_reason":"stop"}],"usage":{"prompt_tokens":2,"completion_tokens":1}}""".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            var read = Calls.read(ask(server.getAddress().getPort(), true, Calls.TIMERS));
            assertThat(read.answer().text()).isEqualTo("whole");
            assertThat(read.usage().prompt()).isEqualTo(2);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void gives_up_connecting_in_time() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 4; i++) {
                var socket = new Socket();
                waiting.add(socket);
                try {
                    socket.connect(full.getLocalSocketAddress(), 50);
                } catch (IOException queueIsFull) {
                    break;
                }
            }
            var timers = new Timers(
                    Duration.ofMillis(200), Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));
            long before = System.nanoTime();
            assertThat(Calls.refused(ask(full.getLocalPort(), false, timers)).kind())
                    .isEqualTo(Kind.UNREACHABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    @Test
    void reports_a_port_where_nobody_listens() throws IOException {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(Calls.refused(ask(free, false, Calls.TIMERS)).kind()).isEqualTo(Kind.UNREACHABLE);
    }

    private static ChatReply ask(int port, boolean stream, Timers timers) {
        try (var upstream = new HttpUpstream(HttpUpstream.Settings.DEFAULT, CLOCK)) {
            return upstream.complete(
                    Calls.deployment("custom", URI.create("http://127.0.0.1:" + port + "/v1"), "m"),
                    Calls.inbound(Dialect.OPENAI, PROMPT.formatted(stream)),
                    timers,
                    new Cancellation());
        }
    }
}
