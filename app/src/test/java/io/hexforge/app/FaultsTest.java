package io.hexforge.app;

import static io.hexforge.app.faults.Expect.assertRefused;
import static io.hexforge.app.faults.Expect.assertTruncated;
import static io.hexforge.app.faults.Expect.assertWhole;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.llm.wall.Attempt;
import io.hexforge.adapter.llm.wall.Fault;
import io.hexforge.adapter.llm.wall.Fault.Ending;
import io.hexforge.adapter.llm.wall.RefusalKind;
import io.hexforge.app.faults.Caller;
import io.hexforge.app.faults.Heard;
import io.hexforge.app.faults.Play;
import io.hexforge.app.faults.Way;
import io.hexforge.app.faults.Way.Client;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a client sees, and what a provider has to bear, when the only provider fails in each of the usual ways: by
/// both dialects on either side, streamed and whole.
@Execution(ExecutionMode.CONCURRENT)
class FaultsTest {
    @RegisterExtension
    private static final FaultyNode NODE = new FaultyNode();

    private static final String SIXTY = "count 60";
    private static final String SIXTY_NUMBERS =
            IntStream.rangeClosed(1, 60).mapToObj(i -> i + " ").collect(Collectors.joining());
    private static final String QUESTION = "Hello, wörld 🎉 and 世界!";
    private static final Duration BRIEFLY = Duration.ofMillis(400);
    /// All attempts that two retries allow.
    private static final int MOST_ATTEMPTS = 3;

    static List<Way> all() {
        return Way.all();
    }

    static List<Way> streamed() {
        return Way.streamed();
    }

    @ParameterizedTest
    @MethodSource("all")
    void s01_waits_as_long_as_a_rate_limit_asks(Way way) {
        Play play = NODE.play(way).breaking(Fault.rateLimited(BRIEFLY), 1);

        Heard heard = play.askAlone(QUESTION);

        assertWhole(heard, QUESTION);
        assertThat(play.attempts()).hasSize(2);
        assertThat(play.gaps().getFirst()).isBetween(BRIEFLY, BRIEFLY.plusSeconds(1));
    }

    @ParameterizedTest
    @MethodSource("all")
    void s02_backs_off_from_an_endless_rate_limit_and_says_so(Way way) {
        Play play = NODE.play(way).breaking(Fault.rateLimited());

        Heard heard = play.askAlone(QUESTION);

        assertRefused(heard, 429);
        assertThat(play.attempts()).hasSizeBetween(1, MOST_ATTEMPTS);
    }

    @ParameterizedTest
    @MethodSource("all")
    void s04_tells_of_an_unavailable_provider_when_there_is_no_other(Way way) {
        Play play = NODE.play(way).breaking(Fault.refused(RefusalKind.UNAVAILABLE));

        assertRefused(play.askAlone(QUESTION), way.client() == Client.ANTHROPIC ? 529 : 503);

        assertThat(play.attempts()).hasSizeBetween(1, MOST_ATTEMPTS);
    }

