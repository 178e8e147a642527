package io.hexforge.adapter.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.JsonValue;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseOutputMessage;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ToolChoiceOptions;
import io.hexforge.adapter.http.Problem;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.FinishReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What we tell in the Responses format, as OpenAI's own client understands it.
class ResponsesEncoderTest {
    private static final ResponsesReader READER = new ResponsesReader();

    @AfterAll
    static void stop() {
        READER.close();
    }

    @Test
    void the_response_says_what_was_asked() {
        var request = ResponseCreateParams.builder()
                .model("asked-model")
                .input("hello")
                .instructions("be brief")
                .maxOutputTokens(99)
                .metadata(ResponseCreateParams.Metadata.builder()
                        .putAdditionalProperty("team", JsonValue.from("red"))
                        .build())
                .parallelToolCalls(false)
                .reasoning(Reasoning.builder()
                        .effort(ReasoningEffort.LOW)
                        .summary(Reasoning.Summary.AUTO)
                        .build())
                .temperature(0.5)
                .topP(0.9)
                .toolChoice(ToolChoiceOptions.REQUIRED)
                .addTool(FunctionTool.builder()
                        .name("lookup")
                        .strict(true)
                        .parameters(FunctionTool.Parameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .build())
                        .build())
                .store(false)
                .safetyIdentifier("u-1")
                .build();

        Response response = READER.whole(SampleAnswers.of(FinishReason.STOP, new Output.Text("hi")), request);

        assertThat(response.id()).isEqualTo("resp_42");
        assertThat(response.createdAt()).isEqualTo(1_795_255_200.0);
        assertThat(response.completedAt()).hasValue(1_795_255_200.0);
        assertThat(response.status()).hasValue(ResponseStatus.COMPLETED);
        assertThat(response.model().asString()).isEqualTo("some-model");
        assertThat(response.instructions().orElseThrow().asString()).isEqualTo("be brief");
        assertThat(response.maxOutputTokens()).hasValue(99L);
        assertThat(response.metadata().orElseThrow()._allProperties()).containsEntry("team", JsonValue.from("red"));
        assertThat(response.parallelToolCalls()).isFalse();
        assertThat(response.reasoning().orElseThrow().effort()).hasValue(ReasoningEffort.LOW);
        assertThat(response.temperature()).hasValue(0.5);
        assertThat(response.topP()).hasValue(0.9);
        assertThat(response.toolChoice().asOptions()).isEqualTo(ToolChoiceOptions.REQUIRED);
        assertThat(response.tools().getFirst().asFunction().name()).isEqualTo("lookup");
        assertThat(response.safetyIdentifier()).hasValue("u-1");
        assertThat(response._allProperties()).containsEntry("store", JsonValue.from(false));
    }

    @Test
    void usage_counts_cached_and_reasoning_tokens_within_the_totals() {
        var usage = READER.whole(SampleAnswers.of(FinishReason.STOP, new Output.Text("hi")))
                .usage()
                .orElseThrow();

        assertThat(usage.inputTokens()).isEqualTo(100);
        assertThat(usage.inputTokensDetails().cachedTokens()).isEqualTo(30);
        assertThat(usage.inputTokensDetails().cacheWriteTokens()).isEqualTo(20);
        assertThat(usage.outputTokens()).isEqualTo(50);
        assertThat(usage.outputTokensDetails().reasoningTokens()).isEqualTo(10);
        assertThat(usage.totalTokens()).isEqualTo(150);
    }

