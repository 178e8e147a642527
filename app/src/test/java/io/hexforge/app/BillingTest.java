package io.hexforge.app;

import static io.hexforge.app.faults.Expect.assertFromFallback;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.llm.wall.Attempt;
import io.hexforge.adapter.llm.wall.Fault;
import io.hexforge.adapter.llm.wall.Fault.Ending;
import io.hexforge.app.faults.Caller;
import io.hexforge.app.faults.Heard;
import io.hexforge.app.faults.Play;
import io.hexforge.app.faults.Way;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What stands in the books when a call ends otherwise than well, held against what the provider knows that it made.
@Execution(ExecutionMode.CONCURRENT)
class BillingTest {
    @RegisterExtension
    private static final FaultyNode NODE = new FaultyNode();

    private static final long INPUT_USD = 1;
    private static final long OUTPUT_USD = 10;
    /// US dollars for a million tokens are so many nano-USD for one.
    private static final long NANO_USD = 1_000;

    @BeforeAll
    static void price() {
        NODE.importFacts(INPUT_USD, OUTPUT_USD, 200_000, 200_000);
    }

    static List<Way> all() {
        return Way.all();
    }

    static List<Way> streamed() {
        return Way.streamed();
    }

    static List<Way> whole() {
        return Way.whole();
    }

    @ParameterizedTest
    @MethodSource("streamed")
    void s08_a_stream_that_breaks_off_costs_what_had_come(Way way) {
        Play play = NODE.play(way).breaking(new Fault.Cut(400, Ending.CLOSE));

        assertThat(play.askAlone("count 600").failed()).isTrue();

        JsonNode record = only(play.records());
        assertThat(record.path("status").asText()).isEqualTo("aborted");
        assertThat(record.path("provider").asText()).isEqualTo(way.provider());
        assertCosts(record, play.attempts().getFirst());
    }

    @ParameterizedTest
    @MethodSource("streamed")
    void s20_a_client_that_leaves_pays_for_what_had_come(Way way) {
        Play play = NODE.play(way).breaking(Fault.stallAfter(400));

        try (Caller client = play.call("count 600")) {
            client.awaitText("400 ").leave();
        }

        Attempt attempt = play.awaitAttempt(Attempt::cancelled);
        assertThat(attempt.tokens()).isEqualTo(400);
        JsonNode record = only(play.records());
        assertThat(record.path("status").asText()).isEqualTo("aborted");
        assertCosts(record, attempt);
    }

    @ParameterizedTest
    @MethodSource("all")
    void s20_a_client_that_leaves_before_the_first_token_pays_for_none(Way way) {
        Play play = NODE.play(way).breaking(Fault.silence());

        try (Caller client = play.call("count 600")) {
            play.awaitAttempt(attempt -> !attempt.over());
            client.leave();
        }

        JsonNode record = only(play.records());
        assertThat(record.path("status").asText()).isEqualTo("aborted");
        assertThat(record.path("output_tokens").asLong()).isZero();
    }

    @ParameterizedTest
    @MethodSource("all")
    void s16_only_the_attempt_that_answered_is_billed(Way way) {
        Play play = NODE.play(way).breaking(Fault.errorIn200());

        assertBilledToFallback(play, play.askWithFallback("count 600"));
    }

    @ParameterizedTest
    @MethodSource("whole")
    void s16_half_an_answer_that_nobody_saw_is_not_billed(Way way) {
        Play play = NODE.play(way).breaking(new Fault.Cut(400, Ending.CLOSE));

        assertBilledToFallback(play, play.askWithFallback("count 600"));
    }

    private static void assertBilledToFallback(Play play, Heard heard) {
        assertFromFallback(play, heard, heard.text());
        JsonNode record = only(play.records());
        assertThat(record.path("status").asText()).isEqualTo("ok");
        assertThat(record.path("provider").asText()).isEqualTo("groq");
        assertThat(record.path("attempts").asInt()).isEqualTo(play.attempts().size() + 1);
        assertThat(record.path("prompt_tokens").asLong()).isEqualTo(heard.promptTokens());
        assertCosts(record, play.fallbackAttempts().getFirst());
    }

    private static JsonNode only(List<JsonNode> records) {
        assertThat(records).hasSize(1);
        return records.getFirst();
    }

    private static void assertCosts(JsonNode record, Attempt truth) {
        assertThat(truth.tokens()).isPositive();
        assertThat(record.path("output_tokens").asDouble()).isCloseTo(truth.tokens(), withinPercentage(1));
        long prompt = record.path("prompt_tokens").asLong();
        assertThat(prompt).isBetween(1L, 20L);
        double cost = NANO_USD * (INPUT_USD * prompt + OUTPUT_USD * truth.tokens());
        assertThat(record.path("cost_nano_usd").asDouble()).isCloseTo(cost, withinPercentage(1));
    }
}
