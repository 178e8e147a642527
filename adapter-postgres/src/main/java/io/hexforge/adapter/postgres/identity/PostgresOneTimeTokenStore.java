package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.OneTimeToken;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.TokenPurpose;
import io.hexforge.ports.driven.identity.OneTimeTokenStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Tokens in `identity.one_time_tokens`.
public final class PostgresOneTimeTokenStore implements OneTimeTokenStore {
    private final Database database;

    public PostgresOneTimeTokenStore(Database database) {
        this.database = database;
    }

    private static final String ISSUE = """
            insert into identity.one_time_tokens (hash, user_id, purpose, address, expires_at)
            values (:hash, :user_id, :purpose, :address, :expires_at)
            on conflict (user_id, purpose) do update
            set hash = excluded.hash, address = excluded.address, expires_at = excluded.expires_at
            """;

    @Override
    public void issue(OneTimeToken token) {
        database.asSystem(handle -> handle.createUpdate(ISSUE)
                .bind("hash", Hashes.bytes(token.hash()))
                .bind("user_id", token.userId())
                .bind("purpose", token.purpose().wireName())
                .bind("address", token.address().value())
                .bind("expires_at", Columns.timestamp(token.expiresAt()))
                .execute());
    }

    private static final String TAKE = """
            delete from identity.one_time_tokens
            where hash = :hash and purpose = :purpose and expires_at > :now
            returning *
            """;

    @Override
    public Optional<OneTimeToken> take(SecretHash hash, TokenPurpose purpose, Instant now) {
        return database.asSystem(handle -> handle.createQuery(TAKE)
                .bind("hash", Hashes.bytes(hash))
                .bind("purpose", purpose.wireName())
                .bind("now", Columns.timestamp(now))
                .map((row, context) -> token(row, purpose))
                .findOne());
    }

    @Override
    public void voidAll(UUID userId) {
        database.asSystem(handle -> handle.execute("delete from identity.one_time_tokens where user_id = ?", userId));
    }

    @Override
    public int forgetExpired(Instant now) {
        return database.asSystem(handle ->
                handle.execute("delete from identity.one_time_tokens where expires_at <= ?", Columns.timestamp(now)));
    }

    private static OneTimeToken token(ResultSet row, TokenPurpose purpose) throws SQLException {
        return new OneTimeToken(
                Hashes.of(row, "hash"),
                Columns.uuid(row, "user_id"),
                purpose,
                new EmailAddress(row.getString("address")),
                Columns.instant(row, "expires_at"));
    }
}
