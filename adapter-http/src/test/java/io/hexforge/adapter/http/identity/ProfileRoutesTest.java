package io.hexforge.adapter.http.identity;

import static io.hexforge.adapter.http.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.http.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileRoutesTest {
    private static final String PATH = "/v1/users/me";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode changed(String body, String... headers) throws Exception {
        var response = server.send("PATCH", PATH, body, headers);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    private HttpResponse<String> upload(String type, String body) throws Exception {
        return server.send(
                server.request(PATH + "/avatar").header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    private static String form(String name, String content) {
        return "--b0\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--b0\r\n"
                + "Content-Disposition: form-data; name=\"" + name + "\"; filename=\"../../me.png\"\r\n"
                + "Content-Type: image/png\r\n\r\n" + content + "\r\n--b0--\r\n";
    }

    @Test
    void a_new_user_has_said_nothing_yet() throws Exception {
        JsonNode me = json(server.get(PATH));

        assertThat(me.get("id").textValue())
                .isEqualTo(server.operator().userId().toString());
        assertThat(me.get("bio").isNull()).isTrue();
        assertThat(me.get("preferences").isEmpty()).isTrue();
        assertThat(me.get("survey_completed").booleanValue()).isFalse();
        assertThat(me.get("deletion_status").textValue()).isEqualTo("active");
    }

    @Test
    void what_is_said_is_kept_and_what_is_absent_stays() throws Exception {
        changed("{\"full_name\":\"Ada L\",\"username\":\"Ada\",\"bio\":\"Hi\\n"
                + "there\",\"date_of_birth\":\"1990-02-28\"}");

        JsonNode me = changed("{\"profession\":\"Engineer\",\"preferences\":{\"a\":1,\"b\":{\"c\":2}}}");

        assertThat(me.get("full_name").textValue()).isEqualTo("Ada L");
        assertThat(me.get("username").textValue()).isEqualTo("ada");
        assertThat(me.get("bio").textValue()).isEqualTo("Hi\nthere");
        assertThat(me.get("date_of_birth").textValue()).isEqualTo("1990-02-28");
        assertThat(me.get("age").intValue()).isGreaterThan(30);
        assertThat(me.get("profession").textValue()).isEqualTo("Engineer");
        assertThat(json(server.get(PATH))).isEqualTo(me);
    }

    @Test
    void null_takes_away_and_preferences_are_merged() throws Exception {
        changed("{\"bio\":\"Hi\",\"preferences\":{\"a\":1,\"b\":2}}");

        JsonNode me = changed("{\"bio\":null,\"preferences\":{\"b\":null,\"c\":3}}");

        assertThat(me.get("bio").isNull()).isTrue();
        assertThat(me.get("preferences").toString()).isEqualTo("{\"a\":1,\"c\":3}");
    }

    @Test
    void the_replaced_backends_path_ignores_nulls_and_unknown_fields() throws Exception {
        changed("{\"bio\":\"Hi\"}");

        var response = server.send("PUT", "/v1/users/profile", "{\"bio\":null,\"age\":30,\"role\":\"admin\"}");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(json(response).get("bio").textValue()).isEqualTo("Hi");
        assertThat(json(response).get("age").intValue()).isEqualTo(30);
        assertThat(server.send("PATCH", "/auth/me", "{\"heard_from\":\"a friend\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(json(server.get("/v1/profiles/me")).get("age").intValue()).isEqualTo(30);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"age\":12}|/age",
                "{\"age\":121}|/age",
                "{\"date_of_birth\":\"2020-01-01\"}|/date_of_birth",
                "{\"date_of_birth\":\"yesterday\"}|/date_of_birth",
                "{\"avatar_url\":\"javascript:alert(1)\"}|/avatar_url",
                "{\"preferences\":[]}|/preferences",
                "{\"username\":\"with space\"}|/username",
                "{\"username\":\"a@b\"}|/username",
                "{\"bio\":\"\\u0007\"}|/bio",
                "{\"system_admin\":true}|/system_admin",
                "{\"email\":\"other@example.org\"}|/email",
                "{\"deletion_status\":\"active\"}|/deletion_status",
                "{\"full_name\":\"two\\nlines\"}|/full_name"
            })
    void what_cannot_be_is_refused_by_name(String body, String pointer) throws Exception {
        var response = server.send("PATCH", PATH, body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(json(response).at("/errors/0/pointer").textValue()).isEqualTo(pointer);
    }

    @Test
    void what_is_too_long_is_refused() throws Exception {
        for (String body : new String[] {
            "{\"bio\":\"" + "x".repeat(501) + "\"}",
            "{\"full_name\":\"" + "x".repeat(121) + "\"}",
            "{\"preferences\":{\"a\":\"" + "x".repeat(20_000) + "\"}}",
            "{\"preferences\":{\"a\":" + "[".repeat(60) + "]".repeat(60) + "}}"
        }) {
            assertThat(server.send("PATCH", PATH, body).statusCode()).isEqualTo(400);
        }
        assertThat(json(server.get(PATH)).get("bio").isNull()).isTrue();
    }

    @Test
    void a_username_belongs_to_one() throws Exception {
        server.newcomer("grace");

        var response = server.send("PATCH", PATH, "{\"username\":\"Grace\"}");

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(json(response).get("code").textValue()).isEqualTo("username_taken");
    }

    @Test
    void a_lost_update_is_refused() throws Exception {
        String tag = server.get(PATH).headers().firstValue("ETag").orElseThrow();
        changed("{\"full_name\":\"A\",\"bio\":\"a\"}", "If-Match", tag);

        assertThat(server.send("PATCH", PATH, "{\"bio\":\"b\"}", "If-Match", tag)
                        .statusCode())
                .isEqualTo(412);
        assertThat(json(server.get(PATH)).get("bio").textValue()).isEqualTo("a");
    }

    @Test
    void the_answers_of_a_new_user_are_kept() throws Exception {
        var response = server.post(
                PATH + "/onboarding",
                "{\"profession\":\"Poet\",\"onboarding\":{\"primary_goal\":\"learn\",\"interests\":[\"cats\"]}}");

        assertThat(json(response).get("survey_completed").booleanValue()).isTrue();
        assertThat(json(response).at("/onboarding_responses/interests/0").textValue())
                .isEqualTo("cats");
        assertThat(json(response).get("profession").textValue()).isEqualTo("Poet");
    }

    @Test
    void a_picture_comes_as_part_of_a_form_or_as_the_body() throws Exception {
        assertThat(server.get(PATH + "/avatar").statusCode()).isEqualTo(404);

        var first = upload("multipart/form-data; boundary=b0", form("file", "PNG one"));
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(json(first).get("avatar_url").textValue()).isEqualTo("/v1/users/me/avatar");
        assertThat(server.get(PATH + "/avatar").body()).isEqualTo("PNG one");

        assertThat(upload("image/png", "PNG two").statusCode()).isEqualTo(200);
        var picture = server.get(PATH + "/avatar");
        assertThat(picture.body()).isEqualTo("PNG two");
        assertThat(picture.headers().firstValue("Content-Type")).hasValue("image/png");
        String tag = picture.headers().firstValue("ETag").orElseThrow();
        assertThat(server.send(server.request(PATH + "/avatar").header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(304);

        assertThat(server.send(server.request(PATH + "/avatar").DELETE()).statusCode())
                .isEqualTo(204);
        assertThat(server.get(PATH + "/avatar").statusCode()).isEqualTo(404);
        assertThat(json(server.get(PATH)).get("avatar_url").isNull()).isTrue();
    }

    @Test
    void what_is_no_picture_is_refused() throws Exception {
        assertThat(upload("image/png", "GIF?").statusCode()).isEqualTo(400);
        assertThat(upload("image/png", "").statusCode()).isEqualTo(400);
        assertThat(upload("multipart/form-data; boundary=b0", form("picture", "PNG"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(upload("multipart/form-data; boundary=b0", "nonsense").statusCode())
                .isEqualTo(400);
        assertThat(upload("multipart/form-data", form("file", "PNG")).statusCode())
                .isEqualTo(400);
        assertThat(upload("multipart/form-data; boundary=b0", form("file", "")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_picture_of_more_than_five_mebibytes_is_refused() throws Exception {
        String large = "P".repeat((5 << 20) + 1);

        assertThat(upload("image/png", large).statusCode()).isEqualTo(413);
        assertThat(upload("image/png", large + large).statusCode()).isEqualTo(413);
        assertThat(upload("multipart/form-data; boundary=b0", form("file", large))
                        .statusCode())
                .isEqualTo(413);
        assertThat(upload("image/png", large.substring(1)).statusCode()).isEqualTo(200);
    }

    @Test
    void nobody_without_a_credential_sees_anything() throws Exception {
        for (String path : new String[] {PATH, PATH + "/avatar", PATH + "/export", "/v1/notifications"}) {
            assertThat(server.send(server.anonymous(path)).statusCode()).isEqualTo(401);
        }
    }
}
