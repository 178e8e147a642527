package io.hexforge.adapter.http.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.QueryParameters;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.AuditEvent;
import io.hexforge.domain.identity.AuditFilter;
import io.hexforge.ports.driving.identity.ReadAudit;
import io.hexforge.ports.driving.identity.ReadAudit.Checked;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/admin/audit`: what happened in a tenant, and whether the record of it is whole.
public record AuditRoutes(ReadAudit audit) implements Routes.Group {
    private static final String PATH = "/v1/admin/audit";

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record EventBody(
            UUID id,
            Instant at,
            @Nullable UUID tenantId,
            @Nullable UUID actorId,
            String action,
            String subject,
            @Nullable String ip,
            Map<String, String> details) {
        static EventBody of(AuditEvent event) {
            return new EventBody(
                    event.id(),
                    event.at(),
                    event.tenantId(),
                    event.actorId(),
                    event.action(),
                    event.subject(),
                    event.ip(),
                    new TreeMap<>(event.details()));
        }
    }

    /// @param problem what does not fit; null if all fits
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record CheckBody(boolean intact, @Nullable String problem) {}

    @Override
    public void addTo(Routes routes) {
        routes.get(PATH, Access.scope(Scope.AUDIT_READ), this::list)
                .post(PATH + "/check", Access.scope(Scope.AUDIT_READ), this::check);
    }

    private void list(Context ctx) {
        var wanted = new AuditFilter(
                ctx.queryParam("action"),
                QueryParameters.id(ctx, "actor_id"),
                ctx.queryParam("subject"),
                QueryParameters.instant(ctx, "since"),
                QueryParameters.instant(ctx, "until"));
        var page = audit.page(Exchange.actor(ctx), wanted, Paging.request(ctx));
        Answers.send(ctx, Answers.json(200, Paging.listing(page, EventBody::of)));
    }

    private void check(Context ctx) {
        CheckBody result = switch (audit.check(Exchange.actor(ctx))) {
            case Checked.Intact() -> new CheckBody(true, null);
            case Checked.Broken(String what) -> new CheckBody(false, what);
            case Checked.Forbidden() ->
                throw new Refused(Problem.forbidden("only who administers the installation checks the audit log"));
        };
        Answers.send(ctx, Answers.json(200, result));
    }
}
