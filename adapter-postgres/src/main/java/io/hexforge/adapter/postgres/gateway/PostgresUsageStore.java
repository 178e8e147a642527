package io.hexforge.adapter.postgres.gateway;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.gateway.UsageDay;
import io.hexforge.domain.gateway.UsageDay.By;
import io.hexforge.domain.gateway.UsageFilter;
import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.domain.gateway.UsageScope;
import io.hexforge.ports.driven.gateway.UsageStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Usage in `gateway.usage`, a partition a month, and `gateway.usage_daily`, its sums. Whose they are is row security's
/// matter, but for administrators, who see everything.
public final class PostgresUsageStore implements UsageStore {
    private static final UUID NO_KEY = new UUID(0, 0);
    /// Everybody writes in the same order, so that two who write the same wait for each other and never both.
    private static final Comparator<UsageRecord> ORDER =
            Comparator.comparing((UsageRecord record) -> record.id().toString());

    private final Database database;
    private final Set<LocalDate> months = ConcurrentHashMap.newKeySet();

    public PostgresUsageStore(Database database) {
        this.database = database;
    }

    private static final String APPEND = """
            with fresh as (
                insert into gateway.usage
                    (id, at, tenant_id, user_id, key_id, price_id, cost_nano_usd, prompt_tokens, cached_tokens,
                     cache_write_tokens, output_tokens, reasoning_tokens, latency_us, first_token_us, attempts, streamed,
                     status, provider, model, deployment, request_id)
                select * from unnest(
                    :id, :at, :tenant_id, :user_id, :key_id, :price_id, :cost_nano_usd, :prompt_tokens, :cached_tokens,
                    :cache_write_tokens, :output_tokens, :reasoning_tokens, :latency_us, :first_token_us, :attempts,
                    :streamed, :status, :provider, :model, :deployment, :request_id)
                on conflict do nothing
                returning *
            )
            insert into gateway.usage_daily as daily
                (day, tenant_id, user_id, key_id, provider, model, requests, failed, unpriced, cost_nano_usd,
                 prompt_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens)
            select (at at time zone 'UTC')::date, tenant_id, user_id, coalesce(key_id, :no_key), provider, model,
                   count(*), count(*) filter (where status = 'FAILED'), count(*) filter (where cost_nano_usd is null),
                   coalesce(sum(cost_nano_usd), 0), sum(prompt_tokens), sum(cached_tokens), sum(cache_write_tokens),
                   sum(output_tokens), sum(reasoning_tokens)
            from fresh
            group by 1, 2, 3, 4, 5, 6
            order by 1, 2, 3, 4, 5, 6
            on conflict (day, tenant_id, user_id, key_id, provider, model) do update
            set requests = daily.requests + excluded.requests,
                failed = daily.failed + excluded.failed,
                unpriced = daily.unpriced + excluded.unpriced,
                cost_nano_usd = daily.cost_nano_usd + excluded.cost_nano_usd,
                prompt_tokens = daily.prompt_tokens + excluded.prompt_tokens,
                cached_tokens = daily.cached_tokens + excluded.cached_tokens,
                cache_write_tokens = daily.cache_write_tokens + excluded.cache_write_tokens,
                output_tokens = daily.output_tokens + excluded.output_tokens,
                reasoning_tokens = daily.reasoning_tokens + excluded.reasoning_tokens
            """;

    @Override
    public void append(List<UsageRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        makeMonths(records);
        List<UsageRecord> ordered = records.stream().sorted(ORDER).toList();
        database.asSystem(handle -> UsageRow.bindTo(handle.createUpdate(APPEND), ordered)
                .bind("no_key", NO_KEY)
                .execute());
    }

    private static final String MAKE_MONTH = "select gateway.make_usage_partition(:month)::text";

    /// Each month's partition is there before its first row, and before its first day once this one has begun.
    private void makeMonths(List<UsageRecord> records) {
        records.stream()
                .map(record -> day(record.at()).withDayOfMonth(1))
                .distinct()
                .filter(month -> !months.contains(month))
                .forEach(month -> {
                    makeMonth(month);
                    makeMonth(month.plusMonths(1));
                    months.add(month);
                });
    }

    private void makeMonth(LocalDate month) {
        database.asSystem(handle -> handle.createQuery(MAKE_MONTH)
                .bind("month", month)
                .mapTo(String.class)
                .list());
    }

    /// The planner takes what row security asks and what the statement asks for independent conditions, expects next to
    /// no rows, and would fetch and sort them all (half a second at a million) instead of reading a page in order.
    private static final String IN_ORDER = """
            select set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)
            """;

