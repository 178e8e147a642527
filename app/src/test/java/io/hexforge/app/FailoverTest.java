package io.hexforge.app;

import static io.hexforge.app.faults.Expect.assertFromFallback;
import static io.hexforge.app.faults.Expect.assertRefused;
import static io.hexforge.app.faults.Expect.assertTruncated;
import static io.hexforge.app.faults.Expect.assertWhole;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.llm.wall.Attempt;
import io.hexforge.adapter.llm.wall.Fault;
import io.hexforge.adapter.llm.wall.Fault.Ending;
import io.hexforge.adapter.llm.wall.RefusalKind;
import io.hexforge.app.faults.Heard;
import io.hexforge.app.faults.Play;
import io.hexforge.app.faults.Way;
import io.hexforge.app.faults.Way.Client;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a client sees, and what the failing provider has to bear, when there is a fallback.
@Execution(ExecutionMode.CONCURRENT)
class FailoverTest {
    @RegisterExtension
    private static final FaultyNode NODE = new FaultyNode();

    private static final String SIXTY = "count 60";
    private static final String SIXTY_NUMBERS =
            IntStream.rangeClosed(1, 60).mapToObj(i -> i + " ").collect(Collectors.joining());
    private static final String QUESTION = "Hello, wörld 🎉 and 世界!";
    /// All attempts that two retries allow.
    private static final int MOST_ATTEMPTS = 3;

