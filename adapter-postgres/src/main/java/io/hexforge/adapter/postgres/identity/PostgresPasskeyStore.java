package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.Passkey;
import io.hexforge.ports.driven.identity.PasskeyStore;
import io.hexforge.ports.driven.identity.Removed;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Passkeys in `identity.passkeys`. Whose they are is row security's matter, not that of the statements.
public final class PostgresPasskeyStore implements PasskeyStore {
    private final Database database;

    public PostgresPasskeyStore(Database database) {
        this.database = database;
    }

    private static final String INSERT = """
            insert into identity.passkeys
                (id, user_id, credential_id, user_handle, public_key, signature_count, transports, backup_eligible,
                 backed_up, aaguid, name, created_at, last_used_at, version)
            values
                (:id, :user_id, :credential_id, :user_handle, :public_key, :signature_count, :transports,
                 :backup_eligible, :backed_up, :aaguid, :name, :created_at, :last_used_at, :version)
            on conflict (credential_id) do nothing
            """;

    @Override
    public boolean add(Actor owner, Passkey passkey) {
        return database.inActor(owner, handle -> {
            WaysIn.lock(handle, owner);
            return all(handle).size() < Passkey.MAX_PER_USER
                    && new PasskeyRow(passkey)
                                    .bindTo(handle.createUpdate(INSERT))
                                    .execute()
                            == 1;
        });
    }

    private static final String WITH_CREDENTIAL = "select * from identity.passkeys where credential_id = :credential";

    @Override
    public Optional<Passkey> withCredential(String credentialId) {
        return database.asSystem(handle -> handle.createQuery(WITH_CREDENTIAL)
                .bind("credential", credentialId)
                .map((row, context) -> PasskeyRow.of(row))
                .findOne());
    }

    @Override
    public List<Passkey> of(Actor owner) {
        return database.inActor(owner, PostgresPasskeyStore::all);
    }

    private static final String UPDATE = """
            update identity.passkeys
            set signature_count = :signature_count, backed_up = :backed_up, name = :name,
                last_used_at = :last_used_at, version = :version
            where id = :id and version = :expected_version
            """;

    @Override
    public boolean save(Actor owner, Passkey changed, long expectedVersion) {
        return database.inActor(
                owner,
                handle -> new PasskeyRow(changed)
                                .bindTo(handle.createUpdate(UPDATE))
                                .bind("expected_version", expectedVersion)
                                .execute()
                        == 1);
    }

    @Override
    public Removed remove(Actor owner, UUID id, boolean evenTheLast) {
        return database.inActor(owner, handle -> {
            WaysIn.lock(handle, owner);
            return WaysIn.remove(handle, "identity.passkeys", id, evenTheLast);
        });
    }

    private static List<Passkey> all(Handle handle) {
        return handle.createQuery("select * from identity.passkeys order by id")
                .map((row, context) -> PasskeyRow.of(row))
                .list();
    }
}
