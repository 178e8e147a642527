package io.hexforge.adapter.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.core.JsonValue;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFormatTextJsonSchemaConfig;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseIncludable;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputFile;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseInputText;
import com.openai.models.responses.ResponseTextConfig;
import com.openai.models.responses.ToolChoiceFunction;
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

class ResponsesRequestTest {
    private static final ResponsesReader READER = new ResponsesReader();

    @AfterAll
    static void stop() {
        READER.close();
    }

    @Test
    void everything_that_the_client_can_say_about_an_answer_is_understood() {
        ChatCall call = READER.received(ResponseCreateParams.builder()
                .model("some-model")
                .input("hello")
                .instructions("be brief")
                .maxOutputTokens(1000)
                .temperature(0.5)
                .topP(0.9)
                .parallelToolCalls(false)
                .putAdditionalBodyProperty("hexforge", JsonValue.from(Map.of("fallbacks", List.of("groq/other"))))
                .reasoning(Reasoning.builder()
                        .effort(ReasoningEffort.HIGH)
                        .summary(Reasoning.Summary.DETAILED)
                        .build())
                .text(ResponseTextConfig.builder()
                        .format(ResponseFormatTextJsonSchemaConfig.builder()
                                .name("city")
                                .strict(true)
                                .schema(ResponseFormatTextJsonSchemaConfig.Schema.builder()
                                        .putAdditionalProperty("type", JsonValue.from("object"))
                                        .build())
                                .build())
                        .build())
                .addTool(FunctionTool.builder()
                        .name("lookup")
                        .description("looks up")
                        .strict(true)
                        .parameters(FunctionTool.Parameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .build())
                        .build())
                .toolChoice(ToolChoiceFunction.builder().name("lookup").build())
                .addInclude(ResponseIncludable.REASONING_ENCRYPTED_CONTENT)
                .safetyIdentifier("u-1")
                .store(false)
                .build());

        var schema = object("{'type':'object'}");
        assertThat(call)
                .isEqualTo(new ChatCall(
                        "some-model",
                        List.of(
                                new Message.SystemPrompt(List.of(new Part.Text("be brief"))),
                                new Message.User(List.of(new Part.Text("hello")))),
                        List.of(new ChatCall.Tool("lookup", "looks up", schema, true, false)),
                        new ToolChoice.Named("lookup"),
                        false,
                        new OutputFormat.JsonSchema("city", null, schema, true),
                        new Sampling(0.5, 0.9, null, null, null, null, List.of()),
                        1000L,
                        new Thinking.Effort("high"),
                        "u-1"));
    }

