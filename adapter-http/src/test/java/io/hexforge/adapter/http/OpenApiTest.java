package io.hexforge.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.EmbeddingReply;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.domain.job.JobOwner;
import io.hexforge.ports.driven.gateway.TestUsage;
import io.hexforge.ports.driving.job.JobOrder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The document and the server say the same.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final TestServer server = new TestServer();
    private JsonNode document;

    @BeforeAll
    void read() throws Exception {
        document = JSON.readTree(server.get("/openapi.json").body());
        server.upstream()
                .chats(new ChatReply.Answered(new ChatAnswer(
                        "1",
                        "m",
                        List.of(new Output.Text("hi"), new Output.ToolCall("c", "f", "{}")),
                        FinishReason.TOOL_CALLS,
                        null,
                        Usage.of(1, 2))));
        server.upstream().embeds(call -> new EmbeddingReply.Vectors("m", List.of(new float[] {1}), Usage.of(1, 0)));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void every_mounted_route_is_documented_and_the_reverse() {
        Set<String> mounted = server.server().routes().stream()
                .map(route -> route.method().name().toLowerCase(java.util.Locale.ROOT) + " " + route.template())
                .collect(Collectors.toCollection(TreeSet::new));
        var documented = new TreeSet<String>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(member -> {
                    if (METHODS.contains(member)) {
                        documented.add(member + " " + path.getKey());
                    }
                }));
        assertThat(documented).isEqualTo(mounted);
    }

    @Test
    void every_alias_leads_to_a_route_and_is_mentioned() {
        Set<String> mounted = server.server().routes().stream()
                .map(route -> route.method().name() + " " + route.path())
                .collect(Collectors.toSet());
        String description = document.at("/info/description").textValue();
        assertThat(Aliases.TABLE).isNotEmpty().allSatisfy(alias -> {
            assertThat(mounted).contains(alias.as().name() + " " + alias.canonical());
            assertThat(description).contains("`" + alias.path() + "`");
        });
    }

    @Test
    void nothing_is_described_twice() throws Exception {
        var strict = YAMLMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .build();

        assertThat(strict.readTree(server.get("/openapi.yaml").body())).isEqualTo(document);
        assertThatThrownBy(() -> strict.readTree("a: {b: 1, b: 2}")).hasMessageContaining("b");
    }

    @Test
    void references_lead_somewhere() {
        List<String> references = document.findValuesAsText("$ref");
        assertThat(references)
                .hasSizeGreaterThan(50)
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    @Test
    void answers_are_as_documented() throws Exception {
        String chat = "{\"model\":\"openai/gpt-test\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
        check("Root", server.get("/"));
        check("Health", server.get("/health"));
        check("Liveness", server.get("/health/live"));
        check("Readiness", server.get("/health/ready"));
        check("ComponentHealth", server.get("/health/all"));
        check("ChatCompletion", server.post("/v1/chat/completions", chat));
        check("Message", server.post("/v1/messages", chat.replace("}]}", "}],\"max_tokens\":5}")));
        check("TokenCount", server.post("/v1/messages/count_tokens", chat));
        check("Response", server.post("/v1/responses", "{\"model\":\"openai/gpt-test\",\"input\":\"x\"}"));
        check("Embeddings", server.post("/v1/embeddings", "{\"model\":\"openai/e\",\"input\":\"x\"}"));
        check("Models", server.get("/v1/models"));
        check("Model", server.get("/v1/models/openai/gpt-test"));
        check("Models", server.get("/v1/providers/openai/models"));
        check("ActivatedProvider", server.post("/v1/providers/activate", "{\"provider\":\"groq\",\"api_key\":\"k\"}"));
        check("ProviderList", server.get("/v1/providers"));
        check("Provider", server.get("/v1/providers/groq"));
        check("RoutingHealth", server.get("/v1/routing/health"));
        check("DeploymentList", server.get("/v1/routing/deployments"));
        check("ProviderStatusList", server.get("/v1/providers/status"));
        HttpResponse<String> issued = server.post("/v1/api-keys", "{\"name\":\"a\"}");
        check("IssuedApiKey", issued);
        String key =
                "/v1/api-keys/" + JSON.readTree(issued.body()).at("/key/id").textValue();
        check("ApiKey", server.get(key));
        check("IssuedApiKey", server.post(key + "/rotate", "{}"));
        check("ApiKeyList", server.get("/v1/api-keys?limit=1"));
        check("KeySet", server.get("/.well-known/jwks.json"));
        check("Me", server.get("/v1/auth/me"));
        check(
                "Flag",
                server.send("PUT", "/v1/admin/flags", "{\"flag\":\"router.force_provider_xai\",\"enabled\":false}"));
        check("PriceList", server.get("/v1/prices?query=gemini-2.5-pro"));
        check(
                "PriceImport",
                server.post("/v1/prices/import", "{\"xai\":{\"models\":{\"x\":{\"cost\":{\"input\":1}}}}}"));
        check("AuditList", server.get("/v1/admin/audit"));
        check("AuditCheck", server.post("/v1/admin/audit/check", ""));
        check("FlagList", server.get("/v1/admin/flags"));
        server.usage().append(List.of(TestUsage.of(server.operator()), TestUsage.bare(server.operator())));
        check("UsageList", server.get("/v1/usage"));
        check("DailyUsage", server.get("/v1/usage/daily?from=2026-01-01"));
        check("Costs", server.get("/v1/usage/costs"));
        JobOwner owner = JobOwner.of(server.operator());
        String job = "/v1/jobs/" + server.enqueueJob().submit(owner, JobOrder.of("count", "{\"to\":3}"));
        check("Job", server.get(job));
        check("JobList", server.get("/v1/jobs?status=queued&type=count"));
        check("Job", server.post(job + "/cancel", ""));
        check("Job", server.post(job + "/retry", ""));
        check("JobList", server.get("/v1/admin/jobs/dead"));
        check("PausedJobTypes", server.post("/v1/admin/jobs/types/count/pause", ""));
        check("PausedJobTypes", server.get("/v1/admin/jobs/paused"));
        HttpResponse<String> project = server.post("/v1/projects", "{\"title\":\"abc\"}");
        check("Project", project);
        String one = project.headers().firstValue("Location").orElseThrow();
        check("ProjectList", server.get("/v1/projects"));
        check("ProjectList", server.get("/v1/projects?page=1"));
        check("ProjectFile", server.send("PUT", one + "/files/src/a.ts", "{\"content\":\"x\"}"));
        check("ProjectFile", server.get(one + "/files/src/a.ts"));
        check("ProjectFileList", server.get(one + "/files"));
        check("ProjectTree", server.get(one + "/tree"));
        check("ProjectFileVersions", server.get(one + "/versions/src/a.ts"));
        check("ProjectFileDiff", server.get(one + "/diff/src/a.ts"));
        check("ProjectFileDeleted", server.send("DELETE", one + "/files/src/a.ts", ""));
        check("ProjectFile", server.post(one + "/restore/src/a.ts", "{\"version\":1}"));
        check("ProjectRemoved", server.send("DELETE", one, ""));
        check("PasskeyCeremony", server.post("/v1/auth/passkeys/login/start", "{}"));
        check("LoginProviderList", server.get("/v1/auth/oauth"));
        check("ProviderLogin", server.get("/v1/auth/oauth/google/start"));
        check("ProviderLogin", server.get("/auth/google/url"));
    }

    @Test
    void errors_are_as_documented() throws Exception {
        for (String path : List.of("/nowhere", "/v1/api-keys/x", "/v1/providers/none", "/v1/api-keys?limit=0")) {
            check("Problem", server.get(path));
        }
        check("Problem", server.post("/v1/api-keys", "{\"name\":1}"));
        check("Problem", server.send(server.anonymous("/v1/api-keys")));
        check("OpenAiError", server.get("/v1/chat/completions"));
        check("OpenAiError", server.get("/v1/models/nothing"));
        check("OpenAiError", server.post("/v1/embeddings", "{"));
        check("OpenAiError", server.post("/v1/responses", "{\"input\":\"x\",\"store\":true}"));
        check("AnthropicError", server.post("/v1/messages", "{}"));
        check("AnthropicError", server.get("/v1/messages"));
        check(
                "AnthropicError",
                server.send(server.anonymous("/v1/messages")
                        .header("x-api-key", "hf_wrong")
                        .POST(BodyPublishers.ofString("{}"))));
    }

    private void check(String schema, HttpResponse<String> response) {
        assertThat(schema(schema).validate(response.body(), InputFormat.JSON))
                .as(schema + ": " + response.body())
                .isEmpty();
    }

    private Schema schema(String name) {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$ref", "#/components/schemas/" + name);
        schema.set("components", document.get("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.toString(), InputFormat.JSON);
    }
}
