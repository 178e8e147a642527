package io.hexforge.adapter.http.identity;

import static io.hexforge.adapter.http.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.http.TestServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiKeyRoutesTest {
    private static final String PATH = "/v1/api-keys";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode create(String name) throws Exception {
        var response = server.post(PATH, "{\"name\":\"" + name + "\",\"scopes\":[\"keys:read\"]}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json(response);
    }

    private int statusWith(String secret) throws Exception {
        return server.send(server.anonymous(PATH).header("Authorization", "Bearer " + secret))
                .statusCode();
    }

    @Test
    void a_key_is_made_shown_once_and_works_at_once() throws Exception {
        var response = server.post(PATH, "{\"name\":\"ci\",\"scopes\":[\"keys:read\"]}");
        String secret = json(response).get("secret").textValue();
        String id = json(response).at("/key/id").textValue();
        assertThat(secret).startsWith("hf_");
        assertThat(response.headers().firstValue("Location")).hasValue(PATH + "/" + id);
        assertThat(statusWith(secret)).isEqualTo(200);
        var shown = server.get(PATH + "/" + id);
        assertThat(shown.body()).doesNotContain(secret);
        assertThat(json(shown).get("scopes").toString()).isEqualTo("[\"keys:read\"]");
        assertThat(server.get(PATH).body()).doesNotContain(secret).contains(id);
    }

    @Test
    void a_key_can_do_no_more_than_its_maker_and_no_less_than_asked() throws Exception {
        String secret = create("reader").get("secret").textValue();
        var refused = server.send(server.anonymous(PATH)
                .header("Authorization", "Bearer " + secret)
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"name\":\"x\"}")));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).get("detail").textValue()).contains("keys:write");
    }

    @Test
    void a_revoked_key_is_refused_from_then_on() throws Exception {
        JsonNode made = create("gone");
        String id = made.at("/key/id").textValue();
        assertThat(server.send("DELETE", PATH + "/" + id, "").statusCode()).isEqualTo(204);
        assertThat(statusWith(made.get("secret").textValue())).isEqualTo(401);
        assertThat(json(server.get(PATH + "/" + id)).get("revoked_at").isTextual())
                .isTrue();
    }

    @Test
    void a_rotated_key_works_for_the_grace_period_beside_its_successor() throws Exception {
        JsonNode made = create("rotating");
        String id = made.at("/key/id").textValue();
        var rotated = server.post(PATH + "/" + id + "/rotate", "{\"grace_seconds\":60}");
        assertThat(rotated.statusCode()).isEqualTo(201);
        assertThat(statusWith(json(rotated).get("secret").textValue())).isEqualTo(200);
        assertThat(statusWith(made.get("secret").textValue())).isEqualTo(200);
        assertThat(json(server.get(PATH + "/" + id)).get("replaced_by").textValue())
                .isEqualTo(json(rotated).at("/key/id").textValue());
        assertThat(server.post(PATH + "/" + id + "/rotate", "").statusCode()).isEqualTo(409);

        JsonNode hasty = create("hasty");
        String hastyPath = PATH + "/" + hasty.at("/key/id").textValue();
        assertThat(server.post(hastyPath + "/rotate", "{\"grace_seconds\":0}").statusCode())
                .isEqualTo(201);
        assertThat(statusWith(hasty.get("secret").textValue())).isEqualTo(401);
    }

    @Test
    void a_lost_update_is_refused() throws Exception {
        String path = PATH + "/" + create("first").at("/key/id").textValue();
        String tag = server.get(path).headers().firstValue("ETag").orElseThrow();
        var renamed = server.send("PATCH", path, "{\"name\":\"second\"}", "If-Match", tag);
        assertThat(renamed.statusCode()).isEqualTo(200);
        assertThat(json(renamed).get("name").textValue()).isEqualTo("second");
        var lost = server.send("PATCH", path, "{\"name\":\"third\"}", "If-Match", tag);
        assertThat(lost.statusCode()).isEqualTo(412);
        assertThat(lost.headers().firstValue("ETag"))
                .isEqualTo(renamed.headers().firstValue("ETag"));
        assertThat(server.send("PATCH", path, "{\"name\":\"x\"}", "If-Match", "\"foreign\"")
                        .statusCode())
                .isEqualTo(412);
        assertThat(server.send("PATCH", path, "{\"name\":\"third\"}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_list_is_cut_into_pages_that_a_cursor_connects() throws Exception {
        for (int i = 0; i < 4; i++) {
            create("key" + i);
        }
        var seen = new ArrayList<String>();
        String next = "";
        int pages = 0;
        do {
            JsonNode page = json(server.get(PATH + "?limit=2" + next));
            page.get("items").forEach(item -> seen.add(item.get("id").textValue()));
            assertThat(page.has("next_cursor")).isTrue();
            next = page.get("next_cursor").isNull()
                    ? null
                    : "&cursor=" + page.get("next_cursor").textValue();
            pages++;
        } while (next != null && pages < 10);
        assertThat(seen).hasSize(5).isSorted();
        assertThat(new HashSet<>(seen)).hasSize(5);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void a_tampered_cursor_and_a_wrong_limit_are_refused() throws Exception {
        create("other");
        String cursor = json(server.get(PATH + "?limit=1")).get("next_cursor").textValue();
        String tampered = (cursor.startsWith("A") ? "B" : "A") + cursor.substring(1);
        for (String query : List.of(
                "cursor=" + tampered,
                "cursor=x",
                "cursor=" + new UUID(0, 0),
                "limit=0",
                "limit=101",
                "limit=-1",
                "limit=ten")) {
            assertThat(server.get(PATH + "?" + query).statusCode()).as(query).isEqualTo(400);
        }
    }

    @Test
    void making_a_key_twice_under_one_idempotency_key_makes_one() throws Exception {
        String body = "{\"name\":\"once\"}";
        var first = server.post(PATH, body, "Idempotency-Key", "a");
        var again = server.post(PATH, body, "Idempotency-Key", "a");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(json(server.get(PATH)).get("items")).hasSize(2);
    }

    @Test
    void names_what_is_wrong_with_a_wanted_key() throws Exception {
        var scope = server.post(PATH, "{\"name\":\"a\",\"scopes\":[\"keys:read\",\"nonsense\"]}");
        assertThat(scope.statusCode()).isEqualTo(400);
        assertThat(json(scope).at("/errors/0/pointer").textValue()).isEqualTo("/scopes/1");
        var time = server.post(PATH, "{\"name\":\"a\",\"expires_at\":\"tomorrow\"}");
        assertThat(json(time).at("/errors/0/pointer").textValue()).isEqualTo("/expires_at");
        var past = server.post(PATH, "{\"name\":\"\",\"expires_at\":\"2001-01-01T00:00:00Z\"}");
        assertThat(json(past).get("errors")).hasSize(2);
        assertThat(server.get(PATH + "/" + new UUID(1, 2)).statusCode()).isEqualTo(404);
        assertThat(server.get(PATH + "/nonsense").statusCode()).isEqualTo(404);
    }
}
