package io.hexforge.adapter.cli;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.AuditEvent;
import io.hexforge.domain.identity.AuditFilter;
import io.hexforge.ports.driving.identity.ReadAudit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The tenants of the Hexforge inside this process, for one user.
public record InProcessTenancy(Actor actor, ReadAudit readAudit) implements Tenancy {
    @Override
    public List<AuditEntry> audit(AuditQuestion question) {
        var filter = new AuditFilter(question.action(), null, question.subject(), null, null);
        return readAudit.page(actor, filter, new Page.Request(null, question.count())).items().stream()
                .map(InProcessTenancy::entry)
                .toList();
    }

    @Override
    public Optional<String> checkAudit() {
        return switch (readAudit.check(actor)) {
            case ReadAudit.Checked.Intact() -> Optional.empty();
            case ReadAudit.Checked.Broken(String what) -> Optional.of(what);
            case ReadAudit.Checked.Forbidden() ->
                throw new CommandFailed("only who administers the installation checks the audit log");
        };
    }

    private static AuditEntry entry(AuditEvent event) {
        return new AuditEntry(
                event.at().toString(),
                text(event.tenantId()),
                text(event.actorId()),
                event.action(),
                event.subject(),
                event.ip(),
                event.details());
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }
}
