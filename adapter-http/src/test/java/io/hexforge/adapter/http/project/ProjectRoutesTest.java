package io.hexforge.adapter.http.project;

import static io.hexforge.adapter.http.TestServer.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.adapter.http.TestServer;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ProjectRoutesTest {
    private static final String PATH = "/v1/projects";
    private static final TestServer SERVER = new TestServer();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static String created(String title) throws Exception {
        var response = SERVER.post(PATH, "{\"title\":\"" + title + "\",\"tech_stack\":[\"java\"]}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        assertThat(response.headers().firstValue("ETag")).hasValue("\"v1\"");
        return response.headers().firstValue("Location").orElseThrow();
    }

    private static HttpResponse<String> put(String file, String content, String... headers) throws Exception {
        return SERVER.send(
                "PUT",
                file,
                new ObjectMapper().createObjectNode().put("content", content).toString(),
                headers);
    }

    private static List<String> texts(JsonNode items, String member) {
        return items.findValuesAsText(member);
    }

    @Test
    void a_project_is_made_changed_archived_and_deleted() throws Exception {
        String one = created("First");

        JsonNode made = json(SERVER.get(one));
        assertThat(made.get("mode").asText()).isEqualTo("builder");
        assertThat(made.get("status").asText()).isEqualTo("planning");
        assertThat(made.get("requirements_spec").isNull()).isTrue();
        var changed = SERVER.send(
                "PATCH", one, "{\"status\":\"in-progress\",\"requirements_spec\":{\"a\":1}}", "If-Match", "\"v1\"");
        assertThat(json(changed).get("status").asText()).isEqualTo("in-progress");
        assertThat(changed.headers().firstValue("ETag")).hasValue("\"v2\"");
        assertThat(SERVER.send("PATCH", one, "{\"title\":\"Other\"}", "If-Match", "\"v1\"")
                        .statusCode())
                .isEqualTo(412);
        assertThat(SERVER.send("PUT", one, "{\"title\":\"Renamed\",\"unknown\":1}")
                        .body())
                .contains("Renamed");
        assertThat(SERVER.send("PATCH", one, "{\"unknown\":1}").body()).contains("/unknown");
        assertThat(SERVER.send("PATCH", one, "{}").statusCode()).isEqualTo(400);

        assertThat(json(SERVER.send("DELETE", one, "")).get("project_id").asText())
                .isEqualTo(made.get("id").asText());
        assertThat(SERVER.get(PATH).body()).doesNotContain("Renamed");
        assertThat(SERVER.get(PATH + "?status=archived").body()).contains("Renamed");
        assertThat(SERVER.send("DELETE", one + "?permanent=true", "").statusCode())
                .isEqualTo(200);
        assertThat(SERVER.get(one).statusCode()).isEqualTo(404);
    }

    @Test
    void what_is_wrong_is_pointed_at() throws Exception {
        assertThat(SERVER.post(PATH, "{\"title\":\"ab\",\"description\":\"" + "x".repeat(1001) + "\"}")
                        .body())
                .contains("/title", "/description");
        assertThat(SERVER.post(PATH, "{\"title\":\"abc\",\"mode\":\"x\"}").body())
                .contains("builder, student");
        assertThat(SERVER.get(PATH + "?status=x").body()).contains("in-progress");
        assertThat(SERVER.get(PATH + "?page=0").statusCode()).isEqualTo(400);
        String files = created("Wrong") + "/files";
        for (String path : List.of("/a", "../a", "a/", "a\\\\b", "a\\u0001", "x".repeat(501))) {
            assertThat(SERVER.post(files, "{\"path\":\"" + path + "\",\"content\":\"\"}")
                            .body())
                    .contains("\"/path\"");
        }
        assertThat(put(files + "/a", "x".repeat(100_001)).body()).contains("/content");
        assertThat(SERVER.send("PUT", files + "/a", "{\"content\":\"a\\ud800\"}")
                        .body())
                .contains("/content");
        assertThat(SERVER.send("PUT", files + "/a", "{\"content\":\"\",\"language\":\"No!\"}")
                        .body())
                .contains("/language");
    }

    @Test
    void pages_can_be_counted() throws Exception {
        for (int i = 0; i < 3; i++) {
            SERVER.post(PATH, "{\"title\":\"Student " + i + "\",\"mode\":\"student\"}");
        }
        JsonNode page = json(SERVER.get(PATH + "?mode=student&page=2&page_size=2"));

        assertThat(texts(page.get("items"), "title")).containsExactly("Student 0");
        assertThat(page.get("total").asInt()).isEqualTo(3);
        assertThat(page.get("has_more").asBoolean()).isFalse();
        JsonNode first = json(SERVER.get(PATH + "?mode=student&limit=2"));
        JsonNode rest = json(SERVER.get(PATH + "?mode=student&limit=2&cursor="
                + first.get("next_cursor").asText()));
        assertThat(texts(rest.get("items"), "title")).containsExactly("Student 0");
    }

    @Test
    void files_have_versions() throws Exception {
        String one = created("Files");
        String name = "src/app/%5Bid%5D/%28group%29/my%20page%2B1.tsx";
        String file = one + "/files/" + name;

        var made = put(file, "one\n");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(json(made).get("path").asText()).isEqualTo("src/app/[id]/(group)/my page+1.tsx");
        assertThat(json(made).get("language").asText()).isEqualTo("tsx");
        assertThat(made.headers().firstValue("Location")).hasValue(file);
        assertThat(put(file, "two\n", "If-Match", "\"v1\"").headers().firstValue("ETag"))
                .hasValue("\"v2\"");
        assertThat(put(file, "three\n", "If-Match", "\"v1\"").statusCode()).isEqualTo(412);
        assertThat(put(one + "/files/none", "x", "If-Match", "\"v1\"").statusCode())
                .isEqualTo(412);
        assertThat(put(file, "two\n").headers().firstValue("ETag")).hasValue("\"v2\"");
        assertThat(json(SERVER.get(file)).get("content").asText()).isEqualTo("two\n");
        assertThat(json(SERVER.get(file + "?version=1")).get("content").asText())
                .isEqualTo("one\n");
        assertThat(json(SERVER.get(one + "/diff/" + name)).get("diff").asText()).endsWith("@@ -1 +1 @@\n-one\n+two\n");
        assertThat(SERVER.get(one + "/diff/" + name + "?to=9").statusCode()).isEqualTo(404);

        assertThat(SERVER.send("DELETE", file, "").body()).contains("(group)");
        assertThat(SERVER.get(file).statusCode()).isEqualTo(404);
        assertThat(SERVER.send("DELETE", file, "").statusCode()).isEqualTo(404);
        var restored = SERVER.post(one + "/restore/" + name, "{\"version\":1}");
        assertThat(json(restored).get("version").asInt()).as(restored.body()).isEqualTo(4);
        assertThat(json(SERVER.get(file)).get("content").asText()).isEqualTo("one\n");
        assertThat(texts(json(SERVER.get(one + "/versions/" + name)).get("items"), "version"))
                .containsExactly("4", "3", "2", "1");
        assertThat(json(SERVER.get(one + "/diff/" + name + "?from=3&to=4"))
                        .get("diff")
                        .asText())
                .startsWith("--- /dev/null\n+++ b/src/app/[id]");
    }

    @Test
    void files_are_listed_flat_and_as_a_tree() throws Exception {
        String one = created("Tree");
        for (String path : List.of("README.md", "src/a/x.ts", "src/b.ts")) {
            assertThat(SERVER.post(one + "/files", "{\"path\":\"" + path + "\",\"content\":\"x\"}")
                            .statusCode())
                    .isEqualTo(201);
        }
        assertThat(SERVER.post(one + "/files?path=src/c.ts&content=y&language=javascript", "")
                        .body())
                .contains("\"javascript\"");

        JsonNode page = json(SERVER.get(one + "/files?limit=3"));
        assertThat(page.get("count").asInt()).isEqualTo(4);
        assertThat(texts(page.get("files"), "path")).containsExactly("README.md", "src/a/x.ts", "src/b.ts");
        assertThat(page.at("/items/0").has("content")).isFalse();
        assertThat(SERVER.get(one + "/files?cursor=" + page.get("next_cursor").asText())
                        .body())
                .contains("src/c.ts")
                .doesNotContain("README");
        assertThat(texts(json(SERVER.get(one + "/tree")).get("tree"), "path")).containsExactly("README.md", "src");
        assertThat(texts(json(SERVER.get(one + "/tree?path=src/")).get("tree"), "path"))
                .containsExactly("src/a", "src/b.ts", "src/c.ts");
        assertThat(texts(json(SERVER.get(one + "/tree?recursive=1")).get("tree"), "type"))
                .containsExactly("blob", "tree", "tree", "blob", "blob", "blob");
        assertThat(SERVER.get(one + "/tree?path=nothing").statusCode()).isEqualTo(404);
        assertThat(put(one + "/files/src", "x").body()).contains("path_blocked");
        assertThat(put(one + "/files/README.md/x", "x").statusCode()).isEqualTo(409);
    }

    @Test
    void a_project_holds_no_more_than_its_quota() throws Exception {
        String one = created("Full");
        for (int i = 0; i < 20; i++) {
            assertThat(put(one + "/files/f" + i, "x").statusCode()).isEqualTo(201);
        }
        assertThat(put(one + "/files/more", "x").body()).contains("quota_exceeded");
        assertThat(put(one + "/files/f1", "y").statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> importing(String one, String name) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes, UTF_8)) {
            zip.putNextEntry(new ZipEntry("good.txt"));
            zip.putNextEntry(new ZipEntry(name));
        }
        return SERVER.send(SERVER.request(one + "/import")
                .header("Content-Type", "application/zip")
                .POST(BodyPublishers.ofByteArray(bytes.toByteArray())));
    }

    @Test
    void archives_go_in_and_out() throws Exception {
        String one = created("An Archive!");

        assertThat(importing(one, "../evil").statusCode()).isEqualTo(400);
        assertThat(json(SERVER.get(one + "/files")).get("count").asInt()).isZero();
        var taken = importing(one, "src/x.ts");
        assertThat(json(taken).get("count").asInt()).as(taken.body()).isEqualTo(2);
        var archive = SERVER.get(one + "/archive");
        assertThat(archive.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"an-archive.zip\"");
        assertThat(archive.body()).startsWith("PK").contains("src/x.ts");
        assertThat(SERVER.post(one + "/import", "{}").body()).contains("ZIP");
    }

    @Test
    void strangers_and_colleagues_find_nothing() throws Exception {
        String one = created("Private");
        put(one + "/files/a", "x");
        for (String key : List.of(
                SERVER.newcomer("stranger-" + System.nanoTime()), SERVER.colleague("colleague", SERVER.operator()))) {
            for (String path : List.of("", "/files", "/files/a", "/tree", "/versions/a", "/diff/a", "/archive")) {
                var answer = SERVER.send(SERVER.anonymous(one + path).header("Authorization", "Bearer " + key));
                assertThat(answer.statusCode()).as(path).isEqualTo(404);
            }
        }
        assertThat(SERVER.send(SERVER.anonymous(one)).statusCode()).isEqualTo(401);
    }
}
