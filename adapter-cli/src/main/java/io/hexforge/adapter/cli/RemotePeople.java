package io.hexforge.adapter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.domain.Secret;
import org.jspecify.annotations.Nullable;

/// The accounts of a Hexforge behind a URL.
record RemotePeople(Api api) implements People {
    @Override
    public Person create(
            String email, Secret password, @Nullable String username, @Nullable String fullName, boolean admin) {
        ObjectNode body = credentials(email, password);
        if (username != null) {
            body.put("username", username);
        }
        if (fullName != null) {
            body.put("full_name", fullName);
        }
        return person(api.post("/v1/admin/users", body.put("system_admin", admin)));
    }

    @Override
    public Person claimOperator(String email, Secret password) {
        return person(api.post("/v1/admin/operator/claim", credentials(email, password)));
    }

    private static ObjectNode credentials(String email, Secret password) {
        return Api.JSON.createObjectNode().put("email", email).put("password", password.reveal());
    }

    private static Person person(JsonNode json) {
        return new Person(
                json.path("id").asText(),
                json.path("username").asText(),
                Api.text(json, "email"),
                json.path("system_admin").asBoolean());
    }
}
