package io.hexforge.adapter.llm.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.llm.wall.Fault;
import io.hexforge.adapter.llm.wall.Pace;
import io.hexforge.adapter.llm.wall.Wall;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeastRateTest {
    private static final Duration WINDOW = Duration.ofMillis(500);

    private final Wall wall = Wall.start();
    private final HttpUpstream upstream = new HttpUpstream(HttpUpstream.Settings.DEFAULT, InstantSource.system());

    @AfterEach
    void stop() {
        upstream.close();
        wall.close();
    }

    private static Timers atLeast(int tokensPerSecond) {
        return new Timers(
                Duration.ofSeconds(3), Duration.ofSeconds(10), WINDOW, Duration.ofSeconds(30), tokensPerSecond);
    }

    private ChatReply count(int tokens, int tokensPerSecond) {
        return upstream.complete(
                Calls.deployment("openai", wall.url("/v1"), "gpt-4o-mini"),
                Calls.inbound(
                        Dialect.OPENAI,
                        "{\"model\":\"gpt-4o-mini\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"count "
                                + tokens + "\"}]}"),
                atLeast(tokensPerSecond),
                new Cancellation());
    }

    @Test
    void ends_a_stream_that_trickles() {
        wall.always(new Fault.Trickle(Duration.ofMillis(200)));

        var read = Calls.read(count(60, 20));

        assertThat(read.fault().kind()).isEqualTo(Kind.STALLED);
        assertThat(read.fault().message()).contains("20 tokens a second");
        assertThat(read.content()).startsWith("1 2 ").doesNotContain("8 ");
        wall.log().await(Duration.ofSeconds(2), attempt -> attempt.cancelled());
    }

    @Test
    void lets_a_stream_go_on_that_is_fast_enough_or_that_nobody_hurries() {
        wall.pace(Pace.of(0, Duration.ofMillis(20)));
        assertThat(Calls.read(count(60, 10)).content()).endsWith("60 ");

        wall.always(new Fault.Trickle(Duration.ofMillis(200)));
        assertThat(Calls.read(count(6, 0)).content()).endsWith("6 ");
    }

    @Test
    void judges_each_window_by_itself_and_none_too_early() {
        var rate = new LeastRate(atLeast(10));
        assertThat(rate.missed(WINDOW.toNanos() - 1, () -> 0)).isFalse();
        assertThat(rate.missed(1, () -> 5)).isFalse();
        assertThat(rate.missed(WINDOW.toNanos(), () -> 10)).isFalse();
        assertThat(rate.missed(WINDOW.toNanos(), () -> 14)).isTrue();
    }
}
