package io.hexforge.adapter.http.identity;

import static io.hexforge.adapter.http.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.http.TestServer;
import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.User;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountRoutesTest {
    private static final String PATH = "/v1/users/me";

    private final TestServer server = new TestServer();
    private final String key = server.newcomer("grace");
    private final String grace = server.login("grace");

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> send(String key, String method, String path) throws Exception {
        return server.send(server.anonymous(path)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.noBody()));
    }

    private User user(String name) {
        return server.accounts().named(name).orElseThrow();
    }

    @Test
    void a_deletion_is_scheduled_thirty_days_ahead_and_told() throws Exception {
        var response = send(grace, "DELETE", PATH);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode body = json(response);
        assertThat(body.get("status").textValue()).isEqualTo("pending");
        Instant due = Instant.parse(body.get("deletion_scheduled_for").textValue());
        assertThat(Duration.between(
                        Instant.parse(body.get("deletion_requested_at").textValue()), due))
                .isEqualTo(Duration.ofDays(30));
        assertThat(json(send(grace, "GET", PATH)).get("deletion_status").textValue())
                .isEqualTo("pending");
        assertThat(json(send(grace, "GET", "/v1/notifications"))
                        .at("/items/0/type")
                        .textValue())
                .isEqualTo("account.deletion_scheduled");
        server.personal().jobs().runDue();
        assertThat(server.personal().mailer().sent()).singleElement().satisfies(mail -> {
            assertThat(mail.to()).isEqualTo("grace@example.org");
            assertThat(mail.text()).contains(due.toString().substring(0, 10), "https://app.example.org/login");
        });
        assertThat(user("grace").deletionDueAt()).isEqualTo(due);
    }

    @Test
    void a_program_cannot_delete_its_owner() throws Exception {
        assertThat(send(key, "DELETE", PATH).statusCode()).isEqualTo(403);
        assertThat(user("grace").deletionDueAt()).isNull();
    }

    @Test
    void asking_again_changes_nothing() throws Exception {
        var first = send(grace, "DELETE", PATH);
        var second = send(grace, "DELETE", "/v1/users/profile");

        assertThat(second.body()).isEqualTo(first.body());
        server.personal().jobs().runDue();
        assertThat(server.personal().mailer().sent()).hasSize(1);
    }

    @Test
    void a_deletion_is_called_off() throws Exception {
        String due =
                json(send(grace, "DELETE", PATH)).get("deletion_scheduled_for").textValue();

        JsonNode canceled = json(send(grace, "POST", PATH + "/deletion/cancel"));

        assertThat(canceled.get("canceled").booleanValue()).isTrue();
        assertThat(canceled.get("previous_deletion_scheduled_for").textValue()).isEqualTo(due);
        assertThat(canceled.at("/profile/deletion_status").textValue()).isEqualTo("active");
        assertThat(json(send(grace, "POST", "/v1/users/profile/deletion/cancel"))
                        .get("canceled")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void the_only_owner_of_a_tenant_with_members_cannot_leave() throws Exception {
        User owner = user("grace");
        server.colleague("alan", new Actor(owner.tenantId(), owner.id(), null, Set.of(), false));

        var response = send(grace, "DELETE", PATH);

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(json(response).get("code").textValue()).isEqualTo("account_needed");
        assertThat(json(response).get("detail").textValue())
                .contains("only owner", owner.tenantId().toString());
        assertThat(user("grace").deletionDueAt()).isNull();
    }

    @Test
    void the_only_administrator_cannot_leave() throws Exception {
        var response =
                send(server.login(server.accounts().operator().orElseThrow().username()), "DELETE", PATH);

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(json(response).get("detail").textValue()).contains("only administrator");
    }

    @Test
    void everything_can_be_taken_along() throws Exception {
        server.send(server.anonymous(PATH + "/avatar")
                .header("Authorization", "Bearer " + grace)
                .POST(BodyPublishers.ofString("PNG of grace")));

        Map<String, String> files = export(grace);

        assertThat(files).containsKeys("account.jsonl", "memberships.jsonl", "api_keys.jsonl", "avatar.png");
        assertThat(files.get("account.jsonl")).contains("grace@example.org").hasLineCount(1);
        assertThat(files.get("api_keys.jsonl")).contains("\"preview\"").doesNotContain(key);
        assertThat(files.get("avatar.png")).isEqualTo("PNG of grace");
        assertThat(files.toString()).doesNotContain(server.operator().userId().toString());
    }

    private Map<String, String> export(String key) throws Exception {
        var files = new LinkedHashMap<String, String>();
        try (var client = HttpClient.newHttpClient()) {
            var request = server.anonymous(PATH + "/export").header("Authorization", "Bearer " + key);
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/zip");
            assertThat(response.headers().firstValue("Content-Disposition").orElseThrow())
                    .startsWith("attachment");
            var zip = new ZipInputStream(new ByteArrayInputStream(response.body()));
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes()));
            }
        }
        return files;
    }
}
