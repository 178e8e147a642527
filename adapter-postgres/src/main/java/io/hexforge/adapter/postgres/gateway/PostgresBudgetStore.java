package io.hexforge.adapter.postgres.gateway;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.Database.Work;
import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.Budget;
import io.hexforge.domain.gateway.Budget.Kind;
import io.hexforge.domain.gateway.Budget.Period;
import io.hexforge.ports.driven.gateway.BudgetStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Budgets in `gateway.budgets`. Whose they are is row security's matter; who administers the installation acts with
/// the system's role.
public final class PostgresBudgetStore implements BudgetStore {
    private final Database database;

    public PostgresBudgetStore(Database database) {
        this.database = database;
    }

    private static final String PUT = """
            insert into gateway.budgets
                (id, tenant_id, user_id, kind, subject, subject_user, period, amount_nano_usd, updated_at, version)
            values
                (:id, :tenant_id, :user_id, :kind, :subject, :subject_user::uuid, :period, :amount_nano_usd, :updated_at,
                 :version)
            on conflict (user_id, kind, subject, period) do update
            set amount_nano_usd = excluded.amount_nano_usd, updated_at = excluded.updated_at,
                version = budgets.version + 1
            returning *
            """;

    @Override
    public Budget put(Actor actor, Budget budget) {
        return as(
                actor,
                handle -> handle.createQuery(PUT)
                        .bind("id", budget.id())
                        .bind("tenant_id", budget.tenantId())
                        .bind("user_id", budget.userId())
                        .bind("kind", word(budget.kind()))
                        .bind("subject", budget.subject())
                        .bind("subject_user", budget.subjectUser())
                        .bind("period", word(budget.period()))
                        .bind("amount_nano_usd", budget.amountNanoUsd())
                        .bind("updated_at", Columns.timestamp(budget.updatedAt()))
                        .bind("version", budget.version())
                        .map((row, context) -> budget(row))
                        .one());
    }

    private static final String REMOVE = "delete from gateway.budgets where id = :id";

    @Override
    public boolean remove(Actor actor, UUID id) {
        return as(actor, handle -> handle.createUpdate(REMOVE).bind("id", id).execute() == 1);
    }

    private static final String ALL = "select * from gateway.budgets order by id";

    @Override
    public List<Budget> visible(Actor actor) {
        return as(actor, PostgresBudgetStore::list);
    }

    @Override
    public List<Budget> all() {
        return database.asSystem(PostgresBudgetStore::list);
    }

    private static final String VERSION = "select version from gateway.versions where name = 'budgets'";

    @Override
    public long version() {
        return database.asSystem(
                handle -> handle.createQuery(VERSION).mapTo(Long.class).one());
    }

    private <T extends @Nullable Object> T as(Actor actor, Work<T> work) {
        return actor.systemAdmin() ? database.asSystem(work) : database.inActor(actor, work);
    }

    private static List<Budget> list(Handle handle) {
        return handle.createQuery(ALL).map((row, context) -> budget(row)).list();
    }

    private static Budget budget(ResultSet row) throws SQLException {
        return new Budget(
                Columns.uuid(row, "id"),
                Columns.uuid(row, "tenant_id"),
                Columns.uuid(row, "user_id"),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                Columns.uuid(row, "subject"),
                Columns.uuidOrNull(row, "subject_user"),
                Period.valueOf(row.getString("period").toUpperCase(Locale.ROOT)),
                row.getLong("amount_nano_usd"),
                Columns.instant(row, "updated_at"),
                row.getLong("version"));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
