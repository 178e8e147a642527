package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.KeyLimits;
import io.hexforge.domain.identity.SecretHash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.SqlStatement;

/// A row of `identity.api_keys`.
record ApiKeyRow(ApiKey key) {
    /// Of a row read. Scopes that a newer build wrote and this one does not know allow nothing here.
    static ApiKeyRow of(ResultSet row) throws SQLException {
        return new ApiKeyRow(new ApiKey(
                Columns.uuid(row, "id"),
                Columns.uuid(row, "tenant_id"),
                Columns.uuid(row, "user_id"),
                row.getString("name"),
                row.getString("preview"),
                new SecretHash(HexFormat.of().formatHex(row.getBytes("secret_hash"))),
                Columns.texts(row, "scopes").stream()
                        .map(Scope::named)
                        .flatMap(Optional::stream)
                        .collect(Collectors.toSet()),
                new KeyLimits(
                        Columns.longOrNull(row, "requests_per_minute"),
                        Columns.longOrNull(row, "tokens_per_minute"),
                        row.getBoolean("tokens_hard"),
                        Columns.longOrNull(row, "max_parallel")),
                Columns.instant(row, "created_at"),
                Columns.instantOrNull(row, "expires_at"),
                Columns.instantOrNull(row, "revoked_at"),
                Columns.uuidOrNull(row, "replaced_by"),
                row.getLong("version")));
    }

    /// Binds the row to a statement that names its parameters as the columns are named.
    <S extends SqlStatement<S>> S bindTo(S statement) {
        List<String> scopes =
                key.scopes().stream().map(Scope::wireName).sorted().toList();
        return statement
                .bind("id", key.id())
                .bind("tenant_id", key.tenantId())
                .bind("user_id", key.userId())
                .bind("name", key.name())
                .bind("preview", key.preview())
                .bind("secret_hash", HexFormat.of().parseHex(key.hash().hex()))
                .bindArray("scopes", String.class, scopes)
                .bind("requests_per_minute", key.limits().requestsPerMinute())
                .bind("tokens_per_minute", key.limits().tokensPerMinute())
                .bind("tokens_hard", key.limits().tokensHard())
                .bind("max_parallel", key.limits().maxParallel())
                .bind("created_at", Columns.timestamp(key.createdAt()))
                .bind("expires_at", Columns.timestampOrNull(key.expiresAt()))
                .bind("revoked_at", Columns.timestampOrNull(key.revokedAt()))
                .bind("replaced_by", key.replacedBy())
                .bind("version", key.version());
    }
}
