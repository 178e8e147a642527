package io.hexforge.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hexforge.domain.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://app:p%40ss@db.example:5433/forge",
                "postgresql://app:p%40ss@db.example:5433/forge",
                "postgresql+asyncpg://app:p%40ss@db.example:5433/forge",
                "jdbc:postgresql://db.example:5433/forge?user=app&password=p%40ss",
            })
    void understands_the_usual_ways_to_write_it(String text) {
        assertThat(DatabaseAddress.parse(text))
                .isEqualTo(new DatabaseAddress("jdbc:postgresql://db.example:5433/forge", "app", new Secret("p@ss")));
    }

    @Test
    void keeps_other_parameters_and_translates_the_ssl_one() {
        assertThat(DatabaseAddress.parse("postgres://app@db/forge?ssl=true&application_name=x")
                        .jdbcUrl())
                .isEqualTo("jdbc:postgresql://db/forge?sslmode=require&application_name=x");
    }

    @Test
    void a_plus_in_a_password_stays_a_plus() {
        assertThat(DatabaseAddress.parse("postgres://u:a+b@db/forge").password())
                .isEqualTo(new Secret("a+b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "db/forge", "mysql://db/forge", "postgres://db", "postgres://db/", "postgres:///x", "a b"})
    void refuses_anything_else(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DatabaseAddress.parse(text));
    }
}
