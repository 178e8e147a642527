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
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What we tell in Anthropic's format, as Anthropic's own client understands it.
class AnthropicAnswerTest {
    private static final AnthropicReader READER = new AnthropicReader();

    @AfterAll
    static void stop() {
        READER.close();
    }

    @Test
    void usage_counts_cached_tokens_apart() {
        Message message = READER.whole(Answers.of(FinishReason.STOP, new Output.Text("hi")));

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
        ChatAnswer answer = Answers.of(reason, new Output.Text("hi"));

        assertThat(READER.whole(answer).stopReason()).hasValue(StopReason.of(word));
        assertThat(READER.streamed(Answers.stream(encoder(), answer, 3)).stopReason())
                .hasValue(StopReason.of(word));
    }

    @Test
    void the_stop_sequence_that_was_hit_is_told() {
        var answer = new ChatAnswer(
                "", "m", List.of(new Output.Text("a")), FinishReason.STOP_SEQUENCE, "END", Usage.of(1, 1));

        assertThat(READER.whole(answer).stopSequence()).hasValue("END");
        assertThat(READER.streamed(Answers.stream(encoder(), answer, 3)).stopSequence())
                .hasValue("END");
        assertThat(READER.whole(answer).id()).isEqualTo("msg_req-1");
    }

    @Test
    void a_refusal_is_text_that_ended_as_a_refusal() {
        ChatAnswer answer = Answers.of(FinishReason.STOP, new Output.Refusal("I will not."));

        Message message = READER.streamed(Answers.stream(encoder(), answer, 3));

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
        var bytes = new ByteArrayOutputStream();
        events.forEach(event -> bytes.writeBytes(encoder.event(event)));
        bytes.writeBytes(encoder.end(Usage.NONE));

        Message message = READER.streamed(bytes.toByteArray());

        assertThat(READER.sentBack(message))
                .containsExactly(
                        new Output.ToolCall("a", "first", "{\"x\":1}"),
                        new Output.ToolCall("b", "second", "{\"y\":2}"));
        assertThat(message.usage().outputTokens()).isEqualTo(4);
    }

    @Test
    void nothing_is_sent_before_there_is_something_to_see() {
        var encoder = encoder();

        assertThat(encoder.event(new ChatEvent.Started("1", "m"))).isEmpty();
        assertThat(encoder.event(new ChatEvent.UsageCounted(Usage.of(9, 0)))).isEmpty();
        assertThat(new String(encoder.event(new ChatEvent.TextDelta("hi"))))
                .startsWith("event: message_start\n")
                .contains("\"input_tokens\":9");
    }

    @Test
    void reasoning_that_nobody_wants_to_read_keeps_its_signature() {
        ChatAnswer answer = Answers.of(FinishReason.STOP, new Output.Thinking("secret thoughts", "proof"));

        var streamed = Answers.stream(new AnthropicAnswer("req-1", false), answer, 3);

        assertThat(new String(streamed)).doesNotContain("thoughts");
        assertThat(READER.sentBack(READER.streamed(streamed))).containsExactly(new Output.Thinking("", "proof"));
    }

    @Test
    void a_stream_that_breaks_ends_in_an_error_that_the_client_throws() {
        var encoder = encoder();
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(encoder.event(new ChatEvent.TextDelta("half an ans")));
        bytes.writeBytes(encoder.failed(Problem.unavailable("the provider broke off"), Usage.NONE));

        assertThatThrownBy(() -> READER.streamed(bytes.toByteArray()))
                .isInstanceOf(SseException.class)
                .hasMessageContaining("overloaded_error")
                .hasMessageContaining("the provider broke off");
    }

    @Test
    void arguments_that_are_no_object_cannot_be_told_whole() {
        ChatAnswer answer = Answers.of(FinishReason.LENGTH, new Output.ToolCall("a", "lookup", "{\"x\":"));

        assertThatThrownBy(() -> encoder().whole(answer))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.problem().status()).isEqualTo(502))
                .hasMessageContaining("lookup");
    }

    private static AnthropicAnswer encoder() {
        return new AnthropicAnswer("req-1", true);
    }
}
