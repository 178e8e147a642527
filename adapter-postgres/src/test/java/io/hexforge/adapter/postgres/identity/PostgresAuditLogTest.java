package io.hexforge.adapter.postgres.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.AuditEvent;
import io.hexforge.domain.identity.AuditFilter;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.identity.AuditLog;
import io.hexforge.ports.driven.identity.AuditLogContract;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driven.identity.TestKeys;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresAuditLogTest implements AuditLogContract {
    private static final String LIFT = "alter table identity.audit_log no force row level security;"
            + "alter table identity.audit_log disable trigger audit_stands;";

    private TestDatabases.Owned database;

    @BeforeEach
    void open() {
        database = TestDatabases.owned();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    public AuditLog log() {
        return new PostgresAuditLog(database.opened());
    }

    @Override
    public Actor administrator() {
        Actor actor = new PostgresActors(database.opened()).newcomer();
        database.opened()
                .asSystem(handle -> handle.execute(
                        "update identity.memberships set role = 'admin' where user_id = ?", actor.userId()));
        return actor;
    }

    @Test
    void members_who_do_not_administer_the_tenant_see_nothing() {
        Actor admin = administrator();
        Actor member = new PostgresActors(database.opened()).colleagueOf(admin);
        log().append(entry(admin, 1));

        assertThat(log().page(member, AuditFilter.ALL, Page.Request.first()).items())
                .isEmpty();
        assertThat(log().page(admin, AuditFilter.ALL, Page.Request.first()).items())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update identity.audit_log set subject = 'user:9' where number = 2",
                "update identity.audit_log set at = at + interval '1 microsecond' where number = 1",
                "update identity.audit_log set details = '{\"role\":\"owner\"}' where number = 3",
                "update identity.audit_log set tenant_id = null where number = 2",
                "delete from identity.audit_log where number = 1",
                "delete from identity.audit_log where number = 2",
                "delete from identity.audit_log where number = 3",
                "delete from identity.audit_log",
                "update identity.audit_log set number = number + 1 where number = 3",
            })
    void a_change_behind_its_back_shows(String change) {
        Actor admin = administrator();
        for (int i = 1; i <= 3; i++) {
            log().append(entry(admin, i));
        }
        assertThat(log().check()).isEmpty();

        database.asOwner(LIFT + change);

        assertThat(log().check()).isPresent();
    }

    @Test
    void entries_after_a_removed_end_show() {
        Actor admin = administrator();
        log().append(entry(admin, 1));

        database.asOwner(
                "alter table identity.audit_chains no force row level security;" + "delete from identity.audit_chains");

        assertThat(log().check()).hasValueSatisfying(what -> assertThat(what).contains("end was removed"));
    }

    @Test
    void no_role_may_change_or_remove_an_entry() {
        Actor admin = administrator();
        log().append(entry(admin, 1));
        Database opened = database.opened();

        for (String change : List.of(
                "update identity.audit_log set subject = 'user:9'",
                "delete from identity.audit_log",
                "truncate identity.audit_log")) {
            assertThatThrownBy(() -> opened.asSystem(handle -> handle.execute(change)))
                    .isInstanceOf(PortException.class)
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> opened.inActor(admin, handle -> handle.execute(change)))
                    .isInstanceOf(PortException.class)
                    .hasMessageContaining("permission denied");
        }
        assertThatThrownBy(() -> database.asOwner("delete from identity.audit_log"))
                .hasStackTraceContaining("never changed");
        assertThat(log().check()).isEmpty();
    }

    private static AuditEvent entry(Actor admin, int number) {
        return new AuditEvent(
                TestActors.IDS.next(),
                TestKeys.NOW,
                admin.tenantId(),
                admin.userId(),
                "member.changed",
                "user:" + number,
                null,
                Map.of("role", "admin"));
    }
}
