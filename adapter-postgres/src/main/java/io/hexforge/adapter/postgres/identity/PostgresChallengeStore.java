package io.hexforge.adapter.postgres.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.ports.driven.identity.ChallengeStore;
import java.time.Duration;
import java.util.Optional;

/// Challenges in `identity.challenges`, for all nodes, by the clock of the database. Whoever puts one removes
/// some that are over, so that they do not pile up. Safe for concurrent use.
public final class PostgresChallengeStore implements ChallengeStore {
    private final Database database;

    public PostgresChallengeStore(Database database) {
        this.database = database;
    }

    private static final String PUT = """
            with over as (
                delete from identity.challenges
                where key in (
                    select key from identity.challenges
                    where expires_at <= now() and key <> :key
                    order by expires_at
                    limit 10
                    for update skip locked))
            insert into identity.challenges (key, payload, expires_at)
            values (:key, :payload, now() + :millis * interval '1 millisecond')
            on conflict (key) do update set payload = excluded.payload, expires_at = excluded.expires_at
            """;

    @Override
    public void put(String key, String payload, Duration ttl) {
        database.asSystem(handle -> handle.createUpdate(PUT)
                .bind("key", key)
                .bind("payload", payload.getBytes(UTF_8))
                .bind("millis", ttl.toMillis())
                .execute());
    }

    private static final String TAKE = """
            delete from identity.challenges where key = :key
            returning case when expires_at > now() then payload end
            """;

    @Override
    public Optional<String> take(String key) {
        return database.asSystem(handle -> handle.createQuery(TAKE)
                .bind("key", key)
                .mapTo(byte[].class)
                .findOne()
                .map(payload -> new String(payload, UTF_8)));
    }
}
