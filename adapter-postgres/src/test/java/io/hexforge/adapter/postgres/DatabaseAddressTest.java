package io.hexforge.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hexforge.adapter.postgres.DatabaseAddress.Host;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://ada:s3cret@db.example:6000/shop",
                "postgresql://ada:s3cret@db.example:6000/shop",
                "postgresql+asyncpg://ada:s3cret@db.example:6000/shop",
                "POSTGRESQL+psycopg2://ada:s3cret@db.example:6000/shop",
                "jdbc:postgresql://ada:s3cret@db.example:6000/shop",
                "jdbc:postgresql://db.example:6000/shop?user=ada&password=s3cret",
                "  postgres://ada:s3cret@db.example:6000/shop\n",
            })
    void understands_every_usual_spelling(String url) {
        assertThat(DatabaseAddress.parse(url))
                .isEqualTo(
                        new DatabaseAddress(List.of(new Host("db.example", 6000)), "shop", "ada", "s3cret", Map.of()));
    }

    @Test
    void decodes_percent_signs_and_leaves_plus_signs() {
        var address = DatabaseAddress.parse("postgres://a%40b:p%2F%3a+%C3%A9@h/d%20b");
        assertThat(address.user()).isEqualTo("a@b");
        assertThat(address.password()).isEqualTo("p/:+é");
        assertThat(address.database()).isEqualTo("d b");
        assertThat(address.jdbcUrl()).isEqualTo("jdbc:postgresql://h:5432/d%20b");
    }

    @Test
    void takes_a_raw_at_sign_in_the_password() {
        var address = DatabaseAddress.parse("postgres://ada:p@s/s@host/db?application_name=a@b");
        assertThat(address.password()).isEqualTo("p@s/s");
        assertThat(address.hosts()).containsExactly(new Host("host", 5432));
    }

    @Test
    void fills_in_port_and_database_as_libpq_does() {
        var address = DatabaseAddress.parse("postgres://ada@host");
        assertThat(address.hosts()).containsExactly(new Host("host", 5432));
        assertThat(address.database()).isEqualTo("ada");
        assertThat(address.password()).isNull();
    }

    @Test
    void understands_ipv6_and_lists_of_hosts() {
        var address = DatabaseAddress.parse("postgres://ada@[::1]:7000,second,third:1/db");
        assertThat(address.hosts())
                .containsExactly(new Host("::1", 7000), new Host("second", 5432), new Host("third", 1));
        assertThat(address.jdbcUrl()).isEqualTo("jdbc:postgresql://[::1]:7000,second:5432,third:1/db");
    }

    @Test
    void passes_parameters_under_the_names_of_the_jdbc_driver() {
        var address = DatabaseAddress.parse(
                "postgres://ada@h/db?sslmode=verify-full&connect_timeout=5&application_name=my%20app&pgbouncer=true");
        assertThat(address.parameters())
                .isEqualTo(Map.of(
                        "sslmode", "verify-full",
                        "connectTimeout", "5",
                        "ApplicationName", "my app",
                        "prepareThreshold", "0"));
        assertThat(DatabaseAddress.parse("postgresql+asyncpg://a@h/db?ssl=require")
                        .parameters())
                .isEqualTo(Map.of("sslmode", "require"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            mysql://ada:s3cret@h/db                | not a PostgreSQL URL
            s3cret                                 | not a PostgreSQL URL
            ""                                     | not a PostgreSQL URL
            jdbc:postgresql:s3cret                 | '//' and the host are missing
            postgres://host/db                     | the user is missing
            postgres://ada:s3cret@/db              | the host is empty
            postgres://ada:s3cret@h:0/db           | the port must be 1 to 65535
            postgres://ada:s3cret@h:99999/db       | the port must be 1 to 65535
            postgres://ada:s3cret@h:x/db           | the port is not a number
            postgres://ada:s3cret%@h/db            | a '%' in the password is written %25
            postgres://ada:s3cret%zz@h/db          | a '%' in the password is written %25
            postgres://ada:s3cret@::1/db           | must stand in brackets
            postgres://ada:s3cret@[::1/db          | ']' after the IPv6 address
            postgres://ada:s3cret@%2Fvar%2Frun/db  | Unix sockets are not supported
            postgres://ada:s3cret@h/db?host=/tmp   | the host stands before
            postgres://ada:s3cret?x@h/db           | the port is not a number
            """)
    void refuses_the_rest_saying_what_is_accepted_and_never_the_password(String url, String reason) {
        assertThatThrownBy(() -> DatabaseAddress.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageContaining(reason)
                .hasMessageContaining(DatabaseAddress.ACCEPTED)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void never_prints_the_password() {
        var address = DatabaseAddress.parse("postgres://ada:s3cret@[::1]:7000/db?password=s3cret2&sslmode=require");
        assertThat(address).hasToString("postgresql://ada:***@[::1]:7000/db");
        assertThat(address.jdbcUrl()).doesNotContain("s3cret");
    }
}
