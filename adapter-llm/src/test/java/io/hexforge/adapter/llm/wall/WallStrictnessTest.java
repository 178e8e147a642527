package io.hexforge.adapter.llm.wall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The wall refuses what the vendors refuse, in their shapes, so that our encoders are really checked.
class WallStrictnessTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static Wall wall;

    @BeforeAll
    static void start() {
        wall = Wall.start();
    }

    @AfterAll
    static void stop() {
        wall.close();
    }

    private static JsonNode refused(String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(wall.url() + path))
                .header("authorization", "Bearer " + Wall.KEY)
                .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        if (path.startsWith("/v1/messages")) {
            request.header("anthropic-version", "2023-06-01");
        }
        if (path.startsWith("/v1beta")) {
            request.header("x-goog-api-key", Wall.KEY);
        }
        var answer = CLIENT.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        return Json.read(answer.body());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {'messages':[]} | you must provide a model parameter
                    {'model':'gpt-4o'} | Missing required parameter: 'messages'
                    {'model':'gpt-4o','messages':[]} | empty array
                    {'model':'gpt-4o','messages':[{'role':'bard','content':'x'}]} | Invalid value: 'bard'
                    {'model':'gpt-4o','messages':[{'role':'user','content':null}]} | messages[0].content
                    {'model':'gpt-4o','messages':[{'role':'user','content':[{'type':'x'}]}]} | Invalid value: 'x'
                    {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'temperature':3} | 'temperature'
                    {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'stream':'yes'} | 'stream'
                    {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'stream_options':{}} | 'stream_options'
                    {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'tool_choice':'auto'} | 'tools' are
                    {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'tools':[{'type':'f'}]} | 'tools[0].type'
                    {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'max_tokens':0} | 'max_tokens'
                    {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'response_format':{}} | response_format
                    {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'top_logprobs':2} | 'logprobs'
                    {'model':'gpt-4o','messages':[{'role':'assistant','tool_calls':[{'id':'1','type':'function',\
                    'function':{'name':'f','arguments':'{}'}}]}]} | must be followed by tool messages
                    {'model':'gpt-4o','messages':[{'role':'assistant','tool_calls':[{'id':'1','type':'function',\
                    'function':{'name':'f','arguments':{}}}]}]} | function.arguments as a string
                    not json | could not parse
                    [] | could not parse
                    """)
    void refuses_like_openai(String body, String why) throws IOException, InterruptedException {
        JsonNode error = refused("/v1/chat/completions", body).path("error");

        assertThat(error.path("message").asText()).contains(why);
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {'model':'claude-sonnet-4-5','messages':[{'role':'user','content':'x'}]} | max_tokens: Field required
                    {'max_tokens':9,'messages':[{'role':'user','content':'x'}]} | model: Field required
                    {'model':'claude-sonnet-4-5','max_tokens':9} | messages: Field required
                    {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[]} | at least one message
                    {'model':'claude-sonnet-4-5','max_tokens':9,'n':1,'messages':[{'role':'user','content':'x'}]} | n: Extra
                    {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'system','content':'x'}]} | top-level
                    {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'assistant','content':'x'}]} | first
                    {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'user','content':''}]} | non-empty
                    {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'user','content':'x','name':'y'}]} \
                    | messages.0.name: Extra inputs
                    {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'user','content':[{'type':'image_url',\
                    'image_url':{}}]}]} | Input tag 'image_url'
                    {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'user','content':[{'type':'text',\
                    'text':'x','extra':1}]}]} | messages.0.content.0.text.extra: Extra inputs
                    {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'user','content':'x'},\
                    {'role':'assistant','content':'x '}]} | trailing whitespace
                    {'model':'claude-sonnet-4-5','max_tokens':9,'tools':[{'name':'f'}],'messages':[{'role':'user',\
                    'content':'x'}]} | tools.0.custom.input_schema: Field required
                    {'model':'claude-sonnet-4-5','max_tokens':9,'tools':[{'name':'a b','input_schema':{'type':'object'}}],\
                    'messages':[{'role':'user','content':'x'}]} | tools.0.custom.name
                    {'model':'claude-sonnet-4-5','max_tokens':9,'tool_choice':{'type':'auto'},'messages':[{'role':'user',\
                    'content':'x'}]} | tool_choice
                    {'model':'claude-sonnet-4-5','max_tokens':9,'tools':[{'name':'f','input_schema':{'type':'object'}}],\
                    'messages':[{'role':'user','content':'x'},{'role':'assistant','content':[{'type':'tool_use','id':'t1',\
                    'name':'f','input':{}}]},{'role':'user','content':'y'}]} | without `tool_result` blocks
                    {'model':'claude-sonnet-4-5','max_tokens':9,'tools':[{'name':'f','input_schema':{'type':'object'}}],\
                    'messages':[{'role':'user','content':'x'},{'role':'assistant','content':[{'type':'tool_use','id':'t1',\
                    'name':'f','input':'{}'}]}]} | Input should be a valid dictionary
                    """)
    void refuses_like_anthropic(String body, String why) throws IOException, InterruptedException {
        JsonNode answer = refused("/v1/messages", body);

        assertThat(answer.path("type").asText()).isEqualTo("error");
        assertThat(answer.at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(answer.at("/error/message").asText()).contains(why);
        assertThat(answer.path("request_id").asText()).startsWith("req_");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {} | contents is not specified
                    {'contents':[]} | contents is not specified
                    {'contents':[{'role':'user','parts':[]}]} | contents.parts must not be empty
                    {'contents':[{'role':'assistant','parts':[{'text':'x'}]}]} | valid role: user, model
                    {'contents':[{'parts':[{'text':'x'}]}],'messages':[]} | Unknown name "messages": Cannot find field
                    {'contents':[{'parts':[{'text':'x','kind':1}]}]} | Unknown name "kind" at 'contents[0].parts[0]'
                    {'contents':[{'parts':[{'thought':true}]}]} | required oneof field 'data'
                    {'contents':[{'parts':[{'text':'x'}]}],'generation_config':{'max_tokens':1}} | Unknown name "max_tokens"
                    {'contents':[{'parts':[{'text':'x'}]}],'generationConfig':{'temperature':3}} | temperature
                    {'contents':[{'parts':[{'text':'x'}]}],'generationConfig':{'responseSchema':{'type':'STRING'}}} \
                    | response_mime_type
                    {'contents':[{'parts':[{'text':'x'}]}],'tools':[{'functionDeclarations':[{'name':'f','parameters':\
                    {'type':'OBJECT','properties':{'a':{'type':'STRING','$ref':'b'}}}}]}]} | Unknown name "$ref"
                    {'contents':[{'parts':[{'text':'x'}]}],'tools':[{'functionDeclarations':[{'name':'f','parameters':\
                    {'type':'object','properties':{},'additionalProperties':false}}]}]} | Unknown name "additionalProperties"
                    {'contents':[{'parts':[{'text':'x'}]}],'tools':[{'functionDeclarations':[{'name':'f','parameters':\
                    {'type':'object','properties':{}}}]}]} | should be non-empty for OBJECT type
                    {'contents':[{'parts':[{'functionResponse':{'name':'f','response':{}}}]}]} | immediately after a function
                    """)
    void refuses_like_google(String body, String why) throws IOException, InterruptedException {
        JsonNode error =
                refused("/v1beta/models/gemini-2.5-flash:generateContent", body).path("error");

        assertThat(error.path("message").asText()).contains(why);
        assertThat(error.path("status").asText()).isEqualTo("INVALID_ARGUMENT");
        assertThat(error.path("code").asInt()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {'messages':[]} | model is required
                    {'model':'llama3.2','messages':[{'role':'user','content':[]}]} | cannot unmarshal array
                    {'model':'llama3.2','messages':[{'role':'bard','content':'x'}]} | invalid role
                    {'model':'llama3.2','think':true,'messages':[]} | does not support thinking
                    {'model':'llama3.2','format':5,'messages':[]} | invalid format
                    {'model':'llama3.2','messages':[{'role':'assistant','tool_calls':[{'function':{'name':'f',\
                    'arguments':'{}'}}]}]} | ChatRequest.messages.tool_calls.function.arguments
                    {'model':'nomic-embed-text','messages':[]} | does not support chat
                    """)
    void refuses_like_ollama(String body, String why) throws IOException, InterruptedException {
        assertThat(refused("/api/chat", body).path("error").asText()).contains(why);
    }
}
