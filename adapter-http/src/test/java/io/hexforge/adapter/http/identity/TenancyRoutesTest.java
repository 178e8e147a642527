package io.hexforge.adapter.http.identity;

import static io.hexforge.adapter.http.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.http.TestServer;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.Newcomers;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TenancyRoutesTest {
    private final TestServer server = new TestServer();
    private final User ada = Newcomers.add(server.accounts(), "Ada");
    private final User bob = Newcomers.add(server.accounts(), "Bob");
    private final String adaToken = login(ada);
    private final String bobToken = login(bob);
    private final String home = "/v1/tenants/" + ada.tenantId();

    @AfterEach
    void stop() {
        server.close();
    }

    private String login(User user) {
        return server.sessions()
                .open(user, Set.of(AuthMethod.PASSWORD), new Device("Firefox", "192.0.2.1"))
                .accessToken()
                .reveal();
    }

    private HttpResponse<String> as(String token, String method, String path, String body) throws Exception {
        return server.send(server.anonymous(path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String token, String path) throws Exception {
        return as(token, "GET", path, "");
    }

    private static void status(int expected, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(expected);
    }

    private String joinAda(User user, Role role) throws Exception {
        status(
                201,
                as(
                        adaToken,
                        "POST",
                        home + "/invites",
                        "{\"email\":\"" + user.email() + "\",\"role\":\"" + role.wireName() + "\"}"));
        String body = "{\"token\":\"" + server.tenancy().token() + "\"}";
        status(200, as(login(user), "POST", "/v1/invites/accept", body));
        return json(as(login(user), "POST", home + "/switch", ""))
                .get("access_token")
                .textValue();
    }

    @Test
    void a_person_makes_a_tenant_and_acts_in_it() throws Exception {
        var made = as(adaToken, "POST", "/v1/tenants", "{\"name\":\"Second\"}");
        status(201, made);
        String id = json(made).get("id").textValue();
        assertThat(made.headers().firstValue("Location")).hasValue("/v1/tenants/" + id);

        JsonNode switched = json(as(adaToken, "POST", "/v1/tenants/" + id + "/switch", ""));

        status(401, get(adaToken, "/v1/tenants"));
        String token = switched.get("access_token").textValue();
        JsonNode tenants = json(get(token, "/v1/tenants")).get("items");
        assertThat(tenants).hasSize(2);
        assertThat(tenants.findValuesAsText("current")).containsExactly("false", "true");
        var shown = get(token, "/v1/tenants/" + id);
        assertThat(shown.headers().firstValue("ETag")).hasValue("\"v1\"");
        status(200, as(token, "PATCH", "/v1/tenants/" + id, "{\"name\":\"Third\"}"));
        status(404, get(bobToken, "/v1/tenants/" + id));
        status(404, as(bobToken, "POST", "/v1/tenants/" + id + "/switch", ""));
        status(403, as(server.key(), "POST", "/v1/tenants", "{\"name\":\"By a key\"}"));
        status(
                409,
                as(
                        token,
                        "POST",
                        "/v1/tenants",
                        "{\"name\":\"x\",\"slug\":\"" + json(shown).get("slug").textValue() + "\"}"));
    }

    @Test
    void members_are_invited_given_roles_and_removed() throws Exception {
        String bobHere = joinAda(bob, Role.MEMBER);
        String member = home + "/members/" + bob.id();

        assertThat(json(get(bobHere, home + "/members")).get("items")).hasSize(2);
        status(403, as(bobHere, "PATCH", member, "{\"role\":\"owner\"}"));
        status(400, as(adaToken, "PATCH", member, "{\"role\":\"emperor\"}"));
        status(200, as(adaToken, "PATCH", member, "{\"role\":\"viewer\"}"));
        status(401, get(bobHere, home + "/members"));
        var last = as(adaToken, "DELETE", home + "/members/" + ada.id(), "");
        status(409, last);
        assertThat(json(last).get("code").textValue()).isEqualTo("last_owner");
        status(204, as(adaToken, "DELETE", member, ""));
        status(404, get(adaToken, member));
        status(404, get(adaToken, "/v1/tenants/" + bob.tenantId() + "/members"));
    }

    @Test
    void who_is_invited_without_an_account_makes_one() throws Exception {
        var invited = as(adaToken, "POST", home + "/invites", "{\"email\":\"carol@example.org\"}");
        status(201, invited);
        assertThat(invited.body()).doesNotContain(server.tenancy().token());
        String body = "{\"token\":\"" + server.tenancy().token() + "\",\"password\":\"correct horse battery\"}";

        var joined = server.send(server.anonymous("/auth/accept-invite")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));

        status(201, joined);
        assertThat(json(joined).get("role").textValue()).isEqualTo("member");
        var again = server.send(server.anonymous("/v1/auth/accept-invite")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
        status(400, again);
        assertThat(json(again).get("code").textValue()).isEqualTo("invite_not_open");
        assertThat(json(get(adaToken, home + "/invites")).at("/items/0/status").textValue())
                .isEqualTo("accepted");
        status(
                409,
                as(
                        adaToken,
                        "POST",
                        "/v1/admin/users/invite",
                        "{\"email\":\"carol@example.org\",\"role\":\"viewer\"}"));
    }

    @Test
    void a_service_account_works_by_its_keys_alone() throws Exception {
        var made = as(adaToken, "POST", home + "/service-accounts", "{\"name\":\"CI\",\"role\":\"viewer\"}");
        status(201, made);
        String keys = home + "/service-accounts/" + json(made).get("user_id").textValue() + "/keys";
        var issued = as(adaToken, "POST", keys, "{\"name\":\"build\"}");
        status(201, issued);
        String secret = json(issued).get("secret").textValue();

        status(200, get(secret, "/v1/tenants"));
        status(403, get(secret, "/v1/admin/users"));
        status(400, as(adaToken, "POST", keys, "{\"name\":\"b\",\"scopes\":[\"members:write\"]}"));
        String notService = home + "/service-accounts/" + ada.id() + "/keys";
        status(404, as(adaToken, "POST", notService, "{\"name\":\"b\"}"));
        assertThat(get(adaToken, keys).body()).doesNotContain(secret);
        status(
                204,
                as(adaToken, "DELETE", keys + "/" + json(issued).at("/key/id").textValue(), ""));
        status(401, get(secret, "/v1/tenants"));
    }

    @Test
    void what_concerns_only_oneself_depends_on_no_role_but_on_the_scopes_of_a_key() throws Exception {
        String viewer = login(member("viola", Role.VIEWER));

        status(200, as(viewer, "PATCH", "/v1/users/me", "{\"bio\":\"Hi\"}"));
        status(200, as(viewer, "PUT", "/v1/notification-preferences", "{\"notify_job_status\":false}"));
        String password = "{\"new_password\":\"quite another passphrase 8\"}";
        status(200, as(viewer, "POST", "/v1/auth/change-password", password));
        status(403, as(viewer, "POST", "/v1/api-keys", "{\"name\":\"k\",\"scopes\":[\"profile:read\"]}"));

        var key = as(adaToken, "POST", "/v1/api-keys", "{\"name\":\"k\",\"scopes\":[\"profile:read\"]}");
        String reading = json(key).get("secret").textValue();
        status(200, get(reading, "/v1/users/me"));
        status(403, as(reading, "PATCH", "/v1/users/me", "{\"bio\":\"Hi\"}"));
    }

    @Test
    void several_changes_of_a_user_are_made_all_or_not_at_all() throws Exception {
        User carol = member("carol", Role.MEMBER);
        String path = "/v1/admin/users/" + carol.id();

        status(403, as(adaToken, "PATCH", path, "{\"role\":\"admin\",\"disabled\":true,\"system_admin\":true}"));
        status(400, as(adaToken, "PATCH", path, "{\"disabled\":true,\"role\":\"king\"}"));
        status(
                404,
                as(
                        adaToken,
                        "PATCH",
                        path,
                        "{\"disabled\":true,\"role\":\"admin\",\"tenant_id\":\"" + UUID.randomUUID() + "\"}"));
        assertThat(json(get(adaToken, path)).get("role").textValue()).isEqualTo("member");
        assertThat(json(get(adaToken, path)).get("disabled_at").isNull()).isTrue();

        status(200, as(adaToken, "PATCH", path, "{\"disabled\":true,\"role\":\"admin\"}"));
        assertThat(json(get(adaToken, path)).get("role").textValue()).isEqualTo("admin");
        assertThat(json(get(adaToken, path)).get("disabled_at").textValue()).isNotNull();
    }

    private User member(String username, Role role) {
        User user = new User(UUID.randomUUID(), ada.tenantId(), username, username, false, ada.createdAt());
        server.accounts().add(user, null, new Membership(ada.tenantId(), user.id(), role, ada.createdAt()), null);
        return user;
    }

    @Test
    void an_administrator_shuts_out_members_of_its_own_tenant_alone() throws Exception {
        UUID carol = UUID.randomUUID();
        User only = new User(carol, ada.tenantId(), "carol", "Carol", false, ada.createdAt());
        server.accounts().add(only, null, new Membership(ada.tenantId(), carol, Role.MEMBER, ada.createdAt()), null);
        String carolToken = login(only);
        String path = "/v1/admin/users/" + carol;

        assertThat(json(get(adaToken, "/v1/admin/users?q=carol")).get("items")).hasSize(1);
        assertThat(json(get(adaToken, path + "/sessions")).get("items")).hasSize(1);
        status(404, get(bobToken, path));
        status(404, as(bobToken, "PATCH", path, "{\"disabled\":true}"));
        status(404, as(bobToken, "DELETE", path + "/sessions", ""));
        status(403, as(carolToken, "PATCH", path, "{\"role\":\"owner\"}"));
        status(400, as(adaToken, "PATCH", path, "{}"));
        status(200, as(adaToken, "POST", "/api/v1/admin/users/" + carol + "/role", "{\"role\":\"admin\",\"x\":1}"));
        status(200, as(adaToken, "PATCH", path, "{\"disabled\":true}"));
        status(401, get(carolToken, "/v1/tenants"));
        assertThat(json(get(adaToken, path)).get("disabled_at").textValue()).isNotNull();
        assertThat(get(adaToken, "/api/v1/admin/users").body()).startsWith("[");
        assertThat(json(server.get("/v1/admin/users")).get("items")).hasSize(4);
        assertThat(json(get(adaToken, "/v1/admin/audit")).get("items").findValuesAsText("action"))
                .contains("user.disabled", "member.role_changed");
        assertThat(json(get(bobToken, "/v1/admin/audit")).get("items")).isEmpty();
    }

    @Test
    void codes_and_the_waitlist_let_people_in() throws Exception {
        var created = server.post("/v1/admin/invite-codes", "{\"max_uses\":2}");
        status(201, created);
        String code = json(created).get("code").textValue();
        var valid = server.send(server.anonymous("/v1/auth/validate-invite-code")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"code\":\"" + code.toLowerCase() + "\"}")));
        assertThat(json(valid).get("valid").booleanValue()).isTrue();
        assertThat(json(valid).at("/code/remaining_uses").intValue()).isEqualTo(2);
        status(
                204,
                server.send(
                        "DELETE",
                        "/v1/admin/invite-codes/" + json(created).get("id").textValue(),
                        ""));
        status(403, as(adaToken, "POST", "/v1/admin/invite-codes", "{}"));

        assertThat(json(get(adaToken, "/v1/referral/list"))
                        .get("remaining_uses")
                        .intValue())
                .isEqualTo(5);
        status(201, as(adaToken, "POST", "/v1/referral/send", "{\"email\":\"dan@example.org\"}"));
        status(409, as(adaToken, "POST", "/v1/referrals", "{\"email\":\"dan@example.org\"}"));

        var waiting = server.send(server.anonymous("/v1/waitlist/")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"email\":\"eve@example.org\",\"metadata\":{\"a\":[1]}}")));
        status(201, waiting);
        assertThat(json(waiting).at("/metadata/a/0").intValue()).isEqualTo(1);
        String id = json(waiting).get("id").textValue();
        status(403, as(adaToken, "POST", "/v1/admin/waitlist/" + id + "/approve", ""));
        status(200, server.post("/v1/admin/waitlist/" + id + "/approve", ""));
        assertThat(json(server.get("/v1/admin/waitlist?status=pending")).get("items"))
                .isEmpty();
        assertThat(json(server.get("/v1/admin/waitlist")).at("/items/0/status").textValue())
                .isEqualTo("approved");
    }
}
