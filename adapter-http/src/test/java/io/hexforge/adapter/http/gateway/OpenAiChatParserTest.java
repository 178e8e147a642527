package io.hexforge.adapter.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hexforge.adapter.http.Json;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Media;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.OutputFormat;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatCall.Sampling;
import io.hexforge.domain.gateway.ChatCall.Thinking;
import io.hexforge.domain.gateway.ChatCall.ToolChoice;
import io.hexforge.domain.gateway.UnsupportedField;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiChatParserTest {
    private static ChatCall parse(String json) {
        return OpenAiChatParser.parse(Json.value(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static ChatCall with(String members) {
        return parse("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]," + members + "}");
    }

    private static Message message(String json) {
        return parse("{\"messages\":[" + json + "]}").messages().getFirst();
    }

    @Test
    void the_least_request_has_all_defaults() {
        assertThat(parse("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"))
                .isEqualTo(ChatCall.of("m", List.of(new Message.User(List.of(new Part.Text("hi"))))));
    }

    @Test
    void null_is_as_good_as_absent() {
        assertThat(with("\"tools\":null,\"temperature\":null,\"stop\":null,\"n\":null"))
                .isEqualTo(ChatCall.of("m", List.of(new Message.User(List.of(new Part.Text("x"))))));
    }

    @Test
    void every_kind_of_message_finds_its_place() {
        assertThat(message("{\"role\":\"developer\",\"content\":\"rules\"}"))
                .isEqualTo(new Message.SystemPrompt(List.of(new Part.Text("rules"))));
        assertThat(message("{\"role\":\"system\",\"content\":[{\"type\":\"text\",\"text\":\"a\","
                        + "\"cache_control\":{\"type\":\"ephemeral\"}}]}"))
                .isEqualTo(new Message.SystemPrompt(List.of(new Part.Text("a", true))));
        assertThat(message("{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"7\"}"))
                .isEqualTo(new Message.ToolResult("c", List.of(new Part.Text("7")), false));
        assertThat(message("{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"hm\",\"tool_calls\":["
                        + "{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},"
                        + "{\"id\":\"c2\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"{\"},"
                        + "\"extra_content\":{\"google\":{\"thought_signature\":\"s\"}}}]}"))
                .isEqualTo(new Message.Assistant(List.of(
                        new Output.Thinking("hm", null),
                        new Output.ToolCall("c1", "f", "{}"),
                        new Output.ToolCall("c2", "g", "{", "s"))));
        assertThat(message("{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                        + "{\"type\":\"refusal\",\"refusal\":\"no\"}],\"thinking_blocks\":["
                        + "{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"s\"},"
                        + "{\"type\":\"redacted_thinking\",\"data\":\"d\"}],\"reasoning_content\":\"t\"}"))
                .isEqualTo(new Message.Assistant(List.of(
                        new Output.Thinking("t", "s"),
                        new Output.RedactedThinking("d"),
                        new Output.Text("a"),
                        new Output.Refusal("no"))));
    }

    @Test
    void every_kind_of_part_finds_its_place() {
        var message = (Message.User) message("{\"role\":\"user\",\"content\":["
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\",\"detail\":\"low\"}},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.org/a.png\"}},"
                + "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"BBBB\",\"format\":\"wav\"}},"
                + "{\"type\":\"file\",\"file\":{\"file_data\":\"data:application/pdf;base64,CCCC\","
                + "\"filename\":\"a.pdf\"}}]}");
        assertThat(message.parts())
                .containsExactly(
                        new Part.Image(new Media.Inline("image/png", "AAAA"), "low", false),
                        new Part.Image(new Media.Remote("https://example.org/a.png"), null, false),
                        new Part.Audio(new Media.Inline("audio/wav", "BBBB")),
                        new Part.Document(new Media.Inline("application/pdf", "CCCC"), "a.pdf", false));
    }

    @Test
    void settings_are_carried_over() {
        ChatCall call = with("\"temperature\":0.5,\"top_p\":0.9,\"top_k\":40,\"frequency_penalty\":-1,"
                + "\"presence_penalty\":1,\"seed\":7,\"stop\":[\"a\",\"b\"],\"max_tokens\":5,"
                + "\"max_completion_tokens\":6,\"reasoning_effort\":\"low\",\"parallel_tool_calls\":false,"
                + "\"user\":\"u\",\"n\":1,\"logprobs\":false,\"store\":false,\"stream\":true,"
                + "\"stream_options\":{\"include_usage\":true},\"hexforge\":{\"intent\":\"x\"}");
        assertThat(call.sampling()).isEqualTo(new Sampling(0.5, 0.9, 40, -1.0, 1.0, 7L, List.of("a", "b")));
        assertThat(call.maxOutputTokens()).isEqualTo(6);
        assertThat(call.thinking()).isEqualTo(new Thinking.Effort("low"));
        assertThat(call.parallelToolCalls()).isFalse();
        assertThat(call.endUser()).isEqualTo("u");
        assertThat(with("\"reasoning_effort\":\"none\"").thinking()).isEqualTo(new Thinking.Off());
        assertThat(with("\"stop\":\"a\"").sampling().stop()).containsExactly("a");
    }

    @Test
    void tools_and_formats_are_carried_over() {
        ChatCall call = with("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"d\","
                + "\"parameters\":{\"type\":\"object\"},\"strict\":true}},"
                + "{\"type\":\"function\",\"function\":{\"name\":\"g\"}}],"
                + "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}},"
                + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{},"
                + "\"strict\":true}}");
        assertThat(call.tools().getFirst().strict()).isTrue();
        assertThat(call.tools().getFirst().parameters().get("type")).isEqualTo(new JsonString("object"));
        assertThat(call.tools().getLast().parameters().get("type")).isEqualTo(new JsonString("object"));
        assertThat(call.toolChoice()).isEqualTo(new ToolChoice.Named("f"));
        assertThat(call.outputFormat()).isInstanceOf(OutputFormat.JsonSchema.class);
        assertThat(with("\"tool_choice\":\"required\"").toolChoice()).isEqualTo(new ToolChoice.Required());
        assertThat(with("\"response_format\":{\"type\":\"json_object\"}").outputFormat())
                .isEqualTo(new OutputFormat.Json());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    n                     | "n":2
                    logprobs              | "logprobs":true
                    logit_bias            | "logit_bias":{"1":5}
                    modalities            | "modalities":["audio"]
                    audio                 | "audio":{"voice":"a"}
                    prediction            | "prediction":{}
                    web_search_options    | "web_search_options":{}
                    service_tier          | "service_tier":"flex"
                    store                 | "store":true
                    metadata              | "metadata":{"a":"b"}
                    functions             | "functions":[]
                    seed                  | "seed":1.5
                    temperature           | "temperature":"1"
                    tools[0].type         | "tools":[{"type":"web_search"}]
                    tools[0].function.x   | "tools":[{"type":"function","function":{"name":"f","x":1}}]
                    tool_choice.type      | "tool_choice":{"type":"allowed_tools"}
                    response_format.type  | "response_format":{"type":"grammar"}
                    future_field          | "future_field":0
                    """)
    void what_has_no_place_is_refused_by_name(String field, String member) {
        assertThatThrownBy(() -> with(member))
                .isInstanceOfSatisfying(
                        UnsupportedField.class,
                        refused -> assertThat(refused.field()).isEqualTo(field));
    }
}
