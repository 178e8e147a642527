package io.hexforge.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AccessLogTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LinkedBlockingQueue<ILoggingEvent> lines = new LinkedBlockingQueue<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger access = (Logger) LoggerFactory.getLogger("io.hexforge.access");
    private final AppenderBase<ILoggingEvent> collector = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event);
        }
    };
    private final TestServer server = new TestServer();

    @BeforeEach
    void collect() {
        access.setLevel(Level.INFO);
        access.setAdditive(true);
        collector.start();
        root.addAppender(collector);
    }

    @AfterEach
    void stop() {
        server.close();
        root.detachAppender(collector);
        access.setLevel(Level.WARN);
    }

    private Map<String, String> nextLine() throws InterruptedException {
        ILoggingEvent event = lines.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(event).isNotNull();
        return event.getKeyValuePairs().stream()
                .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
    }

    @Test
    void a_request_leaves_one_line_with_who_and_what_and_how_long() throws Exception {
        var response = server.get("/v1/api-keys?limit=5");
        Map<String, String> line = nextLine();
        assertThat(line)
                .containsEntry("method", "GET")
                .containsEntry("route", "/v1/api-keys")
                .containsEntry("status", "200")
                .containsEntry(
                        "requestId",
                        response.headers().firstValue("X-Request-ID").orElseThrow())
                .containsKeys("traceId", "userId", "tenantId", "durationMs");
        assertThat(lines).isEmpty();
    }

    @Test
    void nothing_that_a_client_says_in_confidence_is_in_any_line() throws Exception {
        server.upstream()
                .chats(new ChatReply.Relayed("{\"a\":\"the-answer\"}".getBytes(StandardCharsets.UTF_8), Usage.NONE));
        server.post(
                "/v1/chat/completions?token=the-query",
                "{\"model\":\"gpt-test\",\"messages\":[{\"role\":\"user\",\"content\":\"the-prompt\"}]}");
        server.post("/v1/chat/completions", "{\"model\":\"gpt-test\",\"messages\":\"the-prompt\",,}");
        server.post("/v1/providers/activate", "{\"provider\":\"groq\",\"api_key\":\"the-provider-key\"}");
        server.get("/the-path-of-nothing");
        for (int i = 0; i < 4; i++) {
            Map<String, String> line = nextLine();
            assertThat(line.toString())
                    .doesNotContain("the-", server.key())
                    .containsAnyOf("/v1/chat/completions", "/v1/providers/activate", "unmatched");
        }
    }
}
