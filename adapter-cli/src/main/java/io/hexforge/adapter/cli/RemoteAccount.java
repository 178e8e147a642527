package io.hexforge.adapter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Whoever runs commands on a Hexforge behind a URL.
///
/// @param login null for who shows a key
record RemoteAccount(Api api, @Nullable StoredLogin login) implements Account {
    private static final String SESSIONS = "/v1/auth/sessions";

    @Override
    public Me whoAmI() {
        JsonNode me = api.get("/v1/auth/me");
        return new Me(
                me.path("id").asText(),
                me.path("username").asText(),
                Api.text(me, "email"),
                me.path("acting_tenant_id").asText(),
                Api.text(me, "role"),
                me.path("system_admin").asBoolean(),
                Api.text(me, "session_id"));
    }

    @Override
    public List<OpenSession> sessions() {
        var sessions = new ArrayList<OpenSession>();
        for (JsonNode each : api.get(SESSIONS).path("items")) {
            sessions.add(new OpenSession(
                    each.path("id").asText(),
                    each.path("current").asBoolean(),
                    each.path("user_agent").asText(),
                    each.path("ip").asText(),
                    each.path("created_at").asText(),
                    each.path("last_seen_at").asText()));
        }
        return sessions;
    }

    @Override
    public void endSession(String id) {
        api.delete(SESSIONS + "/" + Api.encoded(id));
    }

    @Override
    public int endOtherSessions() {
        return api.delete(SESSIONS).path("ended").asInt();
    }

    @Override
    public void prove(UnaryOperator<String> ask) {
        if (login == null) {
            throw new CommandFailed("this takes a login: hexforge login");
        }
        var proof = Api.JSON.createObjectNode().put("password", ask.apply("Password: "));
        if (api.get("/v1/auth/mfa").path("enabled").asBoolean()) {
            proof.put("code", ask.apply("Code from your app, or a recovery code: "));
        }
        login.goOn(api.post("/v1/auth/reauthenticate", proof));
    }
}
