package io.hexforge.adapter.llm.wall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hexforge.adapter.llm.wall.RawClient.End;
import io.hexforge.adapter.llm.wall.RawClient.Heard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a plain client sees of each fault.
class WallFaultsTest {
    private static final int SHORT = 150;

    private final Wall wall = Wall.start();

    @AfterEach
    void stop() {
        wall.close();
    }

    private Heard ask(String text, boolean stream) throws IOException {
        try (var client = new RawClient(wall)) {
            return client.send(RawClient.chat(text, stream)).listen();
        }
    }

    /// Listens no longer than `SHORT` after the last byte.
    private Heard askBriefly(String text, boolean stream) throws IOException {
        try (var client = new RawClient(wall)) {
            return client.send(RawClient.chat(text, stream)).listen(SHORT, heard -> false);
        }
    }

    private static List<String> events(Heard heard) {
        return heard.body()
                .lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring("data:".length()).strip())
                .toList();
    }

    /// The text that the events carry.
    private static String content(Heard heard) throws IOException {
        var text = new StringBuilder();
        for (String event : events(heard)) {
            if (!event.equals("[DONE]")) {
                text.append(Json.read(event)
                        .path("choices")
                        .path(0)
                        .path("delta")
                        .path("content")
                        .asText());
            }
        }
        return text.toString();
    }

    @ParameterizedTest
    @EnumSource(RefusalKind.class)
    void refuses_with_the_status_and_recovers_afterwards(RefusalKind kind) throws IOException {
        wall.next(Fault.refused(kind));

        int expected = kind == RefusalKind.OVERLOADED ? 503 : kind.status();
        assertThat(ask("Hi", true).text()).startsWith("HTTP/1.1 " + expected).contains("{\"error\":{\"message\":");
        assertThat(ask("Hi", true).text()).startsWith("HTTP/1.1 200");
        assertThat(wall.log().all().getFirst().fault()).isEqualTo(Fault.refused(kind));
        assertThat(wall.log().last().fault()).isNull();
    }

    @Test
    void asks_to_come_back_later() throws IOException {
        Scenario.S01.on(wall);

        assertThat(ask("Hi", false).text()).contains("\r\nretry-after: 2\r\n").contains("\r\nretry-after-ms: 2000\r\n");
        assertThat(ask("Hi", false).text()).startsWith("HTTP/1.1 200");
    }

    @Test
    void resets_the_connection_before_any_header() throws IOException {
        Scenario.S05.on(wall);

        Heard heard = ask("Hi", true);

        assertThat(heard.end()).isEqualTo(End.RESET);
        assertThat(heard.text()).isEmpty();
    }

    @Test
    void closes_the_connection_before_any_header() throws IOException {
        wall.next(new Fault.NoAnswer(Fault.Ending.CLOSE));

        Heard heard = ask("Hi", true);

        assertThat(heard.end()).isEqualTo(End.CLOSED);
        assertThat(heard.text()).isEmpty();
    }

    @Test
    void never_answers_and_notices_that_the_client_gives_up() throws IOException {
        Scenario.S06.on(wall);

        Heard heard = askBriefly("Hi", true);

        assertThat(heard.end()).isEqualTo(End.OPEN);
        assertThat(heard.text()).isEmpty();
        var attempt = wall.log().await(Duration.ofSeconds(5), Attempt::cancelled);
        assertThat(attempt.status()).isZero();
        assertThat(attempt.tokens()).isZero();
    }

    @Test
    void starts_slowly_as_long_as_the_scale_says() throws IOException {
        Scenario.S07.on(wall.timeScale(0.01));

        long before = System.nanoTime();
        Heard heard = ask("Hi", true);

        assertThat(System.nanoTime() - before)
                .isGreaterThanOrEqualTo(Duration.ofMillis(200).toNanos());
        assertThat(content(heard)).isEqualTo("Hi");
    }

    @Test
    void sends_the_head_at_once_and_the_text_later() throws IOException {
        wall.next(new Fault.SlowStart(Duration.ofSeconds(30), true));

        Heard heard = askBriefly("Hi", true);

        assertThat(heard.text()).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @EnumSource(Fault.Ending.class)
    void cuts_the_answer_after_so_many_tokens(Fault.Ending ending) throws IOException {
        wall.pace(Pace.of(60, Duration.ZERO)).next(new Fault.Cut(40, ending));

        try (var client = new RawClient(wall)) {
            Heard heard = client.send(RawClient.chat("HTTP/1.1", "Hi", true)).listen(SHORT, text -> false);

            assertThat(heard.text()).doesNotContain("[DONE]").doesNotContain("\"finish_reason\":\"stop\"");
            assertThat(heard.text().endsWith("\r\n0\r\n\r\n")).isEqualTo(ending == Fault.Ending.CLEAN);
            assertThat(heard.end())
                    .isEqualTo(
                            switch (ending) {
                                case RESET -> End.RESET;
                                case CLOSE -> End.CLOSED;
                                case CLEAN -> End.OPEN;
                            });
            if (ending != Fault.Ending.RESET) {
                assertThat(heard.text()).contains("\"40 \"").doesNotContain("\"41 \"");
            }
        }
        assertThat(wall.log().last().tokens()).isEqualTo(40);
    }

    @Test
    void cuts_a_whole_body_in_half() throws IOException {
        wall.next(Fault.cutAfter(1));

        Heard heard = ask("Hello there", false);

        assertThat(heard.end()).isEqualTo(End.CLOSED);
        int promised = Integer.parseInt(heard.text().replaceAll("(?s).*content-length: (\\d+).*", "$1"));
        assertThat(heard.body()).startsWith("{\"id\"").hasSize(promised / 2);
    }

    @Test
    void ends_before_finish_and_usage() throws IOException {
        wall.next(Fault.cutBeforeUsage());

        Heard heard = ask("one two", true);

        assertThat(content(heard)).isEqualTo("one two");
        assertThat(heard.text()).doesNotContain("\"finish_reason\":\"stop\"").doesNotContain("[DONE]");
    }

    @Test
    void stalls_and_notices_that_the_client_leaves() throws IOException {
        Scenario.S09.on(wall);

        Heard heard = askBriefly("Hi", true);

        assertThat(heard.end()).isEqualTo(End.OPEN);
        assertThat(events(heard)).hasSize(1 + 40);
        var attempt = wall.log().await(Duration.ofSeconds(5), Attempt::over);
        assertThat(attempt.cancelled()).isTrue();
        assertThat(attempt.tokens()).isEqualTo(40);
    }

    @Test
    void sends_one_malformed_chunk_and_goes_on() throws IOException {
        Scenario.S10.on(wall);

        Heard heard = ask("count 5", true);

        assertThat(events(heard).get(1 + 3)).endsWith("\"bro");
        assertThat(events(heard).getLast()).isEqualTo("[DONE]");
        assertThat(events(heard)).hasSize(1 + 5 + 1 + 1 + 1);
    }

    @Test
    void leaves_out_the_terminator_with_the_connection_open_or_ended() throws IOException {
        Scenario.S11.on(wall);
        Heard open = askBriefly("Hi", true);
        wall.calm().next(Fault.noTerminator());
        Heard ended = ask("Hi", true);

        assertThat(open.end()).isEqualTo(End.OPEN);
        assertThat(ended.end()).isEqualTo(End.CLOSED);
        for (Heard heard : List.of(open, ended)) {
            assertThat(heard.text()).contains("\"finish_reason\":\"stop\"").doesNotContain("[DONE]");
        }
    }

    @Test
    void refuses_to_continue_the_assistants_words() throws IOException {
        Scenario.S14.on(wall);
        String prefilled = RawClient.post(
                "HTTP/1.0", "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"assistant\",\"content\":\"Hi\"}]}");

        try (var client = new RawClient(wall)) {
            assertThat(client.send(prefilled).listen().text())
                    .startsWith("HTTP/1.1 400")
                    .contains("prefill");
        }
        assertThat(ask("Hi", false).text()).startsWith("HTTP/1.1 200");
    }

    @Test
    void is_down_first_when_it_flaps() throws IOException {
        Scenario.S15.on(wall);

        assertThat(ask("Hi", false).text()).startsWith("HTTP/1.1 503");
    }

    @Test
    void flaps_with_the_clock() throws IOException {
        wall.always(new Fault.Flapping(Duration.ofMillis(20), Fault.refused(RefusalKind.UNAVAILABLE)));
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        int changes = 0;
        boolean up = true;
        while (changes < 4 && System.nanoTime() < deadline) {
            boolean now = ask("Hi", false).text().startsWith("HTTP/1.1 200");
            changes += now == up ? 0 : 1;
            up = now;
        }

        assertThat(changes).isEqualTo(4);
    }

    @Test
    void hides_an_error_in_a_200() throws IOException {
        Scenario.S17.on(wall);

        assertThat(ask("Hi", false).text()).startsWith("HTTP/1.1 200").contains("{\"error\":{\"message\":");
        assertThat(events(ask("Hi", true)).getLast()).startsWith("{\"error\":{\"message\":");
    }

    @Test
    void answers_with_a_page_of_html() throws IOException {
        wall.next(new Fault.Html());

        assertThat(ask("Hi", false).text()).startsWith("HTTP/1.1 200").contains("content-type: text/html");
    }

    @Test
    void puts_usage_where_nobody_looks() throws IOException {
        Scenario.S18.on(wall);
        var events = events(ask("one two", true));
        var finish = Json.read(events.get(events.size() - 2));
        assertThat(finish.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(finish.at("/usage/completion_tokens").asInt()).isEqualTo(2);

        wall.calm().always(new Fault.OddUsage(Fault.Place.NULL_CHOICES));
        String request = RawClient.post("HTTP/1.0", """
                {"model":"gpt-4o","stream":true,"stream_options":{"include_usage":true},
                "messages":[{"role":"user","content":"one two"}]}""");
        try (var client = new RawClient(wall)) {
            events = events(client.send(request).listen());
        }
        var usage = Json.read(events.get(events.size() - 2));
        assertThat(usage.get("choices").isNull()).isTrue();
        assertThat(usage.at("/usage/completion_tokens").asInt()).isEqualTo(2);
    }

    @Test
    void trickles() throws IOException {
        Scenario.S19.on(wall.timeScale(0.05));

        long before = System.nanoTime();
        assertThat(content(ask("count 4", true))).isEqualTo("1 2 3 4 ");
        assertThat(System.nanoTime() - before)
                .isGreaterThanOrEqualTo(Duration.ofMillis(300).toNanos());
    }

    @Test
    void notices_within_milliseconds_that_the_client_left_and_stops_producing() throws IOException {
        wall.pace(Pace.of(1_000, Duration.ofMillis(10)));

        var client = new RawClient(wall);
        client.send(RawClient.chat("Hi", true)).listen(1_000, text -> text.contains("\"5 \""));
        var left = wallClock();
        client.close();

        var attempt = wall.log().await(Duration.ofSeconds(5), Attempt::over);
        assertThat(attempt.cancelled()).isTrue();
        assertThat(attempt.cancelledAt()).isCloseTo(left, within(100, ChronoUnit.MILLIS));
        assertThat(attempt.tokens()).isBetween(4, 20); // the fifth may reach the client before it is counted
    }

    private static Instant wallClock() {
        return InstantSource.system().instant();
    }

    @Test
    void counts_what_was_produced_when_the_client_leaves_before_a_whole_answer() throws IOException {
        wall.pace(Pace.of(1_000, Duration.ofMillis(5)));

        try (var client = new RawClient(wall)) {
            client.send(RawClient.chat("Hi", false));
            wall.log().await(Duration.ofSeconds(5), running -> running.tokens() >= 3);
        }

        var attempt = wall.log().await(Duration.ofSeconds(5), Attempt::over);
        assertThat(attempt.cancelled()).isTrue();
        assertThat(attempt.tokens()).isBetween(3, 100);
    }

    @ParameterizedTest
    @EnumSource(Fault.Oddity.class)
    void keeps_the_content_whatever_stands_between(Fault.Oddity oddity) throws IOException {
        wall.next(Fault.framing(oddity));

        Heard heard = ask("Grüße 🎉 日本", true);

        assertThat(content(heard)).isEqualTo("Grüße 🎉 日本");
        switch (oddity) {
            case CRLF -> assertThat(heard.body()).contains("}\r\n\r\ndata: [DONE]\r\n\r\n");
            case COMMENTS -> assertThat(heard.body()).startsWith(": PROCESSING\n\n");
            case DUPLICATES ->
                assertThat(events(heard)).filteredOn("[DONE]"::equals).hasSize(2);
            case SPLIT_CHARACTERS ->
                assertThat(heard.packets())
                        .anySatisfy(packet -> assertThat(new String(packet, StandardCharsets.UTF_8))
                                .endsWith("\uFFFD"));
            case SINGLE_BYTES -> assertThat(heard.packets()).hasSizeGreaterThan(10);
            case NO_SPACE -> assertThat(heard.body()).startsWith("data:{");
            case BYTE_ORDER_MARK -> assertThat(heard.body()).startsWith("\uFEFFdata: ");
        }
    }

    @Test
    void sends_fifty_thousand_small_chunks() throws IOException {
        Scenario.S24.on(wall);

        Heard heard = ask("Hi", true);

        assertThat(events(heard)).hasSize(1 + 50_000 + 1 + 1);
        assertThat(heard.text()).contains("\"50000 \"");
        assertThat(wall.log().last().tokens()).isEqualTo(50_000);
    }

    @Test
    void takes_a_prompt_of_ten_megabytes() throws IOException {
        wall.pace(Pace.of(3, Duration.ZERO));

        assertThat(ask("x".repeat(10 << 20), false).text()).contains("\"prompt_tokens\":" + (10 << 20) / 4);
    }

    @Test
    void puts_several_tokens_into_a_chunk_and_several_chunks_into_a_packet() throws IOException {
        wall.pace(Pace.of(12, Duration.ofMillis(5)).tokensPerChunk(4));
        assertThat(events(ask("Hi", true)))
                .hasSize(1 + 3 + 1 + 1)
                .anySatisfy(event -> assertThat(event).contains("\"5 6 7 8 \""));

        wall.pace(Pace.of(12, Duration.ofMillis(5)).chunksPerPacket(5));
        Heard heard = ask("Hi", true);
        assertThat(content(heard)).isEqualTo("1 2 3 4 5 6 7 8 9 10 11 12 ");
        assertThat(heard.packets()).hasSizeBetween(2, 4);
    }

    @Test
    void stamps_tokens_with_the_instant_of_their_leaving() throws IOException {
        wall.pace(Pace.of(5, Duration.ofMillis(2)).withStamps());

        long before = System.nanoTime();
        var stamps = List.of(content(ask("Hi", true)).split(" "));

        assertThat(stamps).hasSize(5).isSorted();
        assertThat(Long.parseLong(stamps.getFirst())).isBetween(before, System.nanoTime());
    }

    @Test
    void strikes_only_what_is_meant() throws IOException {
        wall.when(request -> request.text().contains("unlucky"), Fault.refused(RefusalKind.INTERNAL));

        assertThat(ask("unlucky", false).text()).startsWith("HTTP/1.1 500");
        assertThat(ask("lucky", false).text()).startsWith("HTTP/1.1 200");
    }

    @Test
    void spares_lists_of_models_unless_they_are_meant() throws IOException {
        String list = "GET /v1/models HTTP/1.0\r\nauthorization: Bearer sk-wall\r\n\r\n";
        wall.next(Fault.silence());
        try (var client = new RawClient(wall)) {
            assertThat(client.send(list).listen().text()).startsWith("HTTP/1.1 200");
        }

        wall.calm().when(request -> request.path().endsWith("/models"), Fault.refused(RefusalKind.BAD_KEY));
        try (var client = new RawClient(wall)) {
            assertThat(client.send(list).listen().text()).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void serves_many_requests_on_one_connection_with_and_without_its_log() throws IOException {
        try (var client = new RawClient(wall)) {
            String request = RawClient.chat("HTTP/1.1", "same question", false);
            Heard logged = client.send(request).listen(1_000, text -> text.endsWith("}}}"));
            wall.log().enable(false);
            for (int i = 0; i < 50; i++) {
                Heard heard = client.send(request).listen(1_000, text -> text.endsWith("}}}"));
                assertThat(heard.body()).isEqualTo(logged.body());
            }
            assertThat(wall.log().size()).isEqualTo(1);
        }
    }
}