    @Test
    void every_event_of_a_rich_answer_comes_in_order_and_numbered() {
        ChatAnswer answer = SampleAnswers.of(
                FinishReason.TOOL_CALLS,
                new Output.Thinking("hm", null),
                new Output.Text("ok"),
                new Output.Refusal("no"),
                new Output.ToolCall("call-1", "lookup", "{}"));
        byte[] stream = SampleAnswers.stream(ResponsesReader.encoder(), answer, 10);
        var events = new ArrayList<ResponseStreamEvent>();

        READER.streamed(stream, events::add);

        assertThat(Pattern.compile("^event: (.*)$", Pattern.MULTILINE)
                        .matcher(new String(stream, StandardCharsets.UTF_8))
                        .results()
                        .map(found -> found.group(1)))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.reasoning_summary_part.added",
                        "response.reasoning_summary_text.delta",
                        "response.reasoning_summary_text.done",
                        "response.reasoning_summary_part.done",
                        "response.output_item.done",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.content_part.added",
                        "response.refusal.delta",
                        "response.refusal.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.output_item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done",
                        "response.completed");
        assertThat(Pattern.compile("\"sequence_number\":(\\d+)")
                        .matcher(new String(stream, StandardCharsets.UTF_8))
                        .results()
                        .map(found -> Integer.valueOf(found.group(1))))
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(23)
                .contains(0);
        assertThat(events).noneMatch(event -> event._json().isPresent() && !event.isValid());
    }

    @ParameterizedTest
    @CsvSource({"LENGTH, max_output_tokens", "CONTENT_FILTER, content_filter", "REFUSAL, content_filter"})
    void an_answer_that_was_cut_is_incomplete(FinishReason reason, String word) {
        ChatAnswer answer = SampleAnswers.of(reason, new Output.Thinking("hm", null), new Output.Text("half an ans"));

        Response response = READER.streamed(SampleAnswers.stream(ResponsesReader.encoder(), answer, 3));

        assertThat(response.status()).hasValue(ResponseStatus.INCOMPLETE);
        assertThat(response.incompleteDetails().orElseThrow().reason().orElseThrow())
                .hasToString(word);
        assertThat(response.output().getLast().asMessage().status()).isEqualTo(ResponseOutputMessage.Status.INCOMPLETE);
        assertThat(READER.whole(answer).output()).isEqualTo(response.output());
    }

    @Test
    void a_refusal_that_was_told_is_complete() {
        ChatAnswer answer = SampleAnswers.of(FinishReason.REFUSAL, new Output.Refusal("I will not."));

        assertThat(READER.whole(answer).status()).hasValue(ResponseStatus.COMPLETED);
    }

    @Test
    void a_stream_that_breaks_ends_as_failed() {
        var encoder = ResponsesReader.encoder();
        var out = new SseBuffer();
        encoder.encode(new ChatEvent.TextDelta("half an ans"), out);
        encoder.failure(Problem.tooManyRequests("the provider broke off", 1), "req-1", out);
        var errors = new ArrayList<String>();

        Response response = READER.streamed(
                SampleAnswers.bytes(out), event -> event.error().ifPresent(error -> errors.add(error.message())));

        assertThat(response.status()).hasValue(ResponseStatus.FAILED);
        assertThat(response.error().orElseThrow().message()).isEqualTo("the provider broke off");
        assertThat(response.error().orElseThrow().code()).hasToString("rate_limit_exceeded");
        assertThat(errors).containsExactly("the provider broke off");
    }

    @Test
    void arguments_of_several_tool_calls_may_arrive_interleaved() {
        var encoder = ResponsesReader.encoder();
        var out = new SseBuffer();
        List.of(
                        new ChatEvent.Started("1", "m"),
                        new ChatEvent.ToolCallStarted(0, "a", "first", "proof"),
                        new ChatEvent.ToolCallDelta(0, "{\"x\":"),
                        new ChatEvent.ToolCallStarted(1, "b", "second", null),
                        new ChatEvent.ToolCallDelta(1, "{\"y\":2"),
                        new ChatEvent.ToolCallDelta(0, "1}"),
                        new ChatEvent.ToolCallDelta(1, "}"),
                        new ChatEvent.Finished(FinishReason.TOOL_CALLS, null))
                .forEach(event -> encoder.encode(event, out));
        encoder.end(null, out);

        assertThat(READER.sentBack(READER.streamed(SampleAnswers.bytes(out))))
                .containsExactly(
                        new Output.ToolCall("a", "first", "{\"x\":1}", "proof"),
                        new Output.ToolCall("b", "second", "{\"y\":2}"));
    }
}
