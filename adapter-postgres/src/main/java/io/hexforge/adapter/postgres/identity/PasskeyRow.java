package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.domain.identity.Passkey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import org.jdbi.v3.core.statement.SqlStatement;

/// A row of `identity.passkeys`.
record PasskeyRow(Passkey passkey) {
    static Passkey of(ResultSet row) throws SQLException {
        return new Passkey(
                Columns.uuid(row, "id"),
                Columns.uuid(row, "user_id"),
                row.getString("credential_id"),
                row.getString("user_handle"),
                row.getString("public_key"),
                row.getLong("signature_count"),
                Set.copyOf(Columns.texts(row, "transports")),
                row.getBoolean("backup_eligible"),
                row.getBoolean("backed_up"),
                Columns.uuid(row, "aaguid"),
                row.getString("name"),
                Columns.instant(row, "created_at"),
                Columns.instantOrNull(row, "last_used_at"),
                row.getLong("version"));
    }

    /// Binds the row to a statement that names its parameters as the columns are named.
    <S extends SqlStatement<S>> S bindTo(S statement) {
        return statement
                .bind("id", passkey.id())
                .bind("user_id", passkey.userId())
                .bind("credential_id", passkey.credentialId())
                .bind("user_handle", passkey.userHandle())
                .bind("public_key", passkey.publicKey())
                .bind("signature_count", passkey.signatureCount())
                .bindArray(
                        "transports",
                        String.class,
                        passkey.transports().stream().sorted().toList())
                .bind("backup_eligible", passkey.backupEligible())
                .bind("backed_up", passkey.backedUp())
                .bind("aaguid", passkey.aaguid())
                .bind("name", passkey.name())
                .bind("created_at", Columns.timestamp(passkey.createdAt()))
                .bind("last_used_at", Columns.timestampOrNull(passkey.lastUsedAt()))
                .bind("version", passkey.version());
    }
}
