package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EndReason;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.Session;
import io.hexforge.domain.identity.SessionSalt;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// A row of `identity.sessions`.
record SessionRow(Session session) {
    static SessionRow of(ResultSet row) throws SQLException {
        return new SessionRow(new Session(
                Columns.uuid(row, "id"),
                Columns.uuid(row, "tenant_id"),
                Columns.uuid(row, "user_id"),
                Columns.texts(row, "methods").stream()
                        .map(AuthMethod::named)
                        .flatMap(Optional::stream)
                        .collect(Collectors.toSet()),
                new Device(row.getString("user_agent"), row.getString("ip")),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "authenticated_at"),
                row.getInt("generation"),
                new SecretHash(HexFormat.of().formatHex(row.getBytes("token_hash"))),
                new SessionSalt(HexFormat.of().formatHex(row.getBytes("salt"))),
                Columns.instant(row, "rotated_at"),
                row.getInt("epoch"),
                Columns.instantOrNull(row, "refused_at"),
                Columns.instantOrNull(row, "ended_at"),
                reason(row.getString("end_reason"))));
    }

    private static @Nullable EndReason reason(@Nullable String wireName) {
        return wireName == null ? null : EndReason.valueOf(wireName.toUpperCase(Locale.ROOT));
    }

    /// Binds the row to a statement that names its parameters as the columns are named.
    <S extends SqlStatement<S>> S bindTo(S statement) {
        List<String> methods =
                session.methods().stream().map(AuthMethod::wireName).sorted().toList();
        return statement
                .bind("id", session.id())
                .bind("tenant_id", session.tenantId())
                .bind("user_id", session.userId())
                .bindArray("methods", String.class, methods)
                .bind("user_agent", session.device().userAgent())
                .bind("ip", session.device().ip())
                .bind("created_at", Columns.timestamp(session.createdAt()))
                .bind("authenticated_at", Columns.timestamp(session.authenticatedAt()))
                .bind("generation", session.generation())
                .bind("token_hash", HexFormat.of().parseHex(session.tokenHash().hex()))
                .bind("salt", session.salt().bytes())
                .bind("rotated_at", Columns.timestamp(session.rotatedAt()))
                .bind("epoch", session.epoch())
                .bind("refused_at", Columns.timestampOrNull(session.refusedAt()));
    }
}
