package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.TotpFactor;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.identity.FactorStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Authenticator apps in `identity.totp_factors`, their recovery codes in `identity.recovery_codes`.
public final class PostgresFactorStore implements FactorStore {
    private final Database database;

    public PostgresFactorStore(Database database) {
        this.database = database;
    }

    @Override
    public Optional<TotpFactor> find(UUID userId) {
        return database.asSystem(handle -> handle.createQuery("select * from identity.totp_factors where user_id = ?")
                .bind(0, userId)
                .map((row, context) -> factor(row))
                .findOne());
    }

    private static final String PROPOSE = """
            insert into identity.totp_factors (user_id, secret_key_id, secret, created_at, confirmed_at, last_step)
            values (:user_id, :secret_key_id, :secret, :created_at, :confirmed_at, :last_step)
            on conflict (user_id) do update
            set secret_key_id = excluded.secret_key_id, secret = excluded.secret, created_at = excluded.created_at,
                last_step = excluded.last_step
            where totp_factors.confirmed_at is null
            """;

    @Override
    public boolean propose(TotpFactor factor, List<SecretHash> recoveryCodes) {
        return database.asSystem(handle -> {
            int kept = handle.createUpdate(PROPOSE)
                    .bind("user_id", factor.userId())
                    .bind("secret_key_id", factor.secret().keyId())
                    .bind("secret", factor.secret().bytes())
                    .bind("created_at", Columns.timestamp(factor.createdAt()))
                    .bind("confirmed_at", Columns.timestampOrNull(factor.confirmedAt()))
                    .bind("last_step", factor.lastStep())
                    .execute();
            if (kept == 1) {
                putCodes(handle, factor.userId(), recoveryCodes);
            }
            return kept == 1;
        });
    }

    private static final String CONFIRM = """
            update identity.totp_factors set confirmed_at = :at, last_step = :step
            where user_id = :user_id and confirmed_at is null and secret = :secret
            """;

    @Override
    public boolean confirm(TotpFactor checked, long step, Instant at) {
        return database.asSystem(handle -> handle.createUpdate(CONFIRM)
                        .bind("user_id", checked.userId())
                        .bind("secret", checked.secret().bytes())
                        .bind("step", step)
                        .bind("at", Columns.timestamp(at))
                        .execute()
                == 1);
    }

    @Override
    public boolean useStep(UUID userId, long step) {
        String use = "update identity.totp_factors set last_step = ? where user_id = ? and last_step < ?";
        return database.asSystem(handle -> handle.execute(use, step, userId, step) == 1);
    }

    private static final String USE_CODE = """
            delete from identity.recovery_codes c using identity.totp_factors f
            where c.user_id = ? and c.hash = ? and f.user_id = c.user_id and f.confirmed_at is not null
            """;

    @Override
    public boolean useRecoveryCode(UUID userId, SecretHash code) {
        return database.asSystem(handle -> handle.execute(USE_CODE, userId, Hashes.bytes(code)) == 1);
    }

    @Override
    public int recoveryCodesLeft(UUID userId) {
        String count = "select count(*) from identity.recovery_codes where user_id = ?";
        return database.asSystem(handle ->
                handle.createQuery(count).bind(0, userId).mapTo(Integer.class).one());
    }

    @Override
    public boolean replaceRecoveryCodes(UUID userId, List<SecretHash> codes) {
        return database.asSystem(handle -> {
            // Locked, so that two replacements come one after the other.
            boolean confirmed = handle.createQuery(
                            "select confirmed_at is not null from identity.totp_factors where user_id = ? for update")
                    .bind(0, userId)
                    .mapTo(Boolean.class)
                    .findOne()
                    .orElse(false);
            if (confirmed) {
                putCodes(handle, userId, codes);
            }
            return confirmed;
        });
    }

    @Override
    public boolean remove(UUID userId) {
        String remove = "delete from identity.totp_factors where user_id = ? returning confirmed_at is not null";
        return database.asSystem(handle -> handle.createQuery(remove)
                .bind(0, userId)
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false));
    }

    @Override
    public List<TotpFactor> all() {
        return database.asSystem(handle -> handle.createQuery("select * from identity.totp_factors")
                .map((row, context) -> factor(row))
                .list());
    }

    private static final String RESEAL = """
            update identity.totp_factors set secret_key_id = :key_id, secret = :secret
            where user_id = :user_id and secret_key_id = :old_key_id and secret = :old_secret
            """;

    @Override
    public boolean reseal(UUID userId, SealedSecret old, SealedSecret resealed) {
        return database.asSystem(handle -> handle.createUpdate(RESEAL)
                        .bind("user_id", userId)
                        .bind("key_id", resealed.keyId())
                        .bind("secret", resealed.bytes())
                        .bind("old_key_id", old.keyId())
                        .bind("old_secret", old.bytes())
                        .execute()
                == 1);
    }

    private static void putCodes(Handle handle, UUID userId, List<SecretHash> codes) {
        handle.execute("delete from identity.recovery_codes where user_id = ?", userId);
        var batch = handle.prepareBatch("insert into identity.recovery_codes (user_id, hash) values (?, ?)");
        codes.forEach(code -> batch.bind(0, userId).bind(1, Hashes.bytes(code)).add());
        batch.execute();
    }

    private static TotpFactor factor(ResultSet row) throws SQLException {
        return new TotpFactor(
                Columns.uuid(row, "user_id"),
                new SealedSecret(row.getString("secret_key_id"), row.getBytes("secret")),
                Columns.instant(row, "created_at"),
                Columns.instantOrNull(row, "confirmed_at"),
                row.getLong("last_step"));
    }
}
