package io.hexforge.adapter.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.errors.SseException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.StopReason;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.Usage;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What we tell in Anthropic's format, as Anthropic's own client understands it.
class AnthropicEncoderTest {
    private static final AnthropicReader READER = new AnthropicReader();

    @AfterAll
    static void stop() {
        READER.close();
    }

    @Test
    void usage_counts_cached_tokens_apart() {
        Message message = READER.whole(SampleAnswers.of(FinishReason.STOP, new Output.Text("hi")));

        assertThat(message.usage().inputTokens()).isEqualTo(50);
        assertThat(message.usage().cacheReadInputTokens()).hasValue(30L);
        assertThat(message.usage().cacheCreationInputTokens()).hasValue(20L);
        assertThat(message.usage().outputTokens()).isEqualTo(50);
        assertThat(message.usage().outputTokensDetails().orElseThrow().thinkingTokens())
                .isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, end_turn",
        "STOP_SEQUENCE, stop_sequence",
        "LENGTH, max_tokens",
        "TOOL_CALLS, tool_use",
        "CONTENT_FILTER, refusal",
        "REFUSAL, refusal"
    })
    void every_reason_to_stop_has_its_word(FinishReason reason, String word) {
        ChatAnswer answer = SampleAnswers.of(reason, new Output.Text("hi"));

        assertThat(READER.whole(answer).stopReason()).hasValue(StopReason.of(word));
        assertThat(READER.streamed(SampleAnswers.stream(encoder(), answer, 3)).stopReason())
                .hasValue(StopReason.of(word));
    }

    @Test
    void the_stop_sequence_that_was_hit_is_told() {
        var answer = new ChatAnswer(
                "", "m", List.of(new Output.Text("a")), FinishReason.STOP_SEQUENCE, "END", Usage.of(1, 1));

        assertThat(READER.whole(answer).stopSequence()).hasValue("END");
        assertThat(READER.streamed(SampleAnswers.stream(encoder(), answer, 3)).stopSequence())
                .hasValue("END");
    }

    @Test
    void a_refusal_is_text_that_ended_as_a_refusal() {
        ChatAnswer answer = SampleAnswers.of(FinishReason.STOP, new Output.Refusal("I will not."));

        Message message = READER.streamed(SampleAnswers.stream(encoder(), answer, 3));

        assertThat(message.content().getFirst().asText().text()).isEqualTo("I will not.");
        assertThat(message.stopReason()).hasValue(StopReason.REFUSAL);
        assertThat(READER.whole(answer)).isEqualTo(message);
    }

    @Test
    void arguments_of_several_tool_calls_may_arrive_interleaved() {
        var events = List.<ChatEvent>of(
                new ChatEvent.Started("1", "m"),
                new ChatEvent.ToolCallStarted(0, "a", "first", null),
                new ChatEvent.ToolCallDelta(0, "{\"x\":"),
                new ChatEvent.ToolCallStarted(1, "b", "second", null),
                new ChatEvent.ToolCallDelta(1, "{\"y\":2"),
                new ChatEvent.ToolCallDelta(0, "1}"),
                new ChatEvent.ToolCallDelta(1, "}"),
                new ChatEvent.Finished(FinishReason.TOOL_CALLS, null),
                new ChatEvent.UsageCounted(Usage.of(3, 4)));
        var encoder = encoder();
        var out = new SseBuffer();
        events.forEach(event -> encoder.encode(event, out));
        encoder.end(null, out);

        Message message = READER.streamed(SampleAnswers.bytes(out));

        assertThat(READER.sentBack(message))
                .containsExactly(
                        new Output.ToolCall("a", "first", "{\"x\":1}"),
                        new Output.ToolCall("b", "second", "{\"y\":2}"));
        assertThat(message.usage().outputTokens()).isEqualTo(4);
    }

    @Test
    void reasoning_that_nobody_wants_to_read_keeps_its_signature() {
        ChatAnswer answer = SampleAnswers.of(FinishReason.STOP, new Output.Thinking("secret thoughts", "proof"));

        var streamed = SampleAnswers.stream(new AnthropicEncoder(false), answer, 3);

        assertThat(new String(streamed)).doesNotContain("thoughts");
        assertThat(READER.sentBack(READER.streamed(streamed))).containsExactly(new Output.Thinking("", "proof"));
    }

    @Test
    void a_stream_that_breaks_ends_in_an_error_that_the_client_throws() {
        var encoder = encoder();
        var out = new SseBuffer();
        encoder.encode(new ChatEvent.TextDelta("half an ans"), out);
        encoder.failure(Problem.unavailable("the provider broke off"), "req-1", out);
        byte[] broken = SampleAnswers.bytes(out);

        assertThatThrownBy(() -> READER.streamed(broken))
                .isInstanceOf(SseException.class)
                .hasMessageContaining("overloaded_error")
                .hasMessageContaining("the provider broke off");
    }

    @Test
    void arguments_that_are_no_object_cannot_be_told_whole() {
        ChatAnswer answer = SampleAnswers.of(FinishReason.LENGTH, new Output.ToolCall("a", "lookup", "{\"x\":"));

        assertThatThrownBy(() -> AnthropicEncoder.answer(answer, true))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.problem().status()).isEqualTo(502))
                .hasMessageContaining("lookup");
    }

    private static AnthropicEncoder encoder() {
        return new AnthropicEncoder(true);
    }
}
