package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.identity.GuessingPolicy;
import io.hexforge.domain.identity.GuessingPolicy.Failures;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.ports.driven.identity.LoginHistory;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.statement.PreparedBatch;

/// Wrong guesses in `identity.login_failures`, known places in `identity.login_places`.
public final class PostgresLoginHistory implements LoginHistory {
    private final Database database;

    public PostgresLoginHistory(Database database) {
        this.database = database;
    }

    @Override
    public Map<SecretHash, Failures> failures(Set<SecretHash> subjects) {
        String counted = "select * from identity.login_failures where subject in (<subjects>)";
        return database.asSystem(handle -> handle.createQuery(counted)
                .bindList("subjects", subjects.stream().map(Hashes::bytes).toList())
                .map((row, context) -> Map.entry(
                        Hashes.of(row, "subject"), new Failures(row.getInt("count"), Columns.instant(row, "last_at"))))
                .collectToMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static final String FAILED = """
            insert into identity.login_failures as stored (subject, count, last_at) values (:subject, 1, :at)
            on conflict (subject) do update
            set count = case when stored.last_at <= :forgotten then 1 else stored.count + 1 end,
                last_at = excluded.last_at
            """;

    /// Nobody waits for the disk: it would tell a wrong guess from a right one by the time that it takes.
    @Override
    public void failed(Map<SecretHash, GuessingPolicy> subjects, Instant at) {
        database.asSystem(handle -> {
            handle.execute("set local synchronous_commit to off");
            PreparedBatch batch = handle.prepareBatch(FAILED);
            // In one order, so that two that count at once do not wait for each other.
            subjects.entrySet().stream()
                    .sorted(Comparator.comparing(counter -> counter.getKey().hex()))
                    .forEach(counter -> batch.bind("subject", Hashes.bytes(counter.getKey()))
                            .bind("at", Columns.timestamp(at))
                            .bind(
                                    "forgotten",
                                    Columns.timestamp(
                                            at.minus(counter.getValue().forgetAfter())))
                            .add());
            return batch.execute();
        });
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
