package io.hexforge.adapter.postgres.gateway;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.Sections;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.ports.driven.identity.PersonalData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// What the gateway's tables hold about users. Providers and budgets go with their user; single calls are removed; the
/// daily sums that a tenant's bill rests on, and limits set for a whole tenant, stay under no user's name.
public final class PostgresGatewayData implements PersonalData {
    private static final int BATCH = 10_000;
    private static final UUID NOBODY = new UUID(0, 0);
    private static final Sections SECTIONS = new Sections(sectionQueries());

    private final Database database;

    public PostgresGatewayData(Database database) {
        this.database = database;
    }

    private static Map<String, String> sectionQueries() {
        var queries = new LinkedHashMap<String, String>();
        queries.put("providers", """
                select id, tenant_id, provider, display_name, base_url, metadata, secret_preview, shared, is_active,
                       created_at, updated_at
                from gateway.providers where user_id = :user_id order by id
                """);
        queries.put("budgets", """
                select id, tenant_id, kind, subject, period, amount_nano_usd, updated_at
                from gateway.budgets where user_id = :user_id or subject_user = :user_id order by id
                """);
        queries.put("usage_daily", """
                select day, tenant_id, key_id, provider, model, requests, failed, cost_nano_usd, prompt_tokens,
                       cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens
                from gateway.usage_daily where user_id = :user_id order by day, tenant_id, key_id, provider, model
                """);
        queries.put("usage", """
                select id, at, tenant_id, key_id, provider, model, status, cost_nano_usd, prompt_tokens, cached_tokens,
                       cache_write_tokens, output_tokens, reasoning_tokens, latency_us, streamed, request_id
                from gateway.usage where user_id = :user_id order by tenant_id, at, id
                """);
        return queries;
    }

    @Override
    public List<String> sections() {
        return SECTIONS.names();
    }

    @Override
    public List<JsonObject> records(UUID userId, String section, int offset, int limit) {
        return SECTIONS.records(database, userId, section, offset, limit);
    }

    private static final String ERASE_CALLS = """
            delete from gateway.usage
            where (id, at) in (
                select id, at from gateway.usage where user_id = :user_id or tenant_id = any (:tenants) limit :batch)
            """;

    private static final String FOLD_SUMS = """
            with gone as (delete from gateway.usage_daily where user_id = :user_id returning *)
            insert into gateway.usage_daily as sum
                (day, tenant_id, user_id, key_id, provider, model, requests, failed, unpriced, cost_nano_usd,
                 prompt_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens)
            select day, tenant_id, :nobody, :nobody, provider, model, sum(requests), sum(failed), sum(unpriced),
                   sum(cost_nano_usd), sum(prompt_tokens), sum(cached_tokens), sum(cache_write_tokens),
                   sum(output_tokens), sum(reasoning_tokens)
            from gone where tenant_id <> all (:tenants)
            group by day, tenant_id, provider, model
            on conflict (day, tenant_id, user_id, key_id, provider, model) do update
            set requests = sum.requests + excluded.requests, failed = sum.failed + excluded.failed,
                unpriced = sum.unpriced + excluded.unpriced,
                cost_nano_usd = sum.cost_nano_usd + excluded.cost_nano_usd,
                prompt_tokens = sum.prompt_tokens + excluded.prompt_tokens,
                cached_tokens = sum.cached_tokens + excluded.cached_tokens,
                cache_write_tokens = sum.cache_write_tokens + excluded.cache_write_tokens,
                output_tokens = sum.output_tokens + excluded.output_tokens,
                reasoning_tokens = sum.reasoning_tokens + excluded.reasoning_tokens
            """;

    private static final List<String> ERASE_REST = List.of(
            "delete from gateway.providers where user_id = :user_id or tenant_id = any (:tenants)",
            """
                    delete from gateway.budgets
                    where subject_user = :user_id or tenant_id = any (:tenants) or (user_id = :user_id and kind <> 'tenant')
                    """,
            // A limit that somebody else who left had set for the same tenant and period is already nobody's.
            """
                    delete from gateway.budgets b
                    where user_id = :user_id and exists (
                        select from gateway.budgets o
                        where o.user_id = :nobody and o.kind = b.kind and o.subject = b.subject and o.period = b.period)
                    """,
            "update gateway.budgets set user_id = :nobody, version = version + 1 where user_id = :user_id",
            "delete from gateway.flags where tenant_id = any (:tenants)",
            "delete from gateway.usage_daily where tenant_id = any (:tenants)");

    @Override
    public void erase(UUID userId, Set<UUID> endedTenants) {
        int erased;
        do {
            erased = database.asSystem(handle -> handle.createUpdate(ERASE_CALLS)
                    .bind("user_id", userId)
                    .bindArray("tenants", UUID.class, endedTenants.toArray())
                    .bind("batch", BATCH)
                    .execute());
        } while (erased == BATCH);
        run(FOLD_SUMS, userId, endedTenants);
        ERASE_REST.forEach(statement -> run(statement, userId, endedTenants));
    }

    private void run(String statement, UUID userId, Set<UUID> endedTenants) {
        database.asSystem(handle -> {
            try (var update = handle.createUpdate(statement)) {
                if (statement.contains(":user_id")) {
                    update.bind("user_id", userId);
                }
                if (statement.contains(":nobody")) {
                    update.bind("nobody", NOBODY);
                }
                if (statement.contains(":tenants")) {
                    update.bindArray("tenants", UUID.class, endedTenants.toArray());
                }
                return update.execute();
            }
        });
    }
}