    @Test
    void items_become_turns_and_what_the_model_said_becomes_one() {
        ChatCall call = READER.received(ResponseCreateParams.builder()
                .model("m")
                .inputOfResponse(List.of(
                        easy(EasyInputMessage.Role.DEVELOPER, "be brief"),
                        ResponseInputItem.ofMessage(ResponseInputItem.Message.builder()
                                .role(ResponseInputItem.Message.Role.USER)
                                .content(List.of(
                                        ResponseInputContent.ofInputText(ResponseInputText.builder()
                                                .text("what is this?")
                                                .build()),
                                        ResponseInputContent.ofInputImage(ResponseInputImage.builder()
                                                .detail(ResponseInputImage.Detail.LOW)
                                                .imageUrl("data:image/png;base64,AAAA")
                                                .build()),
                                        ResponseInputContent.ofInputImage(ResponseInputImage.builder()
                                                .detail(ResponseInputImage.Detail.AUTO)
                                                .imageUrl("https://example.org/a.png")
                                                .build()),
                                        ResponseInputContent.ofInputFile(ResponseInputFile.builder()
                                                .filename("a.pdf")
                                                .fileData("data:application/pdf;base64,AAAA")
                                                .build())))
                                .build()),
                        easy(EasyInputMessage.Role.ASSISTANT, "let me see"),
                        call("call-1"),
                        call("call-2"),
                        ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                                .callId("call-1")
                                .output("sunny")
                                .build()),
                        ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                                .callId("call-2")
                                .output("rainy")
                                .build())))
                .build());

        assertThat(call.messages())
                .containsExactly(
                        new Message.SystemPrompt(List.of(new Part.Text("be brief"))),
                        new Message.User(List.of(
                                new Part.Text("what is this?"),
                                new Part.Image(new Media.Inline("image/png", "AAAA"), "low", false),
                                new Part.Image(new Media.Remote("https://example.org/a.png"), "auto", false),
                                new Part.Document(new Media.Inline("application/pdf", "AAAA"), "a.pdf", false))),
                        new Message.Assistant(List.of(
                                new Output.Text("let me see"),
                                new Output.ToolCall("call-1", "lookup", "{}"),
                                new Output.ToolCall("call-2", "lookup", "{}"))),
                        new Message.ToolResult("call-1", List.of(new Part.Text("sunny")), false),
                        new Message.ToolResult("call-2", List.of(new Part.Text("rainy")), false));
    }

    @Test
    void reasoning_of_another_server_is_kept_as_it_is() {
        ChatCall call = ResponsesRequest.parse(object("{'input':[{'type':'reasoning','id':'rs_1',"
                + "'summary':[{'type':'summary_text','text':'hm'}],'encrypted_content':'gAAAA'}]}"));

        assertThat(call.messages())
                .containsExactly(new Message.Assistant(
                        List.of(new Output.Thinking("hm", null), new Output.RedactedThinking("gAAAA"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'store':true                                                                    | store
            'store':1                                                                       | store
            'background':true                                                               | background
            'previous_response_id':'resp_1'                                                 | previous_response_id
            'conversation':'conv_1'                                                         | conversation
            'prompt':{'id':'p'}                                                             | prompt
            'truncation':'auto'                                                             | truncation
            'service_tier':'flex'                                                           | service_tier
            'max_tool_calls':3                                                              | max_tool_calls
            'prompt_cache_key':'k'                                                          | prompt_cache_key
            'top_logprobs':2                                                                | top_logprobs
            'stream_options':{'include_obfuscation':true}                   | stream_options.include_obfuscation
            'include':['message.output_text.logprobs']                                      | include
            'metadata':{'a':1}                                                              | metadata.a
            'stop':['x']                                                                    | stop
            'model':1                                                                       | model
            'input':7                                                                       | input
            'input':[]                                                                      | input
            'input':null                                                                    | input
            'input':[{'type':'item_reference','id':'x'}]                                    | input[0].type
            'input':[{'type':'web_search_call'}]                                            | input[0].type
            'input':[{'role':'tool','content':'x'}]                                         | input[0].role
            'input':[{'role':'user','content':'x','phase':'commentary'}]                    | input[0].phase
            'input':[{'role':'user','content':[{'type':'input_audio'}]}]           | input[0].content[0].type
            'input':[{'role':'user','content':[{'type':'input_image','file_id':'f'}]}] | input[0].content[0].file_id
            'input':[{'role':'user','content':[{'type':'input_file','file_data':'AAAA'}]}] \
            | input[0].content[0].file_data
            'input':[{'role':'assistant','content':[{'type':'output_text','text':'x','annotations':[1]}]}] \
            | input[0].content[0].annotations
            'input':[{'type':'function_call','name':'a','arguments':'{}'}]                  | input[0].call_id
            'input':[{'type':'function_call_output','call_id':'a'}]                         | input[0].output
            'input':[{'type':'reasoning','id':'rs_1','summary':[]}]                | input[0].encrypted_content
            'tools':[{'type':'web_search'}]                                                 | tools[0].type
            'tools':[{'type':'function','name':'a','x':1}]                                  | tools[0].x
            'tool_choice':'some'                                                            | tool_choice
            'tool_choice':{'type':'file_search'}                                            | tool_choice.type
            'text':{'format':{'type':'grammar'}}                                            | text.format.type
            'text':{'verbosity':'low'}                                                      | text.verbosity
            'reasoning':{'effort':'enormous'}                                               | reasoning.effort
            'reasoning':{'mode':'pro'}                                                      | reasoning.mode
            'user':'a','safety_identifier':'b'                                              | user
            """)
    void what_cannot_be_honoured_is_refused_by_name(String members, String field) {
        JsonObject body = object("{'model':'m','input':'hi'}");
        for (var changed : object("{" + members + "}").members().entrySet()) {
            body = body.with(changed.getKey(), changed.getValue());
        }
        JsonObject wrong = body;

        assertThatThrownBy(() -> ResponsesRequest.parse(wrong))
                .isInstanceOfSatisfying(
                        UnsupportedField.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    private static ResponseInputItem easy(EasyInputMessage.Role role, String text) {
        return ResponseInputItem.ofEasyInputMessage(
                EasyInputMessage.builder().role(role).content(text).build());
    }

    private static ResponseInputItem call(String id) {
        return ResponseInputItem.ofFunctionCall(ResponseFunctionToolCall.builder()
                .callId(id)
                .name("lookup")
                .arguments("{}")
                .build());
    }

    private static JsonObject object(String json) {
        return (JsonObject) Json.value(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
