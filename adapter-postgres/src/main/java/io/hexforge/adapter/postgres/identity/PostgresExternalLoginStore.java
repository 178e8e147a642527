package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.ExternalLogin;
import io.hexforge.ports.driven.identity.ExternalLoginStore;
import io.hexforge.ports.driven.identity.Removed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Accounts elsewhere in `identity.external_logins`. Whose they are is row security's matter, not that of the
/// statements.
public final class PostgresExternalLoginStore implements ExternalLoginStore {
    private final Database database;

    public PostgresExternalLoginStore(Database database) {
        this.database = database;
    }

    private static final String INSERT = """
            insert into identity.external_logins (id, user_id, provider, issuer, subject, label, created_at)
            values (:id, :user_id, :provider, :issuer, :subject, :label, :created_at)
            on conflict (issuer, subject) do nothing
            """;

    @Override
    public boolean add(Actor owner, ExternalLogin login) {
        return database.inActor(
                owner,
                handle -> handle.createUpdate(INSERT)
                                .bind("id", login.id())
                                .bind("user_id", login.userId())
                                .bind("provider", login.provider())
                                .bind("issuer", login.issuer())
                                .bind("subject", login.subject())
                                .bind("label", login.label())
                                .bind("created_at", Columns.timestamp(login.createdAt()))
                                .execute()
                        == 1);
    }

    private static final String FIND = """
            select * from identity.external_logins where issuer = :issuer and subject = :subject
            """;

    @Override
    public Optional<ExternalLogin> find(String issuer, String subject) {
        return database.asSystem(handle -> handle.createQuery(FIND)
                .bind("issuer", issuer)
                .bind("subject", subject)
                .map((row, context) -> login(row))
                .findOne());
    }

    @Override
    public List<ExternalLogin> of(Actor owner) {
        return database.inActor(
                owner,
                handle -> handle.createQuery("select * from identity.external_logins order by id")
                        .map((row, context) -> login(row))
                        .list());
    }

    @Override
    public Removed remove(Actor owner, UUID id, boolean evenTheLast) {
        return database.inActor(owner, handle -> {
            WaysIn.lock(handle, owner);
            return WaysIn.remove(handle, "identity.external_logins", id, evenTheLast);
        });
    }

    private static ExternalLogin login(ResultSet row) throws SQLException {
        return new ExternalLogin(
                Columns.uuid(row, "id"),
                Columns.uuid(row, "user_id"),
                row.getString("provider"),
                row.getString("issuer"),
                row.getString("subject"),
                row.getString("label"),
                Columns.instant(row, "created_at"));
    }
}
