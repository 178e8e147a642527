package io.hexforge.adapter.http.identity;

import static io.hexforge.adapter.http.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.http.TestServer;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driving.identity.SignedIn;
import java.net.HttpCookie;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionRoutesTest {
    private static final String REFRESH = "/v1/auth/refresh";
    private static final String SESSIONS = "/v1/auth/sessions";
    private static final String LOGOUT = "/v1/auth/logout";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private SignedIn logIn() {
        User user = server.accounts().operator().orElseThrow();
        return server.sessions().open(user, Set.of(AuthMethod.PASSWORD), new Device("Firefox", "192.0.2.1"));
    }

    private HttpResponse<String> with(String token, String method, String path) throws Exception {
        return server.send(server.anonymous(path)
                .header("Authorization", "Bearer " + token)
                .method(method, BodyPublishers.noBody()));
    }

    private int statusOf(SignedIn in) throws Exception {
        return with(in.accessToken().reveal(), "GET", SESSIONS).statusCode();
    }

    private HttpResponse<String> refresh(String path, String token) throws Exception {
        return server.send(server.anonymous(path)
                .header("Content-Type", "application/json")
                .header("User-Agent", "test")
                .POST(BodyPublishers.ofString("{\"refresh_token\":\"" + token + "\"}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {REFRESH, "/auth/refresh", "/api/auth/refresh", "/api/v1/auth/refresh", "/v1/auth/refresh/"})
    void a_refresh_token_is_exchanged_at_all_paths(String path) throws Exception {
        SignedIn in = logIn();

        var response = refresh(path, in.refreshToken().reveal());

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode body = json(response);
        assertThat(body.get("token_type").textValue()).isEqualTo("bearer");
        assertThat(body.get("expires_in").longValue()).isEqualTo(1800);
        assertThat(body.get("refresh_expires_in").longValue()).isEqualTo(7 * 24 * 3600);
        assertThat(body.get("session_id").textValue())
                .isEqualTo(in.session().id().toString());
        assertThat(body.get("refresh_token").textValue()).startsWith("hfr_");
        assertThat(body.at("/tokens/access_token")).isEqualTo(body.get("access_token"));
        assertThat(body.at("/user/username").textValue()).isEqualTo("operator");
        assertThat(body.at("/account_status/deletion_scheduled").booleanValue()).isFalse();
        assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(with(body.get("access_token").textValue(), "GET", SESSIONS).statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_refresh_token_may_stand_in_a_header() throws Exception {
        var response = server.send(server.anonymous(REFRESH)
                .header("X-Refresh-Token", logIn().refreshToken().reveal())
                .POST(BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void says_why_a_refresh_token_is_refused() throws Exception {
        SignedIn in = logIn();
        String first = in.refreshToken().reveal();
        String second = json(refresh(REFRESH, first)).get("refresh_token").textValue();
        String third = json(refresh(REFRESH, second)).get("refresh_token").textValue();

        assertCode(refresh(REFRESH, "hfr_none"), 401, "invalid_token");
        assertCode(server.send(server.anonymous(REFRESH).POST(BodyPublishers.noBody())), 401, "invalid_token");
        assertCode(refresh(REFRESH, first), 401, "refresh_token_reused");
        assertCode(refresh(REFRESH, third), 401, "session_over");
        assertThat(statusOf(in)).isEqualTo(401);
    }

    @Test
    void logging_out_ends_the_access_token_at_once() throws Exception {
        SignedIn in = logIn();
        assertThat(statusOf(in)).isEqualTo(200);

        assertThat(with(in.accessToken().reveal(), "POST", "/auth/signout").statusCode())
                .isEqualTo(200);

        assertThat(statusOf(in)).isEqualTo(401);
        assertCode(refresh(REFRESH, in.refreshToken().reveal()), 401, "session_over");
        assertCode(with(in.accessToken().reveal(), "POST", LOGOUT), 401, "invalid_token");
    }

    @Test
    void logging_out_needs_only_the_refresh_token() throws Exception {
        SignedIn in = logIn();

        assertThat(refresh(LOGOUT, in.refreshToken().reveal()).statusCode()).isEqualTo(200);

        assertThat(statusOf(in)).isEqualTo(401);
    }

    @Test
    void sessions_are_listed_and_ended() throws Exception {
        SignedIn mine = logIn();
        SignedIn other = logIn();
        SignedIn third = logIn();
        String token = mine.accessToken().reveal();

        JsonNode items = json(with(token, "GET", SESSIONS)).get("items");
        assertThat(items).hasSize(3);
        for (JsonNode item : items) {
            assertThat(item.get("current").booleanValue())
                    .isEqualTo(item.get("id")
                            .textValue()
                            .equals(mine.session().id().toString()));
            assertThat(item.get("user_agent").textValue()).isEqualTo("Firefox");
            assertThat(item.get("ip").textValue()).isEqualTo("192.0.2.1");
        }

        String one = SESSIONS + "/" + other.session().id();
        assertThat(with(token, "DELETE", one).statusCode()).isEqualTo(204);
        assertThat(with(token, "DELETE", one).statusCode()).isEqualTo(404);
        assertThat(statusOf(other)).isEqualTo(401);
        assertThat(json(with(token, "DELETE", SESSIONS)).get("ended").intValue())
                .isEqualTo(1);
        assertThat(statusOf(third)).isEqualTo(401);
        assertThat(statusOf(mine)).isEqualTo(200);
    }

    @Test
    void sessions_are_ended_only_by_who_proved_a_factor_just_now() throws Exception {
        SignedIn mine = logIn();
        SignedIn other = logIn();
        server.provedLongAgo(mine);

        for (String path : List.of(SESSIONS, SESSIONS + "/" + other.session().id())) {
            assertCode(with(mine.accessToken().reveal(), "DELETE", path), 403, "reauthentication_required");
        }
        assertThat(statusOf(other)).isEqualTo(200);
        assertThat(with(mine.accessToken().reveal(), "POST", LOGOUT).statusCode())
                .isEqualTo(200);
    }

    @Test
    void an_api_key_is_no_person_but_knows_whose_it_is() throws Exception {
        assertCode(server.get(SESSIONS), 403, "session_required");

        JsonNode me = json(server.get("/v1/auth/me"));
        assertThat(me.get("username").textValue()).isEqualTo("operator");
        assertThat(me.get("session_id").isNull()).isTrue();
        assertThat(me.get("system_admin").booleanValue()).isTrue();
    }

    @Test
    void a_person_is_known_by_the_session() throws Exception {
        SignedIn in = logIn();

        JsonNode me = json(with(in.accessToken().reveal(), "GET", "/v1/auth/me"));

        assertThat(me.get("session_id").textValue()).isEqualTo(in.session().id().toString());
        assertThat(me.get("role").textValue()).isEqualTo("owner");
    }

    @Test
    void the_key_set_is_public_and_may_be_cached() throws Exception {
        var response = server.send(server.anonymous("/.well-known/jwks.json"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).get("keys")).hasSize(1);
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("public, max-age=300");
    }

    @Test
    void who_administers_the_installation_replaces_the_key_that_signs() throws Exception {
        String path = "/v1/admin/signing-keys/rotate";
        SignedIn in = logIn();

        var announced = server.post(path, "");
        assertThat(announced.statusCode()).as(announced.body()).isEqualTo(201);
        assertThat(statusOf(in)).isEqualTo(200);
        assertThat(json(server.get("/.well-known/jwks.json")).get("keys")).hasSize(2);

        var atOnce = server.post(path, "{\"at_once\":true}");
        assertThat(atOnce.statusCode()).isEqualTo(201);
        assertThat(json(server.get("/.well-known/jwks.json")).at("/keys/0/kid"))
                .isEqualTo(json(atOnce).get("kid"));
        assertThat(statusOf(in)).isEqualTo(401);

        var refused = server.send(server.anonymous(path)
                .header("Authorization", "Bearer " + server.newcomer("eve"))
                .POST(BodyPublishers.noBody()));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(server.post(path, "{\"at_once\":1}").statusCode()).isEqualTo(400);
    }

    @Test
    void a_page_in_a_browser_has_its_tokens_in_cookies_that_scripts_cannot_read() throws Exception {
        var response = server.send(server.anonymous(REFRESH)
                .header("X-Session-Mode", "cookie")
                .header("X-Refresh-Token", logIn().refreshToken().reveal())
                .POST(BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).doesNotContain("access_token").doesNotContain("hfr_");
        List<String> cookies = response.headers().allValues("Set-Cookie");
        assertThat(cookies)
                .hasSize(3)
                .allSatisfy(cookie -> assertThat(cookie)
                        .startsWith("__Host-hexforge-")
                        .contains("; Path=/;", "; Secure", "; SameSite=Strict")
                        .doesNotContain("Domain"));
        assertThat(cookies).filteredOn(cookie -> cookie.endsWith("HttpOnly")).hasSize(2);
        assertThat(values(response))
                .containsEntry("csrf", json(response).get("csrf_token").textValue());
    }

    @Test
    void what_changes_something_by_cookie_needs_the_word_in_a_header() throws Exception {
        Map<String, String> cookies = values(server.send(server.anonymous(REFRESH)
                .header("X-Session-Mode", "cookie")
                .header("X-Refresh-Token", logIn().refreshToken().reveal())
                .POST(BodyPublishers.noBody())));

        assertThat(server.send(byCookie(cookies, SESSIONS).GET()).statusCode()).isEqualTo(200);
        for (String path : List.of(SESSIONS, REFRESH, LOGOUT)) {
            String method = path.equals(SESSIONS) ? "DELETE" : "POST";
            var request = byCookie(cookies, path).method(method, BodyPublishers.noBody());
            assertCode(server.send(request), 403, "csrf_token_mismatch");
            assertCode(server.send(request.copy().header("X-CSRF-Token", "wrong")), 403, "csrf_token_mismatch");
        }
        assertThat(server.send(byCookie(cookies, SESSIONS).DELETE().header("X-CSRF-Token", cookies.get("csrf")))
                        .statusCode())
                .isEqualTo(200);

        Map<String, String> next = values(server.send(
                byCookie(cookies, REFRESH).POST(BodyPublishers.noBody()).header("X-CSRF-Token", cookies.get("csrf"))));
        assertThat(next.keySet()).containsExactlyInAnyOrder("access", "refresh", "csrf");
        var logout = server.send(
                byCookie(next, LOGOUT).POST(BodyPublishers.noBody()).header("X-CSRF-Token", next.get("csrf")));
        assertThat(logout.statusCode()).isEqualTo(200);
        assertThat(values(logout).values()).containsOnly("");
        assertThat(server.send(byCookie(next, SESSIONS).GET()).statusCode()).isEqualTo(401);
    }

    private HttpRequest.Builder byCookie(Map<String, String> cookies, String path) {
        return server.anonymous(path)
                .header(
                        "Cookie",
                        "__Host-hexforge-access=" + cookies.get("access") + "; __Host-hexforge-refresh="
                                + cookies.get("refresh") + "; __Host-hexforge-csrf=" + cookies.get("csrf"));
    }

    private static Map<String, String> values(HttpResponse<String> response) {
        var values = new HashMap<String, String>();
        for (String cookie : response.headers().allValues("Set-Cookie")) {
            HttpCookie parsed =
                    HttpCookie.parse(cookie.replace("; SameSite=Strict", "")).getFirst();
            values.put(parsed.getName().substring("__Host-hexforge-".length()), parsed.getValue());
        }
        return values;
    }

    private static void assertCode(HttpResponse<String> response, int status, String code) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).get("code").textValue()).isEqualTo(code);
    }
}