    @Override
    public Page<UsageRecord> rows(Actor actor, UsageFilter filter, Page.Request page) {
        var where = new UsageConditions(filter).rows(page.after());
        String sql = "select * from gateway.usage" + where.sql() + " order by at desc, id desc limit :limit + 1";
        List<UsageRecord> found = visibleTo(actor, handle -> {
            handle.execute(IN_ORDER);
            return where.bindTo(handle.createQuery(sql))
                    .bind("limit", page.limit())
                    .map((row, context) -> UsageRow.of(row))
                    .list();
        });
        boolean more = found.size() > page.limit();
        List<UsageRecord> items = more ? found.subList(0, page.limit()) : found;
        return new Page<>(items, more ? items.getLast().id() : null);
    }

    private static final String DAILY = """
            select day,
                   case when :by_tenant then tenant_id end as tenant_id,
                   case when :by_user then user_id end as user_id,
                   case when :by_key then key_id end as key_id,
                   case when :by_provider then provider end as provider,
                   case when :by_model then model end as model,
                   sum(requests) as requests, sum(failed) as failed, sum(unpriced) as unpriced,
                   sum(cost_nano_usd) as cost_nano_usd, sum(prompt_tokens) as prompt_tokens,
                   sum(cached_tokens) as cached_tokens, sum(cache_write_tokens) as cache_write_tokens,
                   sum(output_tokens) as output_tokens, sum(reasoning_tokens) as reasoning_tokens
            from gateway.usage_daily
            """;

    @Override
    public List<UsageDay> daily(Actor actor, UsageFilter filter, Set<By> by, int limit) {
        var where = new UsageConditions(filter).days();
        String sql = DAILY + where.sql()
                + " group by 1, 2, 3, 4, 5, 6 order by day desc, cost_nano_usd desc, 2, 3, 4, 5, 6 limit :limit";
        return visibleTo(
                actor,
                handle -> where.bindTo(handle.createQuery(sql))
                        .bind("by_tenant", by.contains(By.TENANT))
                        .bind("by_user", by.contains(By.USER))
                        .bind("by_key", by.contains(By.KEY))
                        .bind("by_provider", by.contains(By.PROVIDER))
                        .bind("by_model", by.contains(By.MODEL))
                        .bind("limit", limit)
                        .map((row, context) -> day(row))
                        .list());
    }

    /// Whole days come from the sums; what is left of the first one from its rows.
    private static final String SPENT = """
            select coalesce((select sum(cost_nano_usd) from gateway.usage_daily
                             where {owner} = :id and day >= :first_whole_day), 0)
                 + coalesce((select sum(cost_nano_usd) from gateway.usage
                             where {owner} = :id and at >= :since and at < :first_midnight), 0)
            """;

    @Override
    public long spent(UsageScope scope, Instant since) {
        var source = switch (scope) {
            case UsageScope.Key(UUID id) -> new Owner("key_id", id);
            case UsageScope.User(UUID id) -> new Owner("user_id", id);
            case UsageScope.Tenant(UUID id) -> new Owner("tenant_id", id);
        };
        OffsetDateTime start = Columns.timestamp(since);
        boolean midnight = start.equals(start.truncatedTo(ChronoUnit.DAYS));
        LocalDate wholeDay = midnight ? day(since) : day(since).plusDays(1);
        return database.asSystem(handle -> handle.createQuery(SPENT.replace("{owner}", source.column()))
                .bind("id", source.id())
                .bind("first_whole_day", wholeDay)
                .bind("since", start)
                .bind("first_midnight", wholeDay.atStartOfDay().atOffset(ZoneOffset.UTC))
                .mapTo(Long.class)
                .one());
    }

    private record Owner(String column, UUID id) {}

    private <T> List<T> visibleTo(Actor actor, Database.Work<List<T>> work) {
        return actor.systemAdmin() ? database.asSystem(work) : database.inActor(actor, work);
    }

    private static UsageDay day(ResultSet row) throws SQLException {
        return new UsageDay(
                row.getObject("day", LocalDate.class),
                Columns.uuidOrNull(row, "tenant_id"),
                Columns.uuidOrNull(row, "user_id"),
                keyOrNull(Columns.uuidOrNull(row, "key_id")),
                row.getString("provider"),
                row.getString("model"),
                row.getLong("requests"),
                row.getLong("failed"),
                UsageRow.usage(row),
                row.getLong("cost_nano_usd"),
                row.getLong("unpriced"));
    }

    private static @Nullable UUID keyOrNull(@Nullable UUID stored) {
        return NO_KEY.equals(stored) ? null : stored;
    }

    private static LocalDate day(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
