package io.hexforge.adapter.http.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.http.TestServer;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.User;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Passwords and factors as clients see them.
class LoginRoutesTest {
    private static final String PASSWORD = "correct horse battery staple";
    private static final String OTHER = "quite another password";
    private static final String ADA = "ada@example.org";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void signs_up_confirms_logs_in_and_is_known() throws Exception {
        assertThat(register(ADA).statusCode()).isEqualTo(201);
        assertThat(post("/v1/auth/verify-email", "token", lastToken()).statusCode())
                .isEqualTo(200);
        assertThat(post("/v1/auth/verify-email", "token", "made up").statusCode())
                .isEqualTo(400);

        JsonNode in = TestServer.json(logIn(PASSWORD));

        assertThat(in.fieldNames())
                .toIterable()
                .contains(
                        "access_token",
                        "refresh_token",
                        "token_type",
                        "expires_in",
                        "refresh_expires_in",
                        "session_id",
                        "user",
                        "account_status");
        JsonNode me = TestServer.json(as(in, "GET", "/v1/auth/me", ""));
        assertThat(me.path("email").asText()).isEqualTo(ADA);
        assertThat(me.path("email_verified").asBoolean()).isTrue();
        assertThat(me.path("system_admin").asBoolean()).isFalse();
        assertThat(me.path("role").asText()).isEqualTo("owner");
    }

    @Test
    void answers_alike_whether_or_not_an_address_is_taken() throws Exception {
        HttpResponse<String> free = register(ADA);
        HttpResponse<String> taken = register(ADA);

        assertThat(taken.statusCode()).isEqualTo(free.statusCode());
        assertThat(taken.body()).isEqualTo(free.body());
        assertThat(taken.headers().map().keySet())
                .isEqualTo(free.headers().map().keySet());
        assertSame("/v1/auth/request-password-reset");
        assertSame("/v1/auth/magic-link");
        assertSame("/v1/auth/resend-verification");
        assertThat(sameButTrace(post("/v1/auth/login", "email", ADA, "password", OTHER)))
                .isEqualTo(sameButTrace(post("/v1/auth/login", "email", "nobody@example.org", "password", OTHER)));
    }

    private void assertSame(String path) throws Exception {
        HttpResponse<String> known = post(path, "email", ADA);
        HttpResponse<String> unknown = post(path, "email", "nobody@example.org");
        assertThat(known.statusCode()).as(path).isEqualTo(unknown.statusCode()).isBetween(200, 299);
        assertThat(known.body()).as(path).isEqualTo(unknown.body());
    }

