package io.hexforge.adapter.postgres.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.domain.gateway.UsageRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// Rows of `gateway.usage`.
final class UsageRow {
    /// What a client calls a model may be any text; a row is small.
    private static final int LONGEST_TEXT = 200;

    private UsageRow() {}

    static UsageRecord of(ResultSet row) throws SQLException {
        return new UsageRecord(
                Columns.uuid(row, "id"),
                Columns.instant(row, "at"),
                Columns.uuid(row, "tenant_id"),
                Columns.uuid(row, "user_id"),
                Columns.uuidOrNull(row, "key_id"),
                row.getString("request_id"),
                row.getString("provider"),
                row.getString("model"),
                row.getString("deployment"),
                usage(row),
                row.getObject("cost_nano_usd", Long.class),
                Columns.uuidOrNull(row, "price_id"),
                duration(row.getLong("latency_us")),
                durationOrNull(row.getObject("first_token_us", Long.class)),
                UsageRecord.Status.valueOf(row.getString("status")),
                row.getInt("attempts"),
                row.getBoolean("streamed"));
    }

    static Usage usage(ResultSet row) throws SQLException {
        return new Usage(
                row.getLong("prompt_tokens"),
                row.getLong("cached_tokens"),
                row.getLong("cache_write_tokens"),
                row.getLong("output_tokens"),
                row.getLong("reasoning_tokens"));
    }

    /// Binds an array a column, named as the column is.
    static <S extends SqlStatement<S>> S bindTo(S statement, List<UsageRecord> records) {
        return statement
                .bindArray("id", UUID.class, all(records, UsageRecord::id))
                .bindArray("at", OffsetDateTime.class, all(records, each -> Columns.timestamp(each.at())))
                .bindArray("tenant_id", UUID.class, all(records, UsageRecord::tenantId))
                .bindArray("user_id", UUID.class, all(records, UsageRecord::userId))
                .bindArray("key_id", UUID.class, all(records, UsageRecord::keyId))
                .bindArray("price_id", UUID.class, all(records, UsageRecord::priceId))
                .bindArray("cost_nano_usd", Long.class, all(records, UsageRecord::costNanoUsd))
                .bindArray(
                        "prompt_tokens",
                        Long.class,
                        all(records, each -> each.usage().prompt()))
                .bindArray(
                        "cached_tokens",
                        Long.class,
                        all(records, each -> each.usage().cached()))
                .bindArray(
                        "cache_write_tokens",
                        Long.class,
                        all(records, each -> each.usage().cacheWrite()))
                .bindArray(
                        "output_tokens",
                        Long.class,
                        all(records, each -> each.usage().output()))
                .bindArray(
                        "reasoning_tokens",
                        Long.class,
                        all(records, each -> each.usage().reasoning()))
                .bindArray("latency_us", Long.class, all(records, each -> micros(each.latency())))
                .bindArray("first_token_us", Long.class, all(records, each -> micros(each.firstToken())))
                .bindArray("attempts", Integer.class, all(records, UsageRecord::attempts))
                .bindArray("streamed", Boolean.class, all(records, UsageRecord::streamed))
                .bindArray(
                        "status",
                        String.class,
                        all(records, each -> each.status().name()))
                .bindArray("provider", String.class, all(records, each -> text(each.provider())))
                .bindArray("model", String.class, all(records, each -> text(each.model())))
                .bindArray("deployment", String.class, all(records, each -> text(each.deployment())))
                .bindArray("request_id", String.class, all(records, each -> text(each.requestId())));
    }

    private static <T extends @Nullable Object> Object[] all(
            List<UsageRecord> records, Function<UsageRecord, T> member) {
        return records.stream().map(member).toArray();
    }

    /// A record must never be refused for what a client called a model: it would keep all others from being stored.
    static String text(String any) {
        String cut = any.length() <= LONGEST_TEXT ? any : any.substring(0, LONGEST_TEXT);
        return new String(cut.replace("\u0000", "").getBytes(UTF_8), UTF_8);
    }

    private static @Nullable Long micros(@Nullable Duration time) {
        return time == null ? null : time.toNanos() / 1_000;
    }

    private static Duration duration(long micros) {
        return Duration.ofNanos(micros * 1_000);
    }

    private static @Nullable Duration durationOrNull(@Nullable Long micros) {
        return micros == null ? null : duration(micros);
    }
}
