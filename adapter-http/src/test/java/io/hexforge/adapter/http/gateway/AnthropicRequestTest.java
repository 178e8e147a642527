package io.hexforge.adapter.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.core.JsonValue;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.DocumentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.Metadata;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.PlainTextSource;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.ThinkingConfigAdaptive;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceTool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.UrlImageSource;
import io.hexforge.adapter.http.Json;
import io.hexforge.domain.JsonValue.JsonObject;
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
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicRequestTest {
    private static final AnthropicReader READER = new AnthropicReader();
    private static final CacheControlEphemeral MARK = CacheControlEphemeral.builder()
            .ttl(CacheControlEphemeral.Ttl.TTL_1H)
            .build();

    @AfterAll
    static void stop() {
        READER.close();
    }

    @Test
    void everything_that_the_client_can_say_about_an_answer_is_understood() {
        ChatCall call = READER.received(MessageCreateParams.builder()
                .model("claude")
                .maxTokens(1000)
                .system("be brief")
                .addUserMessage("hello")
                .addAssistantMessage("hi")
                .addSystemMessage("be even briefer")
                .addStopSequence("END")
                .putAdditionalBodyProperty("temperature", JsonValue.from(0.5))
                .putAdditionalBodyProperty("top_p", JsonValue.from(0.9))
                .putAdditionalBodyProperty("top_k", JsonValue.from(40))
                .putAdditionalBodyProperty("hexforge", JsonValue.from(Map.of("fallbacks", List.of("groq/other"))))
                .enabledThinking(2048)
                .metadata(Metadata.builder().userId("u-1").build())
                .outputConfig(OutputConfig.builder()
                        .format(JsonOutputFormat.builder()
                                .schema(JsonOutputFormat.Schema.builder()
                                        .putAdditionalProperty("type", JsonValue.from("object"))
                                        .build())
                                .build())
                        .build())
                .addTool(Tool.builder()
                        .name("lookup")
                        .description("looks up")
                        .inputSchema(
                                Tool.InputSchema.builder().addRequired("city").build())
                        .strict(true)
                        .cacheControl(MARK)
                        .build())
                .toolChoice(ToolChoiceTool.builder()
                        .name("lookup")
                        .disableParallelToolUse(true)
                        .build())
                .build());

        assertThat(call)
                .isEqualTo(new ChatCall(
                        "claude",
                        List.of(
                                new Message.SystemPrompt(List.of(new Part.Text("be brief"))),
                                new Message.User(List.of(new Part.Text("hello"))),
                                new Message.Assistant(List.of(new Output.Text("hi"))),
                                new Message.SystemPrompt(List.of(new Part.Text("be even briefer")))),
                        List.of(new ChatCall.Tool(
                                "lookup",
                                "looks up",
                                object("{\"type\":\"object\",\"required\":[\"city\"]}"),
                                true,
                                true)),
                        new ToolChoice.Named("lookup"),
                        false,
                        new OutputFormat.JsonSchema("output", null, object("{\"type\":\"object\"}"), true),
                        new Sampling(0.5, 0.9, 40, null, null, null, List.of("END")),
                        1000L,
                        new Thinking.Budget(2048),
                        "u-1"));
    }

    @Test
    void pictures_documents_and_results_of_tools_are_understood_in_their_order() {
        ChatCall call = READER.received(MessageCreateParams.builder()
                .model("claude")
                .maxTokens(10)
                .addUserMessageOfContentBlockParams(List.of(
                        ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                                .toolUseId("call-1")
                                .isError(true)
                                .cacheControl(MARK)
                                .contentOfBlocks(List.of(
                                        ToolResultBlockParam.Content.Block.ofText(TextBlockParam.builder()
                                                .text("look:")
                                                .build()),
                                        ToolResultBlockParam.Content.Block.ofImage(png())))
                                .build()),
                        ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                                .toolUseId("call-2")
                                .content("done")
                                .build()),
                        ContentBlockParam.ofDocument(DocumentBlockParam.builder()
                                .source(PlainTextSource.builder().data("äh").build())
                                .title("notes")
                                .build()),
                        ContentBlockParam.ofImage(ImageBlockParam.builder()
                                .source(UrlImageSource.builder()
                                        .url("https://example.org/a.png")
                                        .build())
                                .build())))
                .build());

        assertThat(call.messages())
                .containsExactly(
                        new Message.ToolResult(
                                "call-1",
                                List.of(
                                        new Part.Text("look:"),
                                        new Part.Image(new Media.Inline("image/png", "AAAA"), null, true)),
                                true),
                        new Message.ToolResult("call-2", List.of(new Part.Text("done")), false),
                        new Message.User(List.of(
                                new Part.Document(new Media.Inline("text/plain", "w6Ro"), "notes", false),
                                new Part.Image(new Media.Remote("https://example.org/a.png"), null, false))));
    }

    @Test
    void an_effort_and_adaptive_thinking_are_one_measure() {
        var request = MessageCreateParams.builder().model("m").maxTokens(10).addUserMessage("hello");
        var effort = OutputConfig.builder().effort(OutputConfig.Effort.XHIGH).build();
        var adaptive = ThinkingConfigAdaptive.builder()
                .display(ThinkingConfigAdaptive.Display.OMITTED)
                .build();

        ChatCall both =
                READER.received(request.thinking(adaptive).outputConfig(effort).build());

        assertThat(both.thinking()).isEqualTo(new Thinking.Effort("xhigh"));
        assertThatThrownBy(() -> READER.received(request.enabledThinking(1024).build()))
                .isInstanceOfSatisfying(
                        UnsupportedField.class, e -> assertThat(e.field()).isEqualTo("output_config.effort"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'frequency_penalty':1                                                       | frequency_penalty
            'stream':'yes'                                                              | stream
            'max_tokens':0                                                              | max_tokens
            'max_tokens':1.5                                                            | max_tokens
            'max_tokens':1e999999999                                                    | max_tokens
            'model':7                                                                   | model
            'model':null                                                                | model
            'messages':[]                                                               | messages
            'messages':{}                                                               | messages
            'messages':['hi']                                                           | messages[0]
            'messages':[{'role':'tool','content':'x'}]                                  | messages[0].role
            'messages':[{'role':'user'}]                                                | messages[0].content
            'messages':[{'role':'user','content':'x','name':'bob'}]                     | messages[0].name
            'messages':[{'role':'user','content':[{'type':'search_result'}]}]           | messages[0].content[0].type
            'messages':[{'role':'user','content':[{'type':'text','text':'x','a':1}]}]   | messages[0].content[0].a
            'messages':[{'role':'assistant','content':[{'type':'server_tool_use'}]}]    | messages[0].content[0].type
            'messages':[{'role':'user','content':[{'type':'image','source':{'type':'file','file_id':'f'}}]}] \
            | messages[0].content[0].source.type
            'messages':[{'role':'user','content':[{'type':'document','source':{'type':'url','url':'u'},\
            'citations':{'enabled':true}}]}] | messages[0].content[0].citations.enabled
            'system':[{'type':'image'}]                                                 | system[0].type
            'system':'x','container':'c'                                                | container
            'mcp_servers':[]                                                            | mcp_servers
            'context_management':{}                                                     | context_management
            'service_tier':'standard_only'                                              | service_tier
            'speed':'fast'                                                              | speed
            'tools':[{'type':'bash_20250124','name':'bash'}]                            | tools[0].type
            'tools':[{'name':'a'}]                                                      | tools[0].input_schema
            'tools':[{'name':'a','input_schema':{},'defer_loading':true}]               | tools[0].defer_loading
            'tools':[{'name':'a','input_schema':{},'allowed_callers':['x']}]            | tools[0].allowed_callers
            'tool_choice':{'type':'some'}                                               | tool_choice.type
            'tool_choice':{'type':'tool'}                                               | tool_choice.name
            'thinking':{'type':'enabled'}                                               | thinking.budget_tokens
            'thinking':{'type':'between_tools'}                                         | thinking.type
            'output_config':{'effort':'enormous'}                                       | output_config.effort
            'output_config':{'format':{'type':'json'}}                                  | output_config.format.type
            'cache_control':{'type':'permanent'}                                        | cache_control.type
            'metadata':{'team':'x'}                                                     | metadata.team
            """)
    void what_cannot_be_honoured_is_refused_by_name(String member, String field) {
        JsonObject body = object("{'model':'m','max_tokens':5,'messages':[{'role':'user','content':'hi'}]}");
        for (var changed : object("{" + member + "}").members().entrySet()) {
            body = body.with(changed.getKey(), changed.getValue());
        }
        JsonObject wrong = body;

        assertThatThrownBy(() -> AnthropicRequest.parse(wrong))
                .isInstanceOfSatisfying(
                        UnsupportedField.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    private static ImageBlockParam png() {
        return ImageBlockParam.builder()
                .source(Base64ImageSource.builder()
                        .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                        .data("AAAA")
                        .build())
                .build();
    }

    private static JsonObject object(String json) {
        return (JsonObject) Json.value(bytes(json));
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
