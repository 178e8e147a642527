package io.hexforge.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.ports.driving.identity.SignedIn;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Flows about whoever runs the commands.
class AccountCommandsTest extends TypedCommands {
    private SignedIn logIn() {
        var user =
                installation.sessions.who(installation.operator).orElseThrow().user();
        return installation.sessions.open(user, Set.of(AuthMethod.PASSWORD), new Device("Firefox", "192.0.2.1"));
    }

    @Test
    void says_who_runs_it() {
        assertThat(run("whoami")).isZero();
        assertThat(out).startsWith("operator, owner in tenant ").contains("administers the installation");

        assertThat(run("whoami", "--json")).isZero();
        assertThat(out).contains("\"username\":\"operator\"");
    }

    @Test
    void lists_sessions_and_ends_them() {
        String one = logIn().session().id().toString();
        String two = logIn().session().id().toString();
        logIn();
        assertThat(run("sessions", "list")).isZero();
        assertThat(out).contains(one, two, "Firefox", "192.0.2.1");

        assertThat(run("sessions", "end", one)).isZero();
        assertThat(run("sessions", "end", one)).isEqualTo(1);
        assertThat(err).contains("no session with this id");
        assertThat(run("sessions", "end")).isEqualTo(2);
        assertThat(run("sessions", "end", two, "--others")).isEqualTo(2);
        assertThat(run("sessions", "list")).isZero();
        assertThat(out).doesNotContain(one).contains(two);

        assertThat(run("sessions", "end", "--others")).isZero();
        assertThat(out).isEqualTo("ended: 2\n");
    }

    @Test
    void replaces_the_key_that_signs_access_tokens() {
        assertThat(run("keys", "rotate-signing")).isZero();
        assertThat(out).contains(" signs from ");
        assertThat(run("keys", "rotate-signing", "--at-once", "--json")).isZero();
        assertThat(out).contains("\"kid\":");
    }

    @Test
    void keeps_logins_in_a_file_that_only_its_owner_can_read(@TempDir Path folder) throws Exception {
        var file = new LoginFile(folder.resolve("config").resolve("hexforge"));
        var here = URI.create("http://127.0.0.1:8080");
        var there = URI.create("https://api.example.org");
        Instant until = Instant.parse("2026-03-04T05:06:07Z");
        file.put(new Login(here, "ada", new Secret("a1"), until, new Secret("r1")));
        file.put(new Login(there, "eve", new Secret("a2"), until, new Secret("r2")));
        var renewed = new Login(here, "ada", new Secret("a3"), until, new Secret("r3"));
        file.put(renewed);

        assertThat(file.find(here)).contains(renewed);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(file.path().getParent())))
                .isEqualTo("rwx------");
        file.forget(here);
        assertThat(file.find(here)).isEmpty();
        assertThat(file.find(there)).isPresent();
        try (var files = Files.list(file.path().getParent())) {
            assertThat(files).containsExactly(file.path());
        }
    }
}
