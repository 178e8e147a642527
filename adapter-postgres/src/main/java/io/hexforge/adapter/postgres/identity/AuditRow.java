package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.JsonColumn;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.identity.AuditChain;
import io.hexforge.domain.identity.AuditEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;

/// A row of `identity.audit_log`.
///
/// @param previous the hash of the entry before it
record AuditRow(UUID chain, long number, AuditEvent event, byte[] previous) {
    static AuditEvent event(ResultSet row) throws SQLException {
        var details = new HashMap<String, String>();
        JsonColumn.readObject(row.getString("details")).members().forEach((name, value) -> {
            if (value instanceof JsonString string) {
                details.put(name, string.value());
            }
        });
        return new AuditEvent(
                Columns.uuid(row, "id"),
                Columns.instant(row, "at"),
                Columns.uuidOrNull(row, "tenant_id"),
                Columns.uuidOrNull(row, "actor_id"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("ip"),
                details);
    }

    /// Binds the row to a statement that names its parameters as the columns are named.
    <S extends SqlStatement<S>> S bindTo(S statement) {
        Map<String, JsonValue> details = new LinkedHashMap<>();
        event.details().forEach((name, value) -> details.put(name, new JsonString(value)));
        return statement
                .bind("chain", chain)
                .bind("number", number)
                .bind("id", event.id())
                .bind("at", Columns.timestamp(event.at()))
                .bind("tenant_id", event.tenantId())
                .bind("actor_id", event.actorId())
                .bind("action", event.action())
                .bind("subject", event.subject())
                .bind("ip", event.ip())
                .bind("details", JsonColumn.write(new JsonObject(details)))
                .bind("hash", AuditChain.hash(previous, number, event));
    }
}
