package io.hexforge.ports.driven.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.CachedAnswer;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.RequestFingerprint;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.ports.driven.Race;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every [AnswerCache] does. Tests may share one cache: each uses keys of its own.
public interface AnswerCacheContract {
    Duration LONG = Duration.ofMinutes(5);

    AnswerCache cache();

    /// Lets so much time pass, for the cache at least.
    void pass(Duration time);

    @Test
    default void finds_what_was_kept_under_that_key_only() {
        RequestFingerprint key = newKey();
        assertThat(cache().find(key)).isEmpty();

        cache().keep(key, saying("hello"), LONG);

        assertThat(cache().find(key)).contains(saying("hello"));
        assertThat(cache().find(newKey())).isEmpty();
    }

    @Test
    default void gives_back_every_part_of_an_answer() {
        List<Output> outputs = List.of(
                new Output.Thinking("thought", "signed"),
                new Output.Thinking("", null),
                new Output.RedactedThinking("c2VjcmV0"),
                new Output.Text("Grüße \ud83d\ude00 \ud83d half, \u0000 nul, \u2028 line, \"quoted\" \\ "),
                new Output.Refusal("no"),
                new Output.ToolCall("call_1", "get_weather", "{\"city\": \"Paris\"}", "signed"),
                new Output.ToolCall("", "", "not JSON", null),
                new Output.Text(""));
        for (FinishReason reason : FinishReason.values()) {
            var answer = new ChatAnswer("id", "m", outputs, reason, "\n\n", new Usage(1L << 40, 2, 3, 4, 5));
            var whole = new CachedAnswer(answer, "openai", "server", "gpt/ü");
            RequestFingerprint key = newKey();

            cache().keep(key, whole, LONG);

            assertThat(cache().find(key)).contains(whole);
        }
    }

    @Test
    default void forgets_when_the_time_of_an_answer_is_over() {
        RequestFingerprint brief = newKey();
        RequestFingerprint lasting = newKey();
        cache().keep(brief, saying("brief"), Duration.ofMillis(60));
        cache().keep(lasting, saying("lasting"), LONG);

        pass(Duration.ofMillis(61));

        Race.until(() -> cache().find(brief).isEmpty());
        assertThat(cache().find(lasting)).contains(saying("lasting"));
    }

    @Test
    default void keeps_the_latest_answer_and_its_time() {
        RequestFingerprint key = newKey();
        cache().keep(key, saying("first"), Duration.ofMillis(60));
        cache().keep(key, saying("second"), LONG);

        pass(Duration.ofMillis(61));

        assertThat(cache().find(key)).contains(saying("second"));
    }

    @Test
    default void gives_fifty_concurrent_callers_whole_answers() {
        RequestFingerprint key = newKey();
        var possible = new HashSet<Optional<CachedAnswer>>();
        for (int i = 0; i < 50; i++) {
            possible.add(Optional.of(saying("answer " + i)));
        }

        List<Optional<CachedAnswer>> found = Race.ofFifty(i -> {
            cache().keep(key, saying("answer " + i), LONG);
            return cache().find(key);
        });

        assertThat(possible).containsAll(found);
    }

    static CachedAnswer saying(String text) {
        var answer = new ChatAnswer("id", "gpt-5", List.of(new Output.Text(text)), FinishReason.STOP, null, Usage.NONE);
        return new CachedAnswer(answer, "openai", "server", "gpt-5");
    }

    static RequestFingerprint newKey() {
        return new RequestFingerprint((UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", ""));
    }
}