    @ParameterizedTest
    @MethodSource("all")
    void s05_survives_a_reset_before_the_answer(Way way) {
        Play play = NODE.play(way).breaking(Fault.resetBeforeHeaders(), 1);

        assertWhole(play.askAlone(QUESTION), QUESTION);

        assertThat(play.attempts()).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("all")
    void s06_ends_within_the_deadline_when_nobody_answers(Way way) {
        Play play = NODE.play(way).breaking(Fault.silence());

        Heard heard = play.askAlone(QUESTION);

        assertRefused(heard, 504);
        assertThat(heard.took()).isLessThan(Duration.ofMillis(7_500));
    }

    @ParameterizedTest
    @MethodSource("all")
    void s07_waits_for_a_slow_first_token_within_the_limit(Way way) {
        for (boolean headFirst : List.of(false, true)) {
            Play play = NODE.play(way).breaking(new Fault.SlowStart(BRIEFLY, headFirst));

            Heard heard = play.askWithFallback(QUESTION);

            assertWhole(heard, QUESTION);
            assertThat(heard.took()).isGreaterThanOrEqualTo(BRIEFLY);
            assertThat(play.attempts()).hasSize(1);
            assertThat(play.fallbackAttempts()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("streamed")
    void s08_never_makes_a_cut_stream_look_whole(Way way) {
        for (Ending ending : Ending.values()) {
            Play play = NODE.play(way).breaking(new Fault.Cut(40, ending));

            Heard heard = play.askWithFallback(SIXTY);

            // A reset may overtake what was sent before it.
            assertTruncated(heard, ending == Ending.RESET ? heard.text() : numbers(40));
            assertThat(SIXTY_NUMBERS).startsWith(heard.text());
            assertThat(play.fallbackAttempts()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("streamed")
    void s08_tells_that_the_finish_is_missing(Way way) {
        Play play = NODE.play(way).breaking(Fault.cutBeforeUsage());

        assertTruncated(play.askWithFallback(SIXTY), SIXTY_NUMBERS);
    }

    @ParameterizedTest
    @MethodSource("streamed")
    void s09_ends_a_stalled_stream_and_its_connection(Way way) {
        Play play = NODE.play(way).breaking(Fault.stallAfter(40));

        Heard heard = play.askWithFallback(SIXTY);

        assertTruncated(heard, numbers(40));
        assertThat(heard.took()).isBetween(Duration.ofMillis(1_400), Duration.ofMillis(4_000));
        play.awaitAttempt(Attempt::cancelled);
        assertThat(play.attempts()).hasSize(1);
        assertThat(play.fallbackAttempts()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("streamed")
    void s10_fails_cleanly_on_a_malformed_chunk(Way way) {
        Play play = NODE.play(way).breaking(Fault.malformedAfter(40));

        Heard heard = play.askWithFallback(SIXTY);

        assertTruncated(heard, numbers(40));
        play.awaitAttempt(Attempt::over);
    }

    @ParameterizedTest
    @MethodSource("streamed")
    void s11_finishes_without_the_end_mark_and_reports_usage(Way way) {
        for (boolean holdOpen : List.of(false, true)) {
            Play play = NODE.play(way).breaking(new Fault.NoTerminator(holdOpen));

            Heard heard = play.askAlone(SIXTY);

            assertWhole(heard, SIXTY_NUMBERS);
            assertThat(heard.outputTokens()).isEqualTo(60);
            assertThat(heard.took()).isLessThan(Duration.ofSeconds(2));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void s12_does_not_repeat_a_prompt_that_is_too_long(Way way) {
        Play play = NODE.play(way).breaking(Fault.refused(RefusalKind.CONTEXT_LENGTH));

        Heard heard = play.askAlone(QUESTION);

        assertRefused(heard, 400);
        if (way.client() == Client.OPENAI) {
            assertThat(heard.error().path("code").asText()).isEqualTo("context_length_exceeded");
        }
        assertThat(heard.error().path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(play.attempts()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("all")
    void s13_hands_on_what_a_content_filter_says(Way way) {
        Play play = NODE.play(way).breaking(Fault.refused(RefusalKind.CONTENT_FILTER));

        Heard heard = play.askWithFallback(QUESTION);

        assertRefused(heard, 400);
        assertThat(heard.error().toString()).containsPattern("filter|polic");
        assertThat(play.attempts()).hasSize(1);
        assertThat(play.fallbackAttempts()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    void s17_takes_an_error_within_a_success_for_the_error_it_is(Way way) {
        Play play = NODE.play(way).breaking(Fault.errorIn200());

        Heard heard = play.askAlone(QUESTION);

        assertThat(heard.status()).as("%s", heard).isBetween(500, 599);
        assertThat(heard.error().path("message").asText()).isNotEmpty();
        assertThat(play.attempts()).hasSizeBetween(1, MOST_ATTEMPTS);
    }

    @ParameterizedTest
    @MethodSource("streamed")
    void s17_tells_of_an_error_within_a_stream(Way way) {
        Play play = NODE.play(way).breaking(new Fault.ErrorInBody(40));

        assertTruncated(play.askWithFallback(SIXTY), numbers(40));
    }

    @ParameterizedTest
    @MethodSource("streamed")
    void s18_finds_usage_wherever_it_stands(Way way) {
        for (Fault.Place place : Fault.Place.values()) {
            Play play = NODE.play(way).breaking(new Fault.OddUsage(place));

            Heard heard = play.askAlone(SIXTY);

            assertWhole(heard, SIXTY_NUMBERS);
            assertThat(heard.outputTokens()).as("%s: %s", place, heard).isEqualTo(60);
            assertThat(heard.promptTokens()).as("%s: %s", place, heard).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("streamed")
    void s19_ends_a_stream_that_is_alive_but_useless(Way way) {
        Play play = NODE.play(way).breaking(new Fault.Trickle(Duration.ofMillis(600)));

        Heard heard = play.askWithFallback(SIXTY);

        assertTruncated(heard, heard.text());
        assertThat(heard.text()).startsWith("1 2 ");
        assertThat(heard.took()).isLessThan(Duration.ofSeconds(5));
        play.awaitAttempt(Attempt::cancelled);
    }

    @ParameterizedTest
    @MethodSource("all")
    void s20_ends_the_providers_work_when_the_client_leaves_before_the_first_token(Way way) {
        assertEndedSoon(way, Fault.silence(), (play, client) -> play.awaitAttempt(attempt -> !attempt.over()));
    }

    @ParameterizedTest
    @MethodSource("streamed")
    void s20_ends_the_providers_work_when_the_client_leaves_within_the_answer(Way way) {
        assertEndedSoon(way, new Fault.Trickle(Duration.ofMillis(100)), (play, client) -> client.awaitText("3 "));
    }

    @ParameterizedTest
    @MethodSource("streamed")
    void s22_lets_a_running_stream_end_whose_key_is_revoked_and_refuses_the_next_call(Way way) {
        JsonNode issued = NODE.api()
                .post("/v1/api-keys", "{\"name\":\"short-lived\",\"scopes\":[\"gateway:use\"]}")
                .json();
        Play play =
                NODE.play(way, issued.path("secret").asText()).breaking(new Fault.Trickle(Duration.ofMillis(100)), 1);

        try (Caller client = play.call("count 20")) {
            client.awaitText("3 ");
            String key = "/v1/api-keys/" + issued.at("/key/id").asText();
            assertThat(NODE.api().delete(key).status()).isLessThan(300);

            assertThat(play.askAlone(QUESTION).status()).isEqualTo(401);
            client.awaitText(way.client() == Client.OPENAI ? "data: [DONE]" : "event: message_stop");
        }

        assertThat(play.attempts()).hasSize(1);
        assertThat(play.attempts().getFirst().tokens()).isEqualTo(20);
    }

    @ParameterizedTest
    @MethodSource("all")
    void s23_brings_text_through_odd_framing_unharmed(Way way) {
        for (Fault.Oddity oddity : Fault.Oddity.values()) {
            Play play = NODE.play(way).breaking(Fault.framing(oddity));

            Heard heard = play.askAlone(QUESTION);

            assertWhole(heard, QUESTION);
            assertThat(play.attempts()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("streamed")
    void s24_relays_fifty_thousand_small_chunks(Way way) {
        Play play = NODE.play(way).breaking(new Fault.ManyTokens(50_000));

        Heard heard = play.askAlone(QUESTION);

        assertWhole(heard, numbers(50_000));
        assertThat(heard.outputTokens()).isEqualTo(50_000);
        assertThat(heard.took()).isLessThan(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @MethodSource("all")
    void s24_sends_a_prompt_of_ten_megabytes_on(Way way) {
        Play play = NODE.play(way).breaking(new Fault.ManyTokens(3));

        Heard heard = play.askAlone("x".repeat(10 << 20));

        assertWhole(heard, "1 2 3 ");
        assertThat(heard.promptTokens()).isGreaterThan(1 << 20);
    }

    private static String numbers(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(i -> i + " ").collect(Collectors.joining());
    }

    /// Judged by the median, since the machine may be busy with other tests.
    private static void assertEndedSoon(Way way, Fault fault, BiConsumer<Play, Caller> before) {
        var delays = new ArrayList<Duration>();
        for (int i = 0; i < 5; i++) {
            Play play = NODE.play(way).breaking(fault);
            Instant left;
            try (Caller client = play.call(SIXTY)) {
                before.accept(play, client);
                left = client.leave();
            }
            Instant cancelled = play.awaitAttempt(Attempt::cancelled).cancelledAt();
            delays.add(Duration.between(left, cancelled));
            assertThat(play.attempts()).hasSize(1);
        }
        assertThat(delays.stream().sorted().toList().get(2)).as("%s", delays).isLessThan(Duration.ofMillis(100));
    }
}
