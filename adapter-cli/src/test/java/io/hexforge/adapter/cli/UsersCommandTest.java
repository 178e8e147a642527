package io.hexforge.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class UsersCommandTest {
    private final InProcessInstallation installation = new InProcessInstallation();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void creates_an_administrator_with_a_password_from_a_pipe() {
        assertThat(run("correct horse battery staple\n", "users", "create", "--admin", "root@example.org"))
                .isZero();

        assertThat(out.toString()).isEqualTo("root (root@example.org) administers this installation\n");
    }

    @Test
    void writes_json() {
        run("correct horse battery staple\n", "users", "create", "--json", "--username", "bob", "b@example.org");

        assertThat(out.toString()).contains("\"username\":\"bob\"", "\"system_admin\":false");
    }

    @Test
    void says_what_is_wrong_in_one_line() {
        assertThat(run("short\n", "users", "create", "nonsense")).isEqualTo(CommandLineApp.FAILED);

        assertThat(err.toString())
                .isEqualTo("hexforge: email is not an e-mail address; password must have at least 12 characters\n");
    }

    @Test
    void claims_the_operator_once() {
        assertThat(run("correct horse battery staple\n", "users", "claim-operator", "op@example.org"))
                .isZero();
        assertThat(out.toString()).isEqualTo("operator (op@example.org) can log in\n");

        assertThat(run("correct horse battery staple\n", "users", "claim-operator", "op2@example.org"))
                .isEqualTo(CommandLineApp.FAILED);
        assertThat(err.toString()).contains("already");
    }

    @Test
    void calibrates() {
        assertThat(run("", "auth", "calibrate", "--millis", "100")).isZero();

        assertThat(out.toString()).contains("ARGON2_MEMORY_KIB=1 ARGON2_PASSES=2", "100 ms");
    }

    private int run(String input, String... arguments) {
        var terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), new StringReader(input));
        return new CommandLineApp(installation, terminal).run(arguments);
    }
}
