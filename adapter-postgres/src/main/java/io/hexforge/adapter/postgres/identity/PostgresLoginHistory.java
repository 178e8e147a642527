package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.identity.GuessingPolicy;
import io.hexforge.domain.identity.GuessingPolicy.Failures;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.ports.driven.identity.LoginHistory;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Wrong guesses in `identity.login_failures`, known places in `identity.login_places`.
public final class PostgresLoginHistory implements LoginHistory {
    private final Database database;

    public PostgresLoginHistory(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Failures> failures(SecretHash subject) {
        return database.asSystem(handle -> handle.createQuery("select * from identity.login_failures where subject = ?")
                .bind(0, Hashes.bytes(subject))
                .map((row, context) -> new Failures(row.getInt("count"), Columns.instant(row, "last_at")))
                .findOne());
    }

    private static final String FAILED = """
            insert into identity.login_failures as stored (subject, count, last_at) values (:subject, 1, :at)
            on conflict (subject) do update
            set count = case when stored.last_at <= :forgotten then 1 else stored.count + 1 end,
                last_at = excluded.last_at
            """;

    @Override
    public void failed(SecretHash subject, GuessingPolicy policy, Instant at) {
        database.asSystem(handle -> handle.createUpdate(FAILED)
                .bind("subject", Hashes.bytes(subject))
                .bind("at", Columns.timestamp(at))
                .bind("forgotten", Columns.timestamp(at.minus(policy.forgetAfter())))
                .execute());
    }

    @Override
    public void clear(SecretHash subject) {
        database.asSystem(handle ->
                handle.execute("delete from identity.login_failures where subject = ?", Hashes.bytes(subject)));
    }

    @Override
    public boolean knows(UUID userId, SecretHash place) {
        String known = "select exists (select from identity.login_places where user_id = ? and place = ?)";
        return database.asSystem(handle -> handle.createQuery(known)
                .bind(0, userId)
                .bind(1, Hashes.bytes(place))
                .mapTo(Boolean.class)
                .one());
    }

    private static final String REMEMBER = """
            insert into identity.login_places (user_id, place, last_at) values (?, ?, ?)
            on conflict (user_id, place) do update set last_at = excluded.last_at
            """;

    @Override
    public void remember(UUID userId, SecretHash place, Instant at) {
        database.asSystem(handle -> handle.execute(REMEMBER, userId, Hashes.bytes(place), Columns.timestamp(at)));
    }

    @Override
    public int forgetBefore(Instant failuresBefore, Instant placesBefore) {
        return database.asSystem(handle -> handle.execute(
                        "delete from identity.login_failures where last_at < ?", Columns.timestamp(failuresBefore))
                + handle.execute(
                        "delete from identity.login_places where last_at < ?", Columns.timestamp(placesBefore)));
    }
}
