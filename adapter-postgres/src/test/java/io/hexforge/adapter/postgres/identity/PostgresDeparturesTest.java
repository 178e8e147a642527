package io.hexforge.adapter.postgres.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.adapter.postgres.gateway.PostgresGatewayData;
import io.hexforge.adapter.postgres.project.PostgresFileStore;
import io.hexforge.adapter.postgres.project.PostgresProjectData;
import io.hexforge.adapter.postgres.project.PostgresProjectStore;
import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.User;
import io.hexforge.domain.project.Content;
import io.hexforge.domain.project.Draft;
import io.hexforge.domain.project.FilePath;
import io.hexforge.domain.project.Language;
import io.hexforge.domain.project.Project;
import io.hexforge.domain.project.Quota;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.PersonalData;
import io.hexforge.ports.driven.identity.PersonalDataContract;
import io.hexforge.ports.driven.identity.TieStore;
import io.hexforge.ports.driven.project.TestProjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresDeparturesTest implements PersonalDataContract {
    private static final Set<String> FILLED = Set.of(
            "account",
            "profile",
            "memberships",
            "api_keys",
            "notifications",
            "providers",
            "budgets",
            "usage",
            "usage_daily",
            "projects",
            "project_files");

    private final Database database = TestDatabases.migrated();

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    public TieStore ties() {
        return new PostgresDepartures(database);
    }

    @Override
    public AccountStore accounts() {
        return new PostgresAccountStore(database);
    }

    @Override
    public PersonalData data() {
        return new PostgresDepartures(database);
    }

    private PersonalData gateway() {
        return new PostgresGatewayData(database);
    }

    private PersonalData projects() {
        return new PostgresProjectData(database);
    }

    private void addProject(User user) {
        var actor = new Actor(user.tenantId(), user.id(), null, Set.of(), false);
        Project project = TestProjects.of(actor, "Theirs");
        new PostgresProjectStore(database).add(actor, project);
        var draft = new Draft(UUID.randomUUID(), FilePath.of("a"), Content.EMPTY, Language.PLAIN, null);
        new PostgresFileStore(database)
                .write(actor, project.id(), List.of(draft), new Quota(1, 5000, 2), TestProjects.NOW);
    }

    private long count(String sql, UUID user) {
        return database.asSystem(handle ->
                handle.createQuery(sql).bind("user", user).mapTo(Long.class).one());
    }

    private record Column(String table, String name) {}

    /// All columns that hold users.
    private List<Column> userColumns() {
        return database.asSystem(handle -> handle.createQuery("""
                select c.table_schema || '.' || c.table_name, c.column_name
                from information_schema.columns c
                join information_schema.tables t using (table_schema, table_name)
                where c.table_schema in ('identity', 'gateway', 'job', 'project') and t.table_type = 'BASE TABLE'
                  and c.column_name in ('user_id', 'subject_user', 'owner_id', 'referrer_id', 'joined_id',
                                                'invited_by', 'author_id')
                """)
                .map((row, context) -> new Column(row.getString(1), row.getString(2)))
                .list());
    }

    private void fill(User user, User... colleagues) {
        UUID tenant = user.tenantId();
        List<UUID> all = Stream.concat(Stream.of(user), Stream.of(colleagues))
                .map(User::id)
                .toList();
        database.asSystem(handle -> {
            for (UUID each : all) {
                handle.execute(
                        "insert into identity.api_keys (id, tenant_id, user_id, name, preview, secret_hash, scopes,"
                                + " created_at, version) values (?, ?, ?, '', '', sha256(?::text::bytea), '{}', now(), 1)",
                        UUID.randomUUID(),
                        tenant,
                        each,
                        each.toString());
                for (String month : List.of("2026-01-31", "2026-02-01")) {
                    handle.execute(
                            "insert into gateway.usage (id, at, tenant_id, user_id, prompt_tokens, cached_tokens,"
                                    + " cache_write_tokens, output_tokens, reasoning_tokens, latency_us, attempts,"
                                    + " streamed, status, provider, model, deployment, request_id) values (?,"
                                    + " ?::timestamptz, ?, ?, 1, 0, 0, 1, 0, 1, 1, false, 'ok', 'p', 'm', 'd', 'r')",
                            UUID.randomUUID(),
                            month,
                            tenant,
                            each);
                    handle.execute(
                            "insert into gateway.usage_daily values (?::date, ?, ?, ?, 'p', 'm', 1, 0, 0, 7, 1, 0, 0,"
                                    + " 1, 0)",
                            month,
                            tenant,
                            each,
                            each);
                }
            }
            return null;
        });
        var actor = new Actor(tenant, user.id(), null, Set.of(), false);
        database.inActor(actor, handle -> {
            handle.execute(
                    "insert into gateway.providers (id, tenant_id, user_id, shared, provider, display_name, base_url,"
                            + " metadata, is_active, created_at, updated_at, version) values (gen_random_uuid(), ?, ?,"
                            + " true, 'groq', '', '', '{}', true, now(), now(), 1)",
                    tenant,
                    user.id());
            handle.execute(
                    "insert into identity.profiles (user_id, survey_completed, onboarding, preferences, muted,"
                            + " updated_at, version) values (?, false, '{}', '{}', '{}', now(), 1)",
                    user.id());
            handle.execute(
                    "insert into identity.notifications (id, user_id, kind, type, summary, data, created_at)"
                            + " values (gen_random_uuid(), ?, 'job_status', '', '', '{}', now())",
                    user.id());
            return null;
        });
        database.asSystem(handle -> {
            String budget = "insert into gateway.budgets (id, tenant_id, user_id, kind, subject, subject_user, period,"
                    + " amount_nano_usd, updated_at, version) values (gen_random_uuid(), ?, ?, ?, ?, ?, 'day', 1, now(),"
                    + " 1)";
            handle.execute(budget, tenant, user.id(), "user", user.id(), user.id());
            handle.execute(budget, tenant, user.id(), "tenant", tenant, null);
            for (User colleague : colleagues) {
                handle.execute(budget, tenant, colleague.id(), "user", user.id(), user.id());
                handle.execute(budget, tenant, colleague.id(), "user", colleague.id(), colleague.id());
            }
            return null;
        });
        all.forEach(each -> addProject(accounts().find(each).orElseThrow()));
    }

    @Test
    void nothing_of_a_user_is_left_in_any_table() {
        User ada = owner("ada", false);
        User bob = joined(ada.tenantId(), "bob", Role.OWNER, 1);
        fill(ada, bob);

        for (int i = 0; i < 2; i++) {
            projects().erase(ada.id(), Set.of());
            gateway().erase(ada.id(), Set.of());
            data().erase(ada.id(), Set.of());
        }

        var left = new ArrayList<String>();
        for (Column column : userColumns()) {
            String sql = "select count(*) from " + column.table() + " where " + column.name() + " = :user";
            if (count(sql, ada.id()) > 0) {
                left.add(column.toString());
            }
        }
        assertThat(userColumns()).hasSizeGreaterThan(8);
        assertThat(left).isEmpty();
        assertThat(accounts().find(bob.id())).hasValue(bob);
        assertThat(count("select count(*) from gateway.usage where user_id = :user", bob.id()))
                .isEqualTo(2);
        assertThat(count("select count(*) from gateway.budgets where user_id = :user", bob.id()))
                .isEqualTo(1);
        assertThat(count("select count(*) from project.file_versions where user_id = :user", bob.id()))
                .isEqualTo(1);
    }

    @Test
    void what_was_written_about_an_address_goes_too() {
        User ada = owner("ada", false);
        User bob = owner("bob", false);
        database.asSystem(handle -> handle.execute("insert into identity.waitlist (id, email, name, links, metadata,"
                + " created_at) select gen_random_uuid(), name || '@example.org', name, '{}', '{}', now()"
                + " from unnest(array['ada', 'grace']) name"));
        var actor = new Actor(bob.tenantId(), bob.id(), null, Set.of(), false);
        database.inActor(
                actor,
                handle -> handle.execute(
                        "insert into identity.referrals (id, referrer_id, email, created_at)"
                                + " values (gen_random_uuid(), ?, 'ada@example.org', now())",
                        bob.id()));
        database.asSystem(handle -> handle.execute(
                "insert into identity.invites (id, tenant_id, email, role, token_hash, invited_by, created_at, expires_at)"
                        + " select gen_random_uuid(), ?, email, 'member', sha256(email::bytea), ?::uuid, now(), now()"
                        + " from unnest(array['ada@example.org', 'carl@example.org']) email",
                bob.tenantId(),
                bob.id()));
        assertThat(data().records(ada.id(), "waitlist", 0, 10)).hasSize(1);
        assertThat(data().records(bob.id(), "referrals", 0, 10)).hasSize(1);

        data().erase(ada.id(), Set.of(ada.tenantId()));

        assertThat(count("select count(*) from identity.waitlist where id <> :user", ada.id()))
                .isEqualTo(1);
        assertThat(data().records(bob.id(), "referrals", 0, 10)).isEmpty();
        assertThat(count("select count(*) from identity.invites where invited_by = :user", bob.id()))
                .isEqualTo(1);
        data().erase(bob.id(), Set.of());
        assertThat(count("select count(*) from identity.invites where invited_by = :user", bob.id()))
                .isZero();
    }

    @Test
    void sums_and_limits_of_a_tenant_outlive_who_leaves_it() {
        User ada = owner("ada", false);
        User bob = joined(ada.tenantId(), "bob", Role.OWNER, 1);
        fill(ada, bob);

        gateway().erase(ada.id(), Set.of());
        gateway().erase(bob.id(), Set.of());

        assertThat(count("select sum(cost_nano_usd) from gateway.usage_daily where user_id <> :user", ada.id()))
                .isEqualTo(28);
        assertThat(count("select count(*) from gateway.budgets where kind = 'tenant' and user_id <> :user", ada.id()))
                .isEqualTo(1);
    }

    @Test
    void a_tenant_without_another_member_goes_too() {
        User ada = owner("ada", false);
        User grace = owner("grace", false);
        fill(ada);

        gateway().erase(ada.id(), Set.of(ada.tenantId()));
        data().erase(ada.id(), Set.of(ada.tenantId()));

        assertThat(count("select count(*) from gateway.usage_daily where user_id <> :user", grace.id()))
                .isZero();
        assertThat(count("select count(*) from gateway.budgets where user_id <> :user", grace.id()))
                .isZero();
        assertThat(count("select count(*) from identity.tenants where id <> :user", grace.tenantId()))
                .isZero();
    }

    @Test
    void every_table_of_a_user_goes_with_the_user() {
        List<String> lasting = database.asSystem(
                handle -> handle.createQuery("""
                        select c.conrelid::regclass || ' (' || c.conname || ')'
                        from pg_constraint c
                        where c.contype = 'f' and c.confdeltype not in ('c', 'n')
                          and c.confrelid in ('identity.users'::regclass, 'identity.memberships'::regclass)
                        """).mapTo(String.class).list());
        List<String> unbound = database.asSystem(
                handle -> handle.createQuery("""
                        select c.oid::regclass::text
                        from pg_class c join pg_attribute a on a.attrelid = c.oid
                        where c.relnamespace = 'identity'::regnamespace and c.relkind = 'r' and a.attname = 'user_id'
                          and not exists (
                              select from pg_constraint f
                              where f.conrelid = c.oid and f.contype = 'f' and a.attnum = any (f.conkey))
                        """).mapTo(String.class).list());

        assertThat(lasting).as("keys that keep a user from being deleted").isEmpty();
        assertThat(unbound).as("tables with users that may not exist").isEmpty();
    }

    @Test
    void what_is_handed_over_holds_no_secret() {
        User ada = owner("ada", false);
        User bob = joined(ada.tenantId(), "bob", Role.MEMBER, 1);
        fill(ada, bob);

        for (PersonalData area : List.of(gateway(), projects(), data())) {
            for (String section : area.sections()) {
                var records = area.records(ada.id(), section, 0, 100);
                assertThat(records.toString())
                        .doesNotContain(bob.id().toString())
                        .doesNotContain("hash");
                if (FILLED.contains(section)) {
                    assertThat(records).as(section).isNotEmpty();
                }
            }
        }
        assertThat(gateway().records(ada.id(), "usage", 1, 100)).hasSize(1);
    }
}
