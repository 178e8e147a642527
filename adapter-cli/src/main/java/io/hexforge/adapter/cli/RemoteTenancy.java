package io.hexforge.adapter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tenants of a Hexforge behind a URL.
record RemoteTenancy(Api api) implements Tenancy {
    private static final String AUDIT = "/v1/admin/audit";

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

    private static AuditEntry entry(JsonNode json) {
        var details = new LinkedHashMap<String, String>();
        json.path("details")
                .properties()
                .forEach(
                        detail -> details.put(detail.getKey(), detail.getValue().asText()));
        return new AuditEntry(
                json.path("at").asText(),
                text(json, "tenant_id"),
                text(json, "actor_id"),
                json.path("action").asText(),
                json.path("subject").asText(),
                text(json, "ip"),
                details);
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static @Nullable String text(JsonNode json, String member) {
        return json.hasNonNull(member) ? json.path(member).asText() : null;
    }
}