    @BeforeAll
    static void tellWindows() {
        NODE.importFacts(1, 1, 200_000, 1_000_000);
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
    @MethodSource("all")
    void s01_takes_another_deployment_at_once_rather_than_wait(Way way) {
        Play play = NODE.play(way).breaking(Fault.rateLimited(Duration.ofSeconds(2)), 1);

        Heard heard = play.askWithFallback(QUESTION);

        assertFromFallback(play, heard, QUESTION);
        assertThat(play.attempts()).hasSize(1);
        assertThat(heard.took()).isLessThan(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @MethodSource("all")
    void s02_does_not_hammer_what_limits_its_rate_while_the_fallback_serves(Way way) {
        Play play = NODE.play(way).breaking(Fault.rateLimited());

        for (int i = 0; i < 10; i++) {
            assertWhole(play.askWithFallback(QUESTION), QUESTION);
        }

        assertThat(play.fallbackAttempts()).hasSize(10);
        assertThat(play.attempts()).hasSizeBetween(1, 5);
    }

    @ParameterizedTest
    @MethodSource("all")
    void s03_asks_again_after_a_server_error_and_does_not_switch(Way way) {
        Play play = NODE.play(way).breaking(Fault.refused(RefusalKind.INTERNAL), 1);

        Heard heard = play.askWithFallback(QUESTION);

        assertWhole(heard, QUESTION);
        assertThat(play.attempts()).hasSize(2);
        assertThat(play.fallbackAttempts()).isEmpty();
        assertThat(heard.header("x-hexforge-provider")).isEqualTo(way.provider());
        assertThat(heard.header("x-hexforge-attempts")).isEqualTo("2");
    }

    @ParameterizedTest
    @MethodSource("all")
    void s04_fails_over_from_what_stays_unavailable(Way way) {
        Play play = NODE.play(way).breaking(Fault.refused(RefusalKind.UNAVAILABLE));

        Heard heard = play.askWithFallback(QUESTION);

        assertFromFallback(play, heard, QUESTION);
        assertThat(play.attempts()).hasSizeBetween(1, MOST_ATTEMPTS);
    }

    @ParameterizedTest
    @MethodSource("all")
    void s05_fails_over_from_what_closes_every_connection(Way way) {
        for (Ending ending : List.of(Ending.RESET, Ending.CLOSE)) {
            Play play = NODE.play(way).breaking(new Fault.NoAnswer(ending));

            assertFromFallback(play, play.askWithFallback(QUESTION), QUESTION);
            assertThat(play.attempts()).hasSizeBetween(1, MOST_ATTEMPTS);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void s06_gives_up_on_silence_early_enough_for_the_fallback(Way way) {
        Play play = NODE.play(way).breaking(Fault.silence());

        Heard heard = play.askWithFallback(QUESTION);

        assertFromFallback(play, heard, QUESTION);
        assertThat(heard.took()).isLessThan(Duration.ofMillis(5_800));
        assertThat(play.attempts())
                .hasSizeBetween(1, MOST_ATTEMPTS)
                .allSatisfy(attempt -> assertThat(attempt.cancelled()).isTrue());
    }

    @ParameterizedTest
    @MethodSource("streamed")
    void s07_fails_over_when_the_first_token_is_later_than_the_limit(Way way) {
        for (boolean headFirst : List.of(false, true)) {
            Play play = NODE.play(way).breaking(new Fault.SlowStart(Duration.ofSeconds(20), headFirst));

            assertFromFallback(play, play.askWithFallback(QUESTION), QUESTION);
        }
    }

    @ParameterizedTest
    @MethodSource("whole")
    void s08_gives_the_fallbacks_whole_answer_when_nothing_was_sent_yet(Way way) {
        for (Ending ending : List.of(Ending.RESET, Ending.CLOSE)) {
            Play play = NODE.play(way).breaking(new Fault.Cut(40, ending));

            assertFromFallback(play, play.askWithFallback(SIXTY), SIXTY_NUMBERS);
        }
    }

    @ParameterizedTest
    @MethodSource("streamed")
    void s08_gives_the_fallbacks_whole_answer_when_the_stream_is_cut_before_its_first_token(Way way) {
        for (Ending ending : Ending.values()) {
            Play play = NODE.play(way).breaking(new Fault.Cut(0, ending));

            assertFromFallback(play, play.askWithFallback(SIXTY), SIXTY_NUMBERS);
        }
    }

    @ParameterizedTest
    @MethodSource("whole")
    void s09_gives_the_fallbacks_answer_when_a_body_stalls(Way way) {
        Play play = NODE.play(way).breaking(Fault.stallAfter(40));

        assertFromFallback(play, play.askWithFallback(SIXTY), SIXTY_NUMBERS);

        play.awaitAttempt(Attempt::cancelled);
    }

    @ParameterizedTest
    @MethodSource("all")
    void s10_fails_over_when_nothing_comes_but_nonsense(Way way) {
        for (Fault fault : List.of(Fault.malformedAfter(0), new Fault.Html())) {
            Play play = NODE.play(way).breaking(fault);

            assertFromFallback(play, play.askWithFallback(SIXTY), SIXTY_NUMBERS);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void s12_takes_a_prompt_that_is_too_long_to_a_larger_window_at_once(Way way) {
        Play play = NODE.play(way).breaking(Fault.refused(RefusalKind.CONTEXT_LENGTH));

        Heard heard = play.askWithFallback(QUESTION);

        assertFromFallback(play, heard, QUESTION);
        assertThat(play.attempts()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("all")
    void s14_starts_again_from_the_question_and_never_from_half_an_answer(Way way) {
        Play play = NODE.play(way).breaking(Fault.cutAfter(40)).breakingFallback(new Fault.RefusesPrefill());

        Heard heard = play.askWithFallback(SIXTY);

        if (way.stream()) {
            assertTruncated(heard, numbers(40));
        } else {
            assertFromFallback(play, heard, SIXTY_NUMBERS);
        }
        assertThat(play.fallbackAttempts())
                .allSatisfy(attempt -> assertThat(attempt.body()).doesNotContain("\"assistant\""));
    }

    @ParameterizedTest
    @MethodSource("relayed")
    void s15_leaves_a_provider_that_flaps_alone_and_returns_to_it(Way way) throws InterruptedException {
        var down = new AtomicBoolean(true);
        Play play = NODE.play(way).breakingWhile(Fault.refused(RefusalKind.INTERNAL), down::get);

        long until = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        int asked = 0;
        while (System.nanoTime() < until) {
            assertWhole(play.askWithFallback(QUESTION), QUESTION);
            asked++;
            Thread.sleep(20);
        }
        assertThat(asked).isGreaterThan(20);
        assertThat(play.attempts()).hasSizeBetween(3, 12);

        down.set(false);
        await(
                Duration.ofSeconds(8),
                () -> way.provider().equals(play.askWithFallback(QUESTION).header("x-hexforge-provider")));
        int before = play.attempts().size();
        for (int i = 0; i < 5; i++) {
            assertWhole(play.askWithFallback(QUESTION), QUESTION);
        }
        assertThat(play.attempts()).hasSize(before + 5);
    }

    @ParameterizedTest
    @MethodSource("all")
    void s16_reports_the_model_and_the_usage_of_whoever_answered(Way way) {
        Play play = NODE.play(way).breaking(Fault.errorIn200());

        Heard heard = play.askWithFallback(SIXTY);

        assertFromFallback(play, heard, SIXTY_NUMBERS);
        assertThat(heard.model()).contains("understudy").doesNotContain("lead");
        assertThat(heard.header("x-hexforge-model")).contains("understudy");
        assertThat(heard.outputTokens()).isEqualTo(60);
        assertThat(heard.promptTokens()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("revocable")
    void s22_puts_a_deployment_aside_whose_key_is_refused(Way way) {
        Play play = NODE.play(way).breaking(Fault.refused(RefusalKind.BAD_KEY));

        for (int i = 0; i < 5; i++) {
            assertFromFallbackAfter(play, i, play.askWithFallback(QUESTION));
        }

        assertThat(play.attempts()).hasSize(1);
        Heard alone = play.askAlone(QUESTION);
        assertRefused(alone, 502);
        assertThat(alone.error().path("message").asText())
                .contains(way.provider())
                .doesNotContain("sk-");
    }

    private static String numbers(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(i -> i + " ").collect(Collectors.joining());
    }

    static List<Way> relayed() {
        return List.of(new Way(Client.OPENAI, "openai", true), new Way(Client.ANTHROPIC, "anthropic", false));
    }

    static List<Way> revocable() {
        return List.of(new Way(Client.OPENAI, "deepseek", true), new Way(Client.ANTHROPIC, "xai", false));
    }

    private static void await(Duration patience, BooleanSupplier wish) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!wish.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not within %s", patience).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private static void assertFromFallbackAfter(Play play, int earlier, Heard heard) {
        assertWhole(heard, QUESTION);
        assertThat(heard.header("x-hexforge-provider")).isEqualTo("groq");
        assertThat(play.fallbackAttempts()).hasSize(earlier + 1);
    }
}
