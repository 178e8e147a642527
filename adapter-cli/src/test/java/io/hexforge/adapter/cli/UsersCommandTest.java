package io.hexforge.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsersCommandTest extends TypedCommands {
    @Test
    void creates_an_administrator_with_a_password_from_a_pipe() {
        assertThat(piping("correct horse battery staple\n", "users", "create", "--admin", "root@example.org"))
                .isZero();

        assertThat(out).isEqualTo("root (root@example.org) administers this installation\n");
    }

    @Test
    void writes_json() {
        piping("correct horse battery staple\n", "users", "create", "--json", "--username", "bob", "b@example.org");

        assertThat(out).contains("\"username\":\"bob\"", "\"system_admin\":false");
    }

    @Test
    void says_what_is_wrong_in_one_line() {
        assertThat(piping("short\n", "users", "create", "nonsense")).isEqualTo(CommandLineApp.FAILED);

        assertThat(err)
                .isEqualTo("hexforge: email is not an e-mail address; password must have at least 12 characters\n");
    }

    @Test
    void claims_the_operator_once() {
        assertThat(piping("correct horse battery staple\n", "users", "claim-operator", "op@example.org"))
                .isZero();
        assertThat(out).isEqualTo("operator (op@example.org) can log in\n");

        assertThat(piping("correct horse battery staple\n", "users", "claim-operator", "op2@example.org"))
                .isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains("already");
    }

    @Test
    void calibrates() {
        assertThat(run("auth", "calibrate", "--millis", "100")).isZero();

        assertThat(out).contains("ARGON2_MEMORY_KIB=1 ARGON2_PASSES=2", "100 ms");
    }
}
