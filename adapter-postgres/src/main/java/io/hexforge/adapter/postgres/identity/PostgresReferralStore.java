package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Referral;
import io.hexforge.ports.driven.identity.ReferralStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Referrals in `identity.referrals`. Whose they are is row security's matter, not that of the statements.
public final class PostgresReferralStore implements ReferralStore {
    private final Database database;

    public PostgresReferralStore(Database database) {
        this.database = database;
    }

    private static final String INSERT = """
            insert into identity.referrals (id, referrer_id, email, created_at) values (?, ?, ?, ?)
            on conflict do nothing
            """;

    @Override
    public boolean add(Actor actor, Referral referral) {
        return database.inActor(
                actor,
                handle -> handle.execute(
                                INSERT,
                                referral.id(),
                                referral.referrerId(),
                                referral.email().value(),
                                Columns.timestamp(referral.createdAt()))
                        == 1);
    }

    @Override
    public List<Referral> list(Actor actor) {
        return database.inActor(
                actor,
                handle -> handle.createQuery("select * from identity.referrals order by id desc")
                        .map((row, context) -> referral(row))
                        .list());
    }

    private static final String JOINED = """
            update identity.referrals set joined_at = ?, joined_id = ?
            where referrer_id = ? and email = ? and joined_at is null
            """;

    @Override
    public void joined(UUID referrerId, EmailAddress email, UUID joinedId, Instant now) {
        database.asSystem(
                handle -> handle.execute(JOINED, Columns.timestamp(now), joinedId, referrerId, email.value()));
    }

    private static Referral referral(ResultSet row) throws SQLException {
        return new Referral(
                Columns.uuid(row, "id"),
                Columns.uuid(row, "referrer_id"),
                new EmailAddress(row.getString("email")),
                Columns.instant(row, "created_at"),
                Columns.instantOrNull(row, "joined_at"),
                Columns.uuidOrNull(row, "joined_id"));
    }
}
