package io.hexforge.adapter.postgres.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.ChallengeStore;
import io.hexforge.ports.driven.identity.ChallengeStoreContract;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PostgresChallengeStoreTest implements ChallengeStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public ChallengeStore store() {
        return new PostgresChallengeStore(database);
    }

    @Test
    void removes_what_nobody_took_in_time() {
        store().put("left alone", "x", Duration.ZERO);
        store().put("left alone, too", "x", Duration.ZERO);
        store().put("left alone", "again", Duration.ofMinutes(5));

        store().put("another", "y", Duration.ofMinutes(5));

        assertThat(keys()).contains("left alone", "another").doesNotContain("left alone, too");
        assertThat(store().take("left alone")).contains("again");
    }

    private static List<String> keys() {
        return database.asSystem(handle -> handle.createQuery("select key from identity.challenges")
                .mapTo(String.class)
                .list());
    }
}
