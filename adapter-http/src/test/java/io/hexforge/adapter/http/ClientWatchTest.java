package io.hexforge.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Usage;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientWatchTest {
    private static final String BODY = "{\"model\":\"gpt-test\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    private static final Duration LONGER_THAN_TWO_SWEEPS = Duration.ofMillis(150);

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private byte[] request() {
        return ("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + server.key()
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private AtomicInteger answersSlowly() {
        var cancelled = new AtomicInteger();
        var count = new AtomicInteger();
        server.upstream().chats((chat, cancellation) -> {
            try {
                if (cancellation.await(LONGER_THAN_TWO_SWEEPS)) {
                    cancelled.incrementAndGet();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            byte[] body = ("{\"n\":" + count.incrementAndGet() + "}").getBytes(StandardCharsets.US_ASCII);
            return new ChatReply.Relayed(body, Usage.NONE);
        });
        return cancelled;
    }

    @Test
    void a_connection_serves_on_after_answers_that_were_watched() throws Exception {
        AtomicInteger cancelled = answersSlowly();
        try (var socket = new Socket("127.0.0.1", server.port())) {
            for (int i = 1; i <= 3; i++) {
                socket.getOutputStream().write(request());
                assertThat(Wire.read(socket).body()).isEqualTo("{\"n\":" + i + "}");
            }
        }
        assertThat(cancelled).hasValue(0);
    }

    @Test
    void requests_sent_ahead_are_answered_too() throws Exception {
        AtomicInteger cancelled = answersSlowly();
        try (var socket = new Socket("127.0.0.1", server.port())) {
            for (int i = 1; i <= 3; i++) {
                socket.getOutputStream().write(request());
            }
            for (int i = 1; i <= 3; i++) {
                assertThat(Wire.read(socket).body()).isEqualTo("{\"n\":" + i + "}");
            }
        }
        assertThat(cancelled).hasValue(0);
    }
}
