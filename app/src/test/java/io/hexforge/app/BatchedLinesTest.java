package io.hexforge.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class BatchedLinesTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final LoggerContext context = new LoggerContext();

    @AfterEach
    void openGate() {
        gate.countDown();
    }

    @Test
    void writes_one_json_object_for_each_line_with_the_context_and_the_events_own_keys() throws Exception {
        var lines = started(open());
        var log = logger(lines);
        MDC.put("requestId", "outer");
        MDC.put("traceId", "t1");
        log.atInfo()
                .addKeyValue("status", 200)
                .addKeyValue("durationMs", 1.5)
                .addKeyValue("requestId", "r1")
                .log("done");
        MDC.clear();
        lines.stop();
        JsonNode line = written().getFirst();
        assertThat(Instant.parse(line.get("timestamp").asText())).isAfter(Instant.EPOCH);
        assertThat(line.get("level").asText()).isEqualTo("INFO");
        assertThat(line.get("logger").asText()).isEqualTo("test");
        assertThat(line.get("message").asText()).isEqualTo("done");
        assertThat(line.get("status").isInt()).isTrue();
        assertThat(line.get("durationMs").asDouble()).isEqualTo(1.5);
        assertThat(line.get("traceId").asText()).isEqualTo("t1");
        assertThat(line.get("requestId").asText()).isEqualTo("r1");
    }

    @Test
    void keeps_hostile_text_and_stack_traces_within_the_line() throws Exception {
        var lines = started(open());
        String hostile = "a\"b\\c\nd\r\te\u0001f ü €";
        logger(lines)
                .atError()
                .setCause(new IllegalStateException(hostile))
                .addKeyValue("k\"", hostile)
                .log(hostile);
        lines.stop();
        assertThat(written()).hasSize(1);
        assertThat(written().getFirst().get("message").asText()).isEqualTo(hostile);
        assertThat(written().getFirst().get("k\"").asText()).isEqualTo(hostile);
        assertThat(written().getFirst().get("error").asText()).contains("IllegalStateException", "BatchedLinesTest");
    }

    @Test
    void shows_a_line_that_was_logged_after_a_long_silence() {
        var lines = started(open());
        var log = logger(lines);
        log.info("first");
        awaitLines(1);
        // Long enough for the writer to have gone to rest.
        long rested = System.nanoTime() + Duration.ofMillis(1500).toNanos();
        while (System.nanoTime() < rested) {
            Thread.onSpinWait();
        }
        log.info("second");
        awaitLines(2);
        lines.stop();
    }

    @Test
    void drops_and_counts_lines_when_the_output_is_stuck_but_keeps_warnings() throws Exception {
        var lines = started(stuckUntilTheGateOpens());
        var log = logger(lines);
        for (int line = 0; line < 40_000; line++) {
            log.info("line {}", line);
        }
        var warner = Thread.startVirtualThread(() -> log.warn("a warning"));
        gate.countDown();
        warner.join();
        lines.stop();
        var messages =
                written().stream().map(line -> line.get("message").asText()).toList();
        assertThat(messages).contains("line 0", "a warning").doesNotContain("line 39999");
        long kept =
                messages.stream().filter(message -> message.startsWith("line ")).count();
        long dropped = messages.stream()
                .filter(message -> message.endsWith("the output was too slow"))
                .mapToLong(message -> Long.parseLong(message.substring(0, message.indexOf(' '))))
                .sum();
        assertThat(kept + dropped).isEqualTo(40_000);
    }

    @Test
    void writes_at_once_after_the_stop() throws Exception {
        var lines = started(open());
        var log = logger(lines);
        lines.stop();
        log.info("late");
        assertThat(written()).hasSize(1);
    }

    private BatchedLines started(PrintStream target) {
        var lines = new BatchedLines(new JsonLines(), target);
        lines.setContext(context);
        lines.start();
        return lines;
    }

    private Logger logger(BatchedLines lines) {
        context.setMDCAdapter(MDC.getMDCAdapter());
        var log = context.getLogger("test");
        log.addAppender(lines);
        return log;
    }

    private PrintStream open() {
        return new PrintStream(out, false, UTF_8);
    }

    private PrintStream stuckUntilTheGateOpens() {
        return new PrintStream(out, false, UTF_8) {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                try {
                    gate.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                super.write(bytes, offset, length);
            }
        };
    }

    private void awaitLines(int count) {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (out.toString(UTF_8).lines().count() < count) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private List<JsonNode> written() throws Exception {
        var nodes = new ArrayList<JsonNode>();
        var mapper = new ObjectMapper();
        for (String line : out.toString(UTF_8).split("\n")) {
            nodes.add(mapper.readTree(line));
        }
        return nodes;
    }
}
