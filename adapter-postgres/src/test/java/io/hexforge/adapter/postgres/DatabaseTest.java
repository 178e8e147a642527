package io.hexforge.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DatabaseTest {
    private static DatabaseAddress address;
    private static Database database;

    private final UUID tenant = UUID.randomUUID();
    private final Actor ada = actor(tenant);
    private final Actor bob = actor(tenant);

    @BeforeAll
    static void open() {
        address = TestDatabases.empty();
        database = TestDatabases.open(address);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void a_query_without_where_sees_no_row_of_another_user() {
        addProvider(ada, "openai");
        addProvider(bob, "groq");

        assertThat(database.inActor(ada, DatabaseTest::allProviders)).containsExactly("openai");
        assertThat(database.inActor(bob, DatabaseTest::allProviders)).containsExactly("groq");
        assertThat(database.inActor(actor(tenant), DatabaseTest::allProviders)).isEmpty();
        assertThat(database.asSystem(DatabaseTest::allProviders)).contains("openai", "groq");
    }

    @Test
    void an_update_without_where_changes_no_row_of_another_user() {
        addProvider(ada, "openai");
        addProvider(bob, "groq");

        int changed = database.inActor(ada, handle -> handle.execute("update gateway.providers set is_active = false"));

        assertThat(changed).isOne();
        List<UUID> owners = database.asSystem(handle -> handle.createQuery(
                        "select user_id from gateway.providers where not is_active and tenant_id = ?")
                .bind(0, tenant)
                .mapTo(UUID.class)
                .list());
        assertThat(owners).containsExactly(ada.userId());
    }

    @Test
    void nobody_can_write_in_the_name_of_another() {
        assertThatThrownBy(() -> database.inActor(ada, handle -> insertProvider(handle, bob, "openai")))
                .isInstanceOf(PortException.class)
                .hasMessageContaining("row-level security");
        addProvider(ada, "openai");
        assertThatThrownBy(() -> database.inActor(
                        ada, handle -> handle.execute("update gateway.providers set user_id = ?", bob.userId())))
                .isInstanceOf(PortException.class)
                .hasMessageContaining("row-level security");
    }

    @Test
    void an_actor_of_another_tenant_sees_nothing_even_with_the_same_user_id() {
        addProvider(ada, "openai");
        var disguised = new Actor(UUID.randomUUID(), ada.userId(), null, Set.of(Scope.ALL), true);
        assertThat(database.inActor(disguised, DatabaseTest::allProviders)).isEmpty();
    }

    @Test
    void who_acted_does_not_leak_to_the_next_user_of_a_connection() throws Exception {
        try (var one = Database.open(address, EnumSet.allOf(Area.class), 1)) {
            addProvider(ada, "openai");
            assertThat(one.inActor(ada, DatabaseTest::allProviders)).containsExactly("openai");
            try (var connection = one.pool().getConnection();
                    var rows = connection
                            .createStatement()
                            .executeQuery("select current_user, nullif(current_setting('hexforge.user', true), '')")) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("hexforge");
                assertThat(rows.getString(2)).isNull();
            }
            assertThat(one.inActor(bob, DatabaseTest::allProviders)).isEmpty();
        }
    }

    @Test
    void not_even_a_forgotten_transaction_helper_shows_rows() throws Exception {
        addProvider(ada, "openai");
        try (var connection = database.pool().getConnection();
                var rows = connection.createStatement().executeQuery("select count(*) from gateway.providers")) {
            rows.next();
            assertThat(rows.getInt(1)).isZero();
        }
    }

    @Test
    void a_failed_transaction_leaves_nothing_behind() {
        assertThatThrownBy(() -> database.inActor(ada, handle -> {
                    insertProvider(handle, ada, "openai");
                    throw new IllegalStateException("changed my mind");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(database.inActor(ada, DatabaseTest::allProviders)).isEmpty();
    }

    @Test
    void what_points_to_something_that_was_deleted_meanwhile_may_be_tried_again() {
        assertThatThrownBy(() -> database.asSystem(handle -> {
                    handle.execute("create temp table pointed (id int primary key) on commit drop");
                    handle.execute("create temp table pointing (id int references pointed) on commit drop");
                    return handle.execute("insert into pointing values (1)");
                }))
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
    }

    @Test
    void bad_sql_is_broken_and_no_connection_is_unavailable() throws Exception {
        assertThatThrownBy(() -> database.asSystem(handle -> handle.execute("select nonsense")))
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BROKEN));
        try (var one = Database.open(address, EnumSet.allOf(Area.class), 1);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var holding = new CountDownLatch(1);
            var done = new CountDownLatch(1);
            var holder = threads.submit(() -> one.asSystem(handle -> {
                holding.countDown();
                return await(done);
            }));
            await(holding);
            assertThatThrownBy(() -> one.asSystem(DatabaseTest::allProviders))
                    .isInstanceOfSatisfying(
                            PortException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
            done.countDown();
            assertThat(holder.get()).isTrue();
        }
    }

    @Test
    void faults_do_not_quote_what_was_stored() {
        addProvider(ada, "s3cret");
        assertThatThrownBy(() -> addProvider(ada, "s3cret"))
                .isInstanceOf(PortException.class)
                .hasMessageContaining("duplicate key")
                .satisfies(fault -> assertThat(stackTraceOf(fault)).doesNotContain("s3cret"));
    }

    @Test
    void a_server_that_is_not_there_is_unavailable_and_named_without_password() {
        var nowhere = DatabaseAddress.parse("postgres://ada:s3cret@127.0.0.1:1/db");
        assertThatThrownBy(() -> TestDatabases.open(nowhere))
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                .hasMessageContaining("127.0.0.1:1/db")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void start_up_refuses_roles_that_row_security_does_not_bind() {
        var superuser = TestDatabases.superuser();
        for (String exemption : List.of("bypassrls", "superuser")) {
            TestDatabases.execute(superuser, "alter role hexforge_app " + exemption);
            try {
                assertThatThrownBy(() -> TestDatabases.open(address))
                        .isInstanceOf(PortException.class)
                        .hasMessageContaining("row security would not bind");
            } finally {
                TestDatabases.execute(superuser, "alter role hexforge_app no" + exemption);
            }
        }
    }

    @Test
    void start_up_says_what_to_ask_for_when_the_login_may_not_act_as_the_roles() {
        var superuser = TestDatabases.superuser();
        var target = TestDatabases.empty();
        String guest = "guest_of_" + target.database(); // a run that was cut off leaves its own behind
        TestDatabases.execute(superuser, "create role " + guest + " login password 'guest'");
        TestDatabases.execute(superuser, "alter database " + target.database() + " owner to " + guest);
        assertThatThrownBy(() -> TestDatabases.open(target.withUser(guest, "guest")))
                .isInstanceOf(PortException.class)
                .hasMessageContaining("grant hexforge_app to " + guest);
        TestDatabases.execute(superuser, "drop database " + target.database());
    }

    @Test
    void two_nodes_can_open_an_empty_database_at_once() throws Exception {
        var shared = TestDatabases.empty();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = threads.submit(() -> TestDatabases.open(shared));
            var other = threads.submit(() -> TestDatabases.open(shared));
            try (var first = one.get();
                    var second = other.get()) {
                assertThat(first.asSystem(DatabaseTest::allProviders)).isEmpty();
                assertThat(second.asSystem(DatabaseTest::allProviders)).isEmpty();
            }
        }
    }

    @Test
    void identity_can_live_in_a_database_of_its_own() {
        try (var main = Database.open(TestDatabases.empty(), Set.of(Area.MAIN), 2);
                var identity = Database.open(TestDatabases.empty(), Set.of(Area.IDENTITY), 2)) {
            assertThat(main.asSystem(DatabaseTest::allProviders)).isEmpty();
            assertThat(identity.<Integer>asSystem(handle -> handle.createQuery("select count(*) from identity.users")
                            .mapTo(Integer.class)
                            .one()))
                    .isZero();
        }
    }

    @Test
    void refuses_a_database_of_a_newer_build() {
        var target = TestDatabases.empty();
        TestDatabases.open(target).close();
        TestDatabases.execute(
                target,
                "insert into migrations_main.history select 99, '99', 'later', 'SQL', 'V99__later.sql', 1, installed_by, "
                        + "installed_on, 1, true from migrations_main.history limit 1");
        assertThatThrownBy(() -> TestDatabases.open(target))
                .isInstanceOf(PortException.class)
                .hasMessageContaining("newer");
    }

    private static String stackTraceOf(Throwable fault) {
        var text = new StringWriter();
        fault.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static Actor actor(UUID tenant) {
        return new Actor(tenant, UUID.randomUUID(), null, Set.of(Scope.ALL), false);
    }

    private void addProvider(Actor owner, String provider) {
        database.inActor(owner, handle -> insertProvider(handle, owner, provider));
    }

    private static int insertProvider(Handle handle, Actor owner, String provider) {
        return handle.execute("""
                insert into gateway.providers values
                    (?, ?, ?, false, ?, '', '', '{}', null, null, null, true, now(), now(), 1)
                """, UUID.randomUUID(), owner.tenantId(), owner.userId(), provider);
    }

    private static List<String> allProviders(Handle handle) {
        return handle.createQuery("select provider from gateway.providers")
                .mapTo(String.class)
                .list();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
