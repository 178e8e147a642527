package io.hexforge.adapter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tenants of a Hexforge behind a URL.
record RemoteTenancy(Api api) implements Tenancy {
    private static final String AUDIT = "/v1/admin/audit";
    private static final String USERS = "/v1/admin/users";
    private static final String CODES = "/v1/admin/invite-codes";

    @Override
    public List<AuditEntry> audit(AuditQuestion question) {
        String query = "?limit=" + question.count()
                + parameter("action", question.action())
                + parameter("subject", question.subject());
        var entries = new ArrayList<AuditEntry>();
        api.get(AUDIT + query).path("items").forEach(item -> entries.add(entry(item)));
        return entries;
    }

    @Override
    public Optional<String> checkAudit() {
        JsonNode result = api.post(AUDIT + "/check", Api.JSON.createObjectNode());
        return result.path("intact").asBoolean()
                ? Optional.empty()
                : Optional.of(result.path("problem").asText());
    }

    @Override
    public List<Person> users(@Nullable String text) {
        return api.items(text == null ? USERS : USERS + "?q=" + Api.encoded(text)).stream()
                .map(RemoteTenancy::person)
                .toList();
    }

    @Override
    public Person shutOut(String user, boolean out) {
        String name = user.toLowerCase(Locale.ROOT);
        boolean isId = user.matches("[0-9a-fA-F-]{36}");
        String id = users(isId ? null : user).stream()
                .filter(each -> each.id().equals(name) || each.username().equals(name) || name.equals(each.email()))
                .map(Person::id)
                .findFirst()
                .orElseThrow(() -> new CommandFailed("there is no user " + user + " (see: hexforge users list)"));
        return person(api.patch(USERS + "/" + id, Api.JSON.createObjectNode().put("disabled", out)));
    }

    @Override
    public List<Invitation> invitations() {
        var found = new ArrayList<Invitation>();
        api.items(ownTenant() + "/invites").forEach(json -> found.add(invite(json)));
        try {
            api.items(CODES).forEach(json -> found.add(code(json)));
        } catch (CommandFailed notForMe) {
            // Only who administers the installation sees its codes.
        }
        return found;
    }

    @Override
    public Invitation invite(String email, String role) {
        var body = Api.JSON.createObjectNode().put("email", email).put("role", role);
        return invite(api.post(ownTenant() + "/invites", body));
    }

    @Override
    public Invitation makeCode(int maxUses) {
        return code(api.post(CODES, Api.JSON.createObjectNode().put("max_uses", maxUses)));
    }

    @Override
    public void revokeInvitation(String id) {
        boolean code = invitations().stream()
                .anyMatch(each -> each.id().equals(id) && !each.what().contains("@"));
        api.delete((code ? CODES : ownTenant() + "/invites") + "/" + Api.encoded(id));
    }

    private String ownTenant() {
        for (JsonNode tenant : api.get("/v1/tenants").path("items")) {
            if (tenant.path("current").asBoolean()) {
                return "/v1/tenants/" + tenant.path("id").asText();
            }
        }
        throw new CommandFailed("you act in no tenant");
    }

    private static Invitation invite(JsonNode json) {
        return new Invitation(
                json.path("id").asText(),
                json.path("email").asText(),
                json.path("role").asText(),
                json.path("status").asText());
    }

    private static Invitation code(JsonNode json) {
        long left = json.path("remaining_uses").asLong();
        return new Invitation(
                json.path("id").asText(),
                json.path("code").asText(),
                left + " of " + json.path("max_uses").asLong() + " left",
                left > 0 && !json.hasNonNull("revoked_at") ? "active" : "inactive");
    }

    private static Person person(JsonNode json) {
        var roles = new ArrayList<String>();
        json.path("memberships").forEach(each -> roles.add(each.path("role").asText()));
        return new Person(
                json.path("id").asText(),
                json.path("username").asText(),
                Api.text(json, "email"),
                roles,
                json.path("system_admin").asBoolean(),
                json.hasNonNull("disabled_at"));
    }

    private static AuditEntry entry(JsonNode json) {
        var details = new LinkedHashMap<String, String>();
        json.path("details")
                .properties()
                .forEach(
                        detail -> details.put(detail.getKey(), detail.getValue().asText()));
        return new AuditEntry(
                json.path("at").asText(),
                Api.text(json, "tenant_id"),
                Api.text(json, "actor_id"),
                json.path("action").asText(),
                json.path("subject").asText(),
                Api.text(json, "ip"),
                details);
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + Api.encoded(value);
    }
}