    @Test
    void gives_nobody_a_role_for_the_asking() throws Exception {
        String forged = """
                {"email":"eve@example.org","password":"correct horse battery staple","role":"admin","roles":["owner"],
                 "system_admin":true,"is_superuser":true,"tenant_id":"0190a1b2-0000-7000-8000-000000000000"}
                """;

        assertThat(anonymously("/v1/auth/register", forged).statusCode()).isEqualTo(400);
        for (String path : new String[] {"/auth/register", "/api/auth/register", "/api/v1/auth/register"}) {
            assertThat(anonymously(path, forged).statusCode()).as(path).isEqualTo(201);
        }

        User eve = server.logins().user("eve@example.org");
        assertThat(eve.systemAdmin()).isFalse();
        assertThat(eve.tenantId()).isNotEqualTo(server.operator().tenantId());
        JsonNode in = TestServer.json(post("/v1/auth/login", "email", "eve@example.org", "password", PASSWORD));
        assertThat(as(in, "GET", "/v1/admin/flags", "").statusCode()).isEqualTo(200);
        assertThat(as(in, "POST", "/v1/admin/users", "{\"email\":\"x@example.org\",\"password\":\"" + OTHER + "\"}")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void says_which_fields_are_wrong() throws Exception {
        JsonNode problem = TestServer.json(post("/v1/auth/register", "email", "no", "password", "short"));

        assertThat(problem.path("errors").findValuesAsText("pointer")).containsExactly("/email", "/password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/auth/login",
                "/v1/auth/signin",
                "/auth/login",
                "/auth/login-password",
                "/api/auth/login",
                "/api/v1/auth/signin"
            })
    void takes_a_form_too_and_an_otp_in_it(String path) throws Exception {
        member();
        app();
        String recovery = recoveryCode;

        assertThat(form(path, "username=ada&password=wrong").statusCode()).isEqualTo(401);
        HttpResponse<String> asked = form(
                path, "grant_type=password&username=ada%40example.org&password=correct+horse+battery+staple&scope=");
        assertThat(asked.statusCode()).isEqualTo(401);
        assertThat(TestServer.json(asked).path("code").asText()).isEqualTo("mfa_required");
        HttpResponse<String> in = form(path, "username=ada&password=correct+horse+battery+staple&otp=" + recovery);
        assertThat(in.statusCode()).isEqualTo(200);
        assertThat(TestServer.json(in).path("token_type").asText()).isEqualTo("bearer");
    }

    @Test
    void refuses_a_form_that_says_a_thing_twice_and_other_media() throws Exception {
        assertThat(form("/v1/auth/login", "username=a&username=b&password=c").statusCode())
                .isEqualTo(400);
        assertThat(form("/v1/auth/login", "username=%zz&password=c").statusCode())
                .isEqualTo(400);
        assertThat(form("/v1/auth/login", "password=c").statusCode()).isEqualTo(400);
        assertThat(form("/v1/auth/register", "email=a@example.org&password=c").statusCode())
                .isEqualTo(415);
    }

    @Test
    void asks_for_the_second_factor_and_takes_it() throws Exception {
        member();
        app();

        HttpResponse<String> asked = logIn(PASSWORD);
        JsonNode problem = TestServer.json(asked);
        assertThat(asked.statusCode()).isEqualTo(401);
        assertThat(problem.path("code").asText()).isEqualTo("mfa_required");
        assertThat(problem.path("mfa_expires_in").asInt()).isEqualTo(300);
        String token = problem.path("mfa_token").asText();

        assertThat(code(post("/v1/auth/mfa/login", "mfa_token", token, "code", "000000")))
                .isEqualTo("invalid_code");
        HttpResponse<String> in = post("/v1/auth/mfa/login", "mfa_token", token, "code", nextNumber());
        assertThat(in.statusCode()).isEqualTo(200);
        assertThat(code(post("/v1/auth/mfa/login", "mfa_token", token, "code", nextNumber())))
                .isEqualTo("invalid_mfa_token");
        JsonNode status = TestServer.json(as(TestServer.json(in), "GET", "/v1/auth/mfa", ""));
        assertThat(status.path("enabled").asBoolean()).isTrue();
        assertThat(status.path("recovery_codes_left").asInt()).isEqualTo(10);
    }

    @Test
    void manages_the_second_factor() throws Exception {
        member();
        JsonNode in = app();

        assertThat(code(as(in, "POST", "/v1/auth/mfa/setup", ""))).isEqualTo("mfa_enabled");
        assertThat(code(as(in, "POST", "/v1/auth/mfa/verify", "{\"code\":\"000000\"}")))
                .isEqualTo("mfa_enabled");
        JsonNode codes = TestServer.json(as(in, "POST", "/v1/auth/mfa/recovery-codes", ""));
        assertThat(codes.path("recovery_codes")).hasSize(10);
        assertThat(as(in, "POST", "/v1/auth/mfa/disable", "").statusCode()).isEqualTo(200);
        assertThat(as(in, "GET", "/v1/auth/me", "").statusCode())
                .as("sessions have ended")
                .isEqualTo(401);
        assertThat(logIn(PASSWORD).statusCode()).isEqualTo(200);
    }

    @Test
    void lets_no_api_key_near_the_factors() throws Exception {
        for (String path : new String[] {"/v1/auth/mfa/setup", "/v1/auth/change-password", "/v1/auth/change-email"}) {
            assertThat(server.post(path, "{}").statusCode()).as(path).isEqualTo(403);
            assertThat(anonymously(path, "{}").statusCode()).as(path).isEqualTo(401);
        }
    }

    @Test
    void changes_and_resets_a_password() throws Exception {
        member();
        JsonNode in = TestServer.json(logIn(PASSWORD));
        String wrong = "{\"current_password\":\"" + OTHER + "\",\"new_password\":\"" + OTHER + "\"}";
        String right = "{\"current_password\":\"" + PASSWORD + "\",\"new_password\":\"" + OTHER + "\"}";

        assertThat(code(as(in, "POST", "/v1/auth/change-password", wrong))).isEqualTo("wrong_password");
        assertThat(as(in, "POST", "/v1/auth/change-password", right).statusCode())
                .isEqualTo(200);
        assertThat(logIn(PASSWORD).statusCode()).isEqualTo(401);
        assertThat(as(in, "GET", "/v1/auth/me", "").statusCode())
                .as("this session goes on")
                .isEqualTo(200);

        post("/v1/auth/request-password-reset", "email", ADA);
        String token = awaitToken("Choose a new password");
        assertThat(post("/v1/auth/reset-password", "token", token, "new_password", PASSWORD)
                        .statusCode())
                .isEqualTo(200);
        assertThat(code(post("/v1/auth/reset-password", "token", token, "new_password", PASSWORD)))
                .isEqualTo("invalid_token");
        assertThat(as(in, "GET", "/v1/auth/me", "").statusCode())
                .as("all sessions ended")
                .isEqualTo(401);
        assertThat(logIn(PASSWORD).statusCode()).isEqualTo(200);
    }

    @Test
    void changes_an_address_after_proof() throws Exception {
        member();
        JsonNode in = TestServer.json(logIn(PASSWORD));

        assertThat(as(in, "POST", "/v1/auth/change-email", "{\"email\":\"countess@example.org\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(as(in, "POST", "/v1/auth/change-email", "{\"email\":\"no\"}").statusCode())
                .isEqualTo(400);
        String token = server.logins().lastToken("countess@example.org").reveal();
        assertThat(post("/v1/auth/verify-email", "token", token).statusCode()).isEqualTo(200);
        assertThat(post("/v1/auth/login", "email", "countess@example.org", "password", PASSWORD)
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/auth/magic-link", "/v1/auth/signin/magic-link", "/auth/magic-link"})
    void logs_in_by_a_link(String path) throws Exception {
        member();

        assertThat(post(path, "email", ADA).statusCode()).isEqualTo(202);
        String token = awaitToken("Your link to log in");
        assertThat(post("/v1/auth/magic-link/verify", "token", token).statusCode())
                .isEqualTo(200);
        assertThat(code(post("/v1/auth/magic-link/verify", "token", token))).isEqualTo("invalid_token");
    }

    @Test
    void lets_the_session_be_proved_again() throws Exception {
        member();
        JsonNode in = TestServer.json(logIn(PASSWORD));

        assertThat(as(in, "POST", "/v1/auth/reauthenticate", "{}").statusCode()).isEqualTo(400);
        assertThat(code(as(in, "POST", "/v1/auth/reauthenticate", "{\"password\":\"" + OTHER + "\"}")))
                .isEqualTo("invalid_credentials");
        HttpResponse<String> proved = as(in, "POST", "/v1/auth/reauthenticate", "{\"password\":\"" + PASSWORD + "\"}");
        assertThat(proved.statusCode()).as(proved.body()).isEqualTo(200);
        assertThat(as(in, "GET", "/v1/auth/me", "").statusCode()).isEqualTo(401);
        assertThat(as(TestServer.json(proved), "GET", "/v1/auth/me", "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void makes_who_guesses_wait() throws Exception {
        member();
        for (int i = 0; i < 5; i++) {
            assertThat(logIn(OTHER).statusCode()).isEqualTo(401);
        }
        HttpResponse<String> refused = logIn(PASSWORD);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(code(refused)).isEqualTo("too_many_attempts");
        assertThat(refused.headers().firstValue("Retry-After")).contains("2");
    }

    @Test
    void limits_what_an_address_may_ask_for() throws Exception {
        try (var limited = new TestServer(1_000)) {
            HttpResponse<String> last = null;
            for (int i = 0; i < 11; i++) {
                last = limited.send(limited.anonymous("/v1/auth/magic-link")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"email\":\"ada@example.org\"}")));
            }
            assertThat(last.statusCode()).isEqualTo(429);
            assertThat(last.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    void lets_the_operator_make_users_and_be_claimed_once() throws Exception {
        String root = "{\"email\":\"root@example.org\",\"password\":\"" + PASSWORD + "\",\"system_admin\":true}";
        assertThat(server.post("/v1/admin/users", root).statusCode()).isEqualTo(201);
        assertThat(server.post("/v1/admin/users", root).statusCode()).isEqualTo(400);
        JsonNode in = TestServer.json(post("/v1/auth/login", "username", "root", "password", PASSWORD));
        assertThat(in.path("user").path("system_admin").asBoolean()).isTrue();

        String claim = "{\"email\":\"op@example.org\",\"password\":\"" + PASSWORD + "\"}";
        assertThat(server.post("/v1/admin/operator/claim", claim).statusCode()).isEqualTo(200);
        assertThat(code(server.post("/v1/admin/operator/claim", claim))).isEqualTo("operator_claimed");
        assertThat(post("/v1/auth/login", "username", "operator", "password", PASSWORD)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void makes_a_user_once_for_one_idempotency_key() throws Exception {
        var request = server.request("/v1/admin/users")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "bob-1")
                .POST(BodyPublishers.ofString("{\"email\":\"bob@example.org\",\"password\":\"" + PASSWORD + "\"}"));

        HttpResponse<String> first = server.send(request);
        HttpResponse<String> second = server.send(request);

        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("Idempotency-Replayed")).contains("true");
    }

    private String recoveryCode = "";

    private User member() {
        return server.logins().member(ADA, new Secret(PASSWORD));
    }

    /// Gives Ada an authenticator app.
    ///
    /// @return the session that it was done in
    private JsonNode app() throws Exception {
        JsonNode in = TestServer.json(logIn(PASSWORD));
        JsonNode setup = TestServer.json(as(in, "POST", "/v1/auth/mfa/setup", ""));
        assertThat(setup.path("otpauth_url").asText()).startsWith("otpauth://totp/Hexforge:ada%40example.org?secret=");
        recoveryCode = setup.path("recovery_codes").get(0).asText();
        User ada = server.logins().user(ADA);
        String number = server.logins().number(ada, server.logins().now());
        assertThat(as(in, "POST", "/v1/auth/mfa/verify", "{\"code\":\"" + number + "\"}")
                        .statusCode())
                .isEqualTo(200);
        return in;
    }

    /// The number of the next half minute, which is good already.
    private String nextNumber() {
        var logins = server.logins();
        return logins.number(logins.user(ADA), logins.now().plus(Duration.ofSeconds(30)));
    }

    private HttpResponse<String> register(String email) throws Exception {
        return post("/v1/auth/register", "email", email, "password", PASSWORD);
    }

    private HttpResponse<String> logIn(String password) throws Exception {
        return post("/v1/auth/login", "email", ADA, "password", password);
    }

    private String lastToken() {
        return server.logins().lastToken(ADA).reveal();
    }

    private String awaitToken(String subject) {
        assertThat(server.logins().mailsTo(ADA).getLast().subject()).isEqualTo(subject);
        return lastToken();
    }

    private HttpResponse<String> post(String path, String... fields) throws Exception {
        ObjectNode body = new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode();
        for (int i = 0; i < fields.length; i += 2) {
            body.put(fields[i], fields[i + 1]);
        }
        return anonymously(path, body.toString());
    }

    private HttpResponse<String> anonymously(String path, String json) throws Exception {
        return server.send(server.anonymous(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    private HttpResponse<String> form(String path, String form) throws Exception {
        return server.send(server.anonymous(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    private HttpResponse<String> as(JsonNode in, String method, String path, String json) throws Exception {
        return server.send(server.anonymous(path)
                .header("Authorization", "Bearer " + in.path("access_token").asText())
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json)));
    }

    private static String code(HttpResponse<String> response) throws Exception {
        return TestServer.json(response).path("code").asText();
    }

    private static String sameButTrace(HttpResponse<String> response) throws Exception {
        var body = (ObjectNode) TestServer.json(response);
        body.remove("traceId");
        return response.statusCode() + " " + body;
    }
}
