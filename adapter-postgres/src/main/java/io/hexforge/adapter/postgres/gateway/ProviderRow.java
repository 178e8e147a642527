package io.hexforge.adapter.postgres.gateway;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.JsonColumn;
import io.hexforge.domain.gateway.ProviderConnection;
import io.hexforge.domain.ops.SealedSecret;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.SqlStatement;

/// A row of `gateway.providers`.
record ProviderRow(ProviderConnection connection) {
    static ProviderRow of(ResultSet row) throws SQLException {
        String keyId = row.getString("secret_key_id");
        return new ProviderRow(new ProviderConnection(
                Columns.uuid(row, "id"),
                Columns.uuid(row, "tenant_id"),
                Columns.uuid(row, "user_id"),
                row.getBoolean("shared"),
                row.getString("provider"),
                row.getString("display_name"),
                URI.create(row.getString("base_url")),
                JsonColumn.readObject(row.getString("metadata")),
                keyId == null ? null : new SealedSecret(keyId, row.getBytes("secret")),
                row.getString("secret_preview"),
                row.getBoolean("is_active"),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "updated_at"),
                row.getLong("version")));
    }

    /// Binds the row to a statement that names its parameters as the columns are named.
    <S extends SqlStatement<S>> S bindTo(S statement) {
        SealedSecret secret = connection.secret();
        return statement
                .bind("id", connection.id())
                .bind("tenant_id", connection.tenantId())
                .bind("user_id", connection.userId())
                .bind("shared", connection.shared())
                .bind("provider", connection.provider())
                .bind("display_name", connection.displayName())
                .bind("base_url", connection.baseUrl().toString())
                .bind("metadata", JsonColumn.write(connection.metadata()))
                .bind("secret", secret == null ? null : secret.bytes())
                .bind("secret_key_id", secret == null ? null : secret.keyId())
                .bind("secret_preview", connection.keyPreview())
                .bind("is_active", connection.active())
                .bind("created_at", Columns.timestamp(connection.createdAt()))
                .bind("updated_at", Columns.timestamp(connection.updatedAt()))
                .bind("version", connection.version());
    }
}
