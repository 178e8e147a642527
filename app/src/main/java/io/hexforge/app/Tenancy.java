package io.hexforge.app;

import io.hexforge.adapter.cli.InProcessTenancy;
import io.hexforge.adapter.http.Routes;
import io.hexforge.adapter.http.identity.AuditRoutes;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.identity.PostgresAuditLog;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.ports.driven.identity.AuditLog;
import io.hexforge.ports.driving.identity.AuditTrail;
import io.hexforge.ports.driving.identity.ReadAudit;
import java.util.List;

/// The use cases about who belongs to what, and the record of what they did.
record Tenancy(AuditTrail auditTrail, ReadAudit readAudit) {
    static Tenancy over(Database identity, Ids ids) {
        AuditLog log = new PostgresAuditLog(identity);
        return new Tenancy(new AuditTrail(log, ids), new ReadAudit(log));
    }

    InProcessTenancy commands(Actor actor) {
        return new InProcessTenancy(actor, readAudit);
    }

    List<Routes.Group> routes() {
        return List.of(new AuditRoutes(readAudit));
    }
}
