package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.identity.SigningKey;
import io.hexforge.domain.identity.SigningKey.Use;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.identity.SigningKeyStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/// Signing keys in `identity.signing_keys`.
public final class PostgresSigningKeyStore implements SigningKeyStore {
    /// Any number that no other lock of the identity area uses.
    private static final long LOCK = 0x48_45_58_4bL;

    private final Database database;

    public PostgresSigningKeyStore(Database database) {
        this.database = database;
    }

    private static final String ALL = "select * from identity.signing_keys order by created_at, id";

    @Override
    public List<SigningKey> all() {
        return database.asSystem(PostgresSigningKeyStore::all);
    }

    private static final String INSERT = """
            insert into identity.signing_keys
                (id, use, public_key, private_key, encryption_key_id, created_at, signs_from)
            values (:id, :use, :public_key, :private_key, :encryption_key_id, :created_at, :signs_from)
            """;

    @Override
    public boolean add(SigningKey key, Collection<String> seen) {
        return database.asSystem(handle -> {
            handle.execute("select pg_advisory_xact_lock(?)", LOCK);
            Set<String> present = new HashSet<>();
            all(handle).stream().filter(other -> other.use() == key.use()).forEach(other -> present.add(other.id()));
            return present.equals(new HashSet<>(seen)) && insert(handle, key) == 1;
        });
    }

    private static int insert(Handle handle, SigningKey key) {
        return handle.createUpdate(INSERT)
                .bind("id", key.id())
                .bind("use", key.use().name().toLowerCase(Locale.ROOT))
                .bind("public_key", key.publicKey())
                .bind("private_key", key.sealed().bytes())
                .bind("encryption_key_id", key.sealed().keyId())
                .bind("created_at", Columns.timestamp(key.createdAt()))
                .bind("signs_from", Columns.timestamp(key.signsFrom()))
                .execute();
    }

    private static final String RESEAL = """
            update identity.signing_keys
            set private_key = :private_key, encryption_key_id = :key_id
            where id = :id and encryption_key_id = :old_key_id and private_key = :old_private_key
            """;

    @Override
    public boolean reseal(String id, SealedSecret old, SealedSecret fresh) {
        return database.asSystem(handle -> handle.createUpdate(RESEAL)
                        .bind("id", id)
                        .bind("old_key_id", old.keyId())
                        .bind("old_private_key", old.bytes())
                        .bind("key_id", fresh.keyId())
                        .bind("private_key", fresh.bytes())
                        .execute()
                == 1);
    }

    @Override
    public void forget(Collection<String> ids) {
        database.asSystem(handle -> handle.createUpdate("delete from identity.signing_keys where id = any(:ids)")
                .bindArray("ids", String.class, List.copyOf(ids))
                .execute());
    }

    private static List<SigningKey> all(Handle handle) {
        return handle.createQuery(ALL).map(PostgresSigningKeyStore::key).list();
    }

    private static SigningKey key(ResultSet row, StatementContext context) throws SQLException {
        return new SigningKey(
                row.getString("id"),
                Use.valueOf(row.getString("use").toUpperCase(Locale.ROOT)),
                row.getString("public_key"),
                new SealedSecret(row.getString("encryption_key_id"), row.getBytes("private_key")),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "signs_from"));
    }
}
