package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.cli.Hexforge;
import io.hexforge.adapter.cli.Projects;
import io.hexforge.adapter.cli.Projects.File;
import io.hexforge.adapter.cli.RemoteHexforge;
import io.hexforge.app.config.Config;
import io.hexforge.app.faults.Api;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Projects on a whole node, through HTTP and through the commands' client.
class ProjectsEndToEndTest {
    @TempDir
    private static Path home;

    private static Node node;
    private static Api api;
    private static Hexforge client;

    @BeforeAll
    static void start() {
        node = Node.serve(
                Config.from(Map.of(
                        "HEXFORGE_HOME", home.toString(),
                        "PORT", "0",
                        "RATE_LIMIT_PER_MINUTE", "0",
                        "PROJECT_MAX_FILES", "3",
                        "WORKERS", "0")),
                "test");
        api = new Api(node.url(), node.localToken().reveal());
        client = new RemoteHexforge(node.url(), node.localToken());
    }

    @AfterAll
    static void stop() {
        client.close();
        node.close();
    }

    @Test
    void a_project_is_filled_changed_moved_and_exported_with_its_owner() throws IOException {
        Projects projects = client.projects();
        String id = projects.create("Shop", "sells", "builder").id();
        String files = "/v1/projects/" + id + "/files/";
        assertThat(api.send("PUT", files + "src/%5Bid%5D/page.tsx", "{\"content\":\"one\\n\"}")
                        .status())
                .isEqualTo(201);
        assertThat(api.send("PUT", files + "src/%5Bid%5D/page.tsx", "{\"content\":\"two \ud83d\ude00\\n\"}")
                        .header("etag"))
                .isEqualTo("\"v2\"");
        assertThat(api.get("/v1/projects/" + id + "/diff/src/%5Bid%5D/page.tsx").text())
                .contains("-one\\n+two");

        var archive = new ByteArrayOutputStream();
        projects.exportTo(id, archive);
        String copy = projects.create("Copy", "", "builder").id();
        assertThat(projects.importFrom(copy, archive.toByteArray()))
                .extracting(File::path)
                .containsExactly("src/[id]/page.tsx");
        assertThat(projects.content(copy, "src/[id]/page.tsx")).isEqualTo("two \ud83d\ude00\n");
        assertThat(projects.files(copy)).containsExactly(new File("src/[id]/page.tsx", 9, "tsx", 1));
        assertThat(projects.list(false)).extracting(Projects.Listed::title).startsWith("Copy", "Shop");

        String other = "/v1/projects/" + copy + "/files/";
        assertThat(api.send("PUT", other + "a", "{\"content\":\"\"}").status()).isEqualTo(201);
        assertThat(api.send("PUT", other + "b", "{\"content\":\"\"}").status()).isEqualTo(201);
        assertThat(api.send("PUT", other + "c", "{\"content\":\"\"}").text()).contains("quota_exceeded");
        assertThat(exported()).contains("\"title\":\"Copy\"", "\"content\":\"one\\n\"");
        assertThat(api.delete("/v1/projects/" + copy + "?permanent=true").status())
                .isEqualTo(200);
        assertThat(exported()).doesNotContain("\"title\":\"Copy\"");
    }

    /// {@return all that the account takes along}
    private static String exported() throws IOException {
        var text = new StringBuilder();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(
                api.get("/v1/users/me/export").response().body()))) {
            while (zip.getNextEntry() != null) {
                text.append(new String(zip.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return text.toString();
    }
}
