package io.hexforge.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.postgres.gateway.PostgresProviderStore;
import io.hexforge.adapter.postgres.identity.PostgresAccountStore;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.Newcomers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Row security holds in every table there is, whatever the statement says: found in the catalogue, so that a table
/// that is added later is tested, too.
class RowSecurityTest {
    private static final Set<String> SCHEMAS = Set.of("identity", "job", "gateway", "ops", "project");

    /// Counters that tell caches to look again. They hold nothing of anybody.
    private static final Set<String> OF_NOBODY = Set.of("identity.versions", "gateway.versions", "job.versions");

    private static DatabaseAddress address;
    private static Database database;

    @BeforeAll
    static void open() {
        address = TestDatabases.empty();
        database = TestDatabases.open(address);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private static final String TABLES = """
            select n.nspname || '.' || c.relname as name, c.relrowsecurity and c.relforcerowsecurity as secured
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname not like 'pg\\_%' and n.nspname not like 'migrations\\_%'
              and n.nspname not in ('information_schema', 'public')
              and c.relkind in ('r', 'p') and not c.relispartition
            """;

    private static Map<String, Boolean> tables() {
        return database.asSystem(handle -> {
            var tables = new TreeMap<String, Boolean>();
            handle.createQuery(TABLES)
                    .map((row, context) -> Map.entry(row.getString("name"), row.getBoolean("secured")))
                    .forEach(table -> tables.put(table.getKey(), table.getValue()));
            return tables;
        });
    }

    @Test
    void every_table_forces_row_security_upon_its_owner_too() {
        var unsecured = new TreeSet<String>();
        tables().forEach((name, secured) -> {
            if (!secured && !OF_NOBODY.contains(name)) {
                unsecured.add(name);
            }
        });

        assertThat(tables()).containsKeys("identity.users", "identity.audit_log", "gateway.usage");
        assertThat(tables().keySet()).allMatch(name -> SCHEMAS.contains(name.substring(0, name.indexOf('.'))));
        assertThat(unsecured).isEmpty();
    }

    @Test
    void a_query_without_where_as_a_stranger_sees_no_row_of_any_table() throws SQLException {
        List<String> names = new ArrayList<>(tables().keySet());
        names.removeAll(OF_NOBODY);
        fill(names);
        Actor stranger = new Actor(UUID.randomUUID(), UUID.randomUUID(), null, Set.of(Scope.ALL), false);
        var filled = new TreeSet<String>();
        var seen = new LinkedHashMap<String, Long>();

        for (String name : names) {
            long all = database.asSystem(handle -> count(handle, name));
            if (all > 0) {
                filled.add(name);
            }
            seen.put(name, countAs(stranger, name));
        }

        assertThat(filled).as("tables that have a row").containsExactlyInAnyOrderElementsOf(names);
        assertThat(seen).allSatisfy((name, count) -> assertThat(count).as(name).isZero());
    }

    /// {@return how many rows there are for somebody; one who may not even look sees none}
    private static long countAs(Actor actor, String table) {
        try {
            return database.inActor(actor, handle -> count(handle, table));
        } catch (PortException e) {
            assertThat(e).hasMessageContaining("permission denied");
            return 0;
        }
    }

    private static long count(Handle handle, String table) {
        return handle.createQuery("select count(*) from " + table)
                .mapTo(Long.class)
                .one();
    }

    private static final String COLUMNS = """
            select a.attname as name, format_type(a.atttypid, a.atttypmod) as type
            from pg_attribute a
            where a.attrelid = ?::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
              and a.attnotnull and not a.atthasdef
            """;

    /// Puts a row of somebody into each table, with constraints put aside, as only a superuser can.
    private static void fill(List<String> names) throws SQLException {
        DatabaseAddress superuser = TestDatabases.superuser().withDatabase(address.database());
        try (var connection =
                DriverManager.getConnection(superuser.jdbcUrl(), superuser.user(), superuser.password())) {
            for (String name : names) {
                try (var statement = connection.createStatement();
                        var columns = connection.prepareStatement(COLUMNS)) {
                    statement.execute("set session_replication_role = replica");
                    for (String check : checks(connection, name)) {
                        statement.execute("alter table " + name + " drop constraint \"" + check + "\" cascade");
                    }
                    columns.setString(1, name);
                    var columnNames = new ArrayList<String>();
                    var values = new ArrayList<String>();
                    try (var rows = columns.executeQuery()) {
                        while (rows.next()) {
                            columnNames.add(rows.getString(1));
                            values.add(value(rows.getString(2)));
                        }
                    }
                    statement.execute("insert into " + name + " (" + String.join(", ", columnNames) + ") values ("
                            + String.join(", ", values) + ")");
                }
            }
        }
    }

    private static List<String> checks(Connection connection, String table) throws SQLException {
        var names = new ArrayList<String>();
        try (var statement = connection.prepareStatement(
                "select conname from pg_constraint where conrelid = ?::regclass and contype = 'c'")) {
            statement.setString(1, table);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    private static String value(String type) {
        return switch (type) {
            case "uuid" -> "gen_random_uuid()";
            case "boolean" -> "true";
            case "integer", "bigint", "smallint", "numeric" -> "1";
            case "bytea" -> "'\\x00'";
            case "json", "jsonb" -> "'{}'";
            case "date", "timestamp with time zone" -> "now()";
            case "inet" -> "'::1'";
            default -> type.endsWith("[]") ? "'{}'" : "'x'";
        };
    }

    @Test
    void accounts_and_the_rest_may_live_in_two_databases() {
        DatabaseAddress main = TestDatabases.empty();
        DatabaseAddress identity = TestDatabases.empty();
        try (var mainDatabase = Database.open(main, Set.of(Area.MAIN), 2);
                var identityDatabase = Database.open(identity, Set.of(Area.IDENTITY), 2)) {
            AccountStore accounts = new PostgresAccountStore(identityDatabase);
            var owner = Newcomers.add(accounts);
            var actor = new Actor(owner.tenantId(), owner.id(), null, Set.of(Scope.ALL), false);

            assertThat(accounts.memberships(owner.id())).hasSize(1);
            assertThat(new PostgresProviderStore(mainDatabase).visible(actor)).isEmpty();
            assertThat(schemas(mainDatabase)).contains("gateway").doesNotContain("identity");
            assertThat(schemas(identityDatabase)).contains("identity").doesNotContain("gateway", "job", "project");
        }
    }

    private static List<String> schemas(Database database) {
        return database.asSystem(handle -> handle.createQuery("select nspname from pg_namespace")
                .mapTo(String.class)
                .list());
    }
}
