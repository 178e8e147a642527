package io.hexforge.adapter.postgres.gateway;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.domain.gateway.UsageFilter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// What a [UsageFilter] means in SQL: only what is filtered by stands in the statement, so that it finds its index.
final class UsageConditions {
    private final UsageFilter filter;
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();

    UsageConditions(UsageFilter filter) {
        this.filter = filter;
        add("tenant_id = :tenant_id", "tenant_id", filter.tenantId());
        add("user_id = :user_id", "user_id", filter.userId());
        add("key_id = :key_id", "key_id", filter.keyId());
        add("provider = :provider", "provider", filter.provider() == null ? null : UsageRow.text(filter.provider()));
        add("model = :model", "model", filter.model() == null ? null : UsageRow.text(filter.model()));
    }

    UsageConditions rows(@Nullable UUID after) {
        Instant from = filter.from();
        Instant until = filter.until();
        add("at >= :from", "from", from == null ? null : Columns.timestamp(from));
        add("at < :until", "until", until == null ? null : Columns.timestamp(until));
        add("(at, id) < ((select at from gateway.usage where id = :after), :after)", "after", after);
        return this;
    }

    UsageConditions days() {
        add("day >= :from", "from", day(filter.from()));
        add("day < :until", "until", day(filter.until()));
        return this;
    }

    String sql() {
        return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }

    <S extends SqlStatement<S>> S bindTo(S statement) {
        return statement.bindMap(values);
    }

    private void add(String condition, String name, @Nullable Object value) {
        if (value != null) {
            conditions.add(condition);
            values.put(name, value);
        }
    }

    private static @Nullable LocalDate day(@Nullable Instant midnight) {
        return midnight == null ? null : midnight.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
