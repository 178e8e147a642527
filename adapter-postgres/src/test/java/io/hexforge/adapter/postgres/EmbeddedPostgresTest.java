package io.hexforge.adapter.postgres;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hexforge.ports.driven.PortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    @TempDir
    Path home;

    private @Nullable EmbeddedPostgres server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void is_durable_local_and_locked_by_passwords() throws Exception {
        var address = start().address();

        assertThat(show(address, "fsync")).isEqualTo("on");
        assertThat(show(address, "synchronous_commit")).isEqualTo("on");
        assertThat(show(address, "full_page_writes")).isEqualTo("on");
        assertThat(show(address, "data_checksums")).isEqualTo("on");
        assertThat(show(address, "max_connections")).isEqualTo("40");
        assertThat(show(address, "listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(show(address, "server_encoding")).isEqualTo("UTF8");
        assertThat(query(address, "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"))
                .isEqualTo("f");
        for (String user : new String[] {"hexforge", "postgres"}) {
            for (String password : new String[] {"", "wrong"}) {
                assertThatThrownBy(() -> connect(address.withUser(user, password)))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("password");
            }
        }
    }

    @Test
    void keeps_everything_in_the_home_readable_by_its_owner_only() throws Exception {
        start();
        assertThat(Files.getPosixFilePermissions(home)).isEqualTo(fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(home.resolve("postgres"))).isEqualTo(fromString("rwx------"));
        for (String secret : new String[] {"superuser.password", "hexforge.password"}) {
            assertThat(Files.getPosixFilePermissions(home.resolve("postgres").resolve(secret)))
                    .isEqualTo(fromString("rw-------"));
        }
    }

    @Test
    void comes_back_with_its_data_on_the_same_port_within_a_second() throws Exception {
        var before = start().address();
        execute(before, "create table note (text text); insert into note values ('kept')");
        stopServer();
        assertThatThrownBy(() -> connect(before)).isInstanceOf(SQLException.class);

        long started = System.nanoTime();
        var after = start().address();
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(1));
        assertThat(after).isEqualTo(before);
        assertThat(query(after, "select text from note")).isEqualTo("kept");
    }

    @Test
    void takes_over_the_server_that_a_killed_process_left_behind() throws Exception {
        var address = start().address();
        long pid = pid();
        server.abandon();
        assertThat(query(address, "select 1")).isEqualTo("1");

        assertThat(start().address()).isEqualTo(address);
        assertThat(pid()).isEqualTo(pid);
        stopServer();
        assertThat(PostmasterPid.isAlive(pid)).isFalse();
    }

    @Test
    void restarts_a_server_left_behind_with_other_settings() throws Exception {
        var address = start().address();
        long pid = pid();
        server.abandon();
        Files.writeString(home.resolve("postgres/data/hexforge.conf"), "port = " + port(address) + "\n");

        assertThat(query(start().address(), "show max_connections")).isEqualTo("40");
        assertThat(pid()).isNotEqualTo(pid);
    }

    @Test
    void recovers_when_server_and_owner_were_both_killed() throws Exception {
        var address = start().address();
        execute(address, "create table note (text text); insert into note values ('committed')");
        server.abandon();
        kill(pid());

        assertThat(query(start().address(), "select text from note")).isEqualTo("committed");
    }

    @Test
    void starts_although_another_process_was_given_the_dead_servers_id() throws Exception {
        start();
        stopServer();
        var stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Path pidFile = home.resolve("postgres/data/postmaster.pid");
            Files.writeString(pidFile, stranger.pid() + "\n" + home.toRealPath().resolve("postgres/data") + "\n1\n");

            assertThat(query(start().address(), "select 1")).isEqualTo("1");
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroy();
        }
    }

    @Test
    void revives_a_server_that_dies_on_the_same_port() throws Exception {
        var address = start().address();
        execute(address, "create table note (text text); insert into note values ('committed')");
        long pid = pid();
        kill(pid);

        assertThat(eventually(() -> query(address, "select text from note"))).isEqualTo("committed");
        assertThat(pid()).isNotEqualTo(pid);
    }

    @Test
    void takes_another_port_if_the_remembered_one_is_taken() throws Exception {
        var before = start().address();
        stopServer();
        try (var squatter = new java.net.ServerSocket(port(before), 1, java.net.InetAddress.getLoopbackAddress())) {
            assertThat(squatter.isBound()).isTrue();
            assertThat(port(start().address())).isNotEqualTo(port(before));
        }
    }

    @Test
    void tells_a_second_process_that_the_home_is_in_use() {
        start();
        assertThatThrownBy(this::start)
                .isInstanceOf(PortException.class)
                .hasMessageContaining("Another Hexforge is using")
                .hasMessageContaining("--home");
    }

    @Test
    void says_what_postgres_says_when_the_data_directory_is_of_another_version() throws Exception {
        start();
        stopServer();
        Files.writeString(home.resolve("postgres/data/PG_VERSION"), "9\n");
        assertThatThrownBy(this::start)
                .isInstanceOf(PortException.class)
                .hasMessageContaining("not compatible with this version");
    }

    @Test
    void another_process_can_find_the_running_server_for_a_backup() {
        assertThat(EmbeddedPostgres.runningOn(home)).isEmpty();
        var address = start().address();
        assertThat(EmbeddedPostgres.runningOn(home)).contains(address);
        stopServer();
        assertThat(EmbeddedPostgres.runningOn(home)).isEmpty();
    }

    @Test
    void finishes_a_first_start_that_was_cut_off() throws Exception {
        start();
        stopServer();
        Files.delete(home.resolve("postgres/hexforge.password"));
        Files.createDirectories(home.resolve("postgres/data.new/base"));
        assertThat(query(start().address(), "select current_user")).isEqualTo("hexforge");
    }

    private EmbeddedPostgres start() {
        server = EmbeddedPostgres.start(home, TestDatabases.BINARIES, new SecureRandom());
        return server;
    }

    private void stopServer() {
        server.close();
        server = null;
    }

    private long pid() throws IOException {
        return PostmasterPid.of(home.resolve("postgres/data")).orElseThrow().pid();
    }

    /// Kills a process and returns when it is dead: one that is still dying looks like a server to adopt.
    private static void kill(long pid) throws InterruptedException {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (PostmasterPid.isAlive(pid) && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        assertThat(PostmasterPid.isAlive(pid)).isFalse();
    }

    private static int port(DatabaseAddress address) {
        return address.hosts().getFirst().port();
    }

    private static String show(DatabaseAddress address, String setting) throws SQLException {
        return query(address, "show " + setting);
    }

    private static String query(DatabaseAddress address, String sql) throws SQLException {
        try (var connection = connect(address);
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void execute(DatabaseAddress address, String sql) throws SQLException {
        try (var connection = connect(address)) {
            connection.createStatement().execute(sql);
        }
    }

    private static Connection connect(DatabaseAddress address) throws SQLException {
        return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }

    private static <T> T eventually(Callable<T> attempt) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                return attempt.call();
            } catch (SQLException notYet) {
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
                Thread.sleep(20);
            }
        }
    }
}
