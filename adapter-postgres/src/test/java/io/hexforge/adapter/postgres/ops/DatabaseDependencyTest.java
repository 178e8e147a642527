package io.hexforge.adapter.postgres.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.domain.ops.HealthState;
import io.hexforge.domain.ops.HealthState.Level;
import org.junit.jupiter.api.Test;

class DatabaseDependencyTest {
    @Test
    void is_up_while_the_database_answers_and_down_after() {
        var database = TestDatabases.migrated();
        var dependency = new DatabaseDependency("database", database);
        assertThat(dependency.check()).isEqualTo(HealthState.up());

        database.close();
        assertThat(dependency.check().level()).isEqualTo(Level.DOWN);
    }
}
