package io.hexforge.adapter.http.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Rfc3339;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Scope;
import io.hexforge.domain.gateway.UsageDay;
import io.hexforge.domain.gateway.UsageDay.By;
import io.hexforge.domain.gateway.UsageFilter;
import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.ports.driving.gateway.ReadUsage;
import io.hexforge.ports.driving.gateway.ReadUsage.Costs;
import io.hexforge.ports.driving.gateway.ReadUsage.Question;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `/v1/usage`: what each call used and cost, sums by day, and what everything cost.
public record UsageRoutes(ReadUsage usage, InstantSource clock) implements Routes.Group {
    private static final Duration DEFAULT_TIME = Duration.ofDays(30);
    private static final int NANO = 9;

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record UsageBody(
            UUID id,
            Instant at,
            UUID tenantId,
            UUID userId,
            @Nullable UUID keyId,
            String requestId,
            String provider,
            String model,
            String deployment,
            long promptTokens,
            long cachedTokens,
            long cacheWriteTokens,
            long outputTokens,
            long reasoningTokens,
            @Nullable BigDecimal costUsd,
            @Nullable Long costNanoUsd,
            @Nullable UUID priceId,
            double latencyMs,
            @Nullable Double firstTokenMs,
            String status,
            int attempts,
            boolean streamed) {
        static UsageBody of(UsageRecord record) {
            Long cost = record.costNanoUsd();
            Duration firstToken = record.firstToken();
            return new UsageBody(
                    record.id(),
                    record.at(),
                    record.tenantId(),
                    record.userId(),
                    record.keyId(),
                    record.requestId(),
                    record.provider(),
                    record.model(),
                    record.deployment(),
                    record.usage().prompt(),
                    record.usage().cached(),
                    record.usage().cacheWrite(),
                    record.usage().output(),
                    record.usage().reasoning(),
                    cost == null ? null : usd(cost),
                    cost,
                    record.priceId(),
                    millis(record.latency()),
                    firstToken == null ? null : millis(firstToken),
                    record.status().name().toLowerCase(Locale.ROOT),
                    record.attempts(),
                    record.streamed());
        }

        private static double millis(Duration time) {
            return time.toNanos() / 1e6;
        }
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record DayBody(
            String day,
            @Nullable UUID tenantId,
            @Nullable UUID userId,
            @Nullable UUID keyId,
            @Nullable String provider,
            @Nullable String model,
            long requests,
            long failed,
            long promptTokens,
            long cachedTokens,
            long cacheWriteTokens,
            long outputTokens,
            long reasoningTokens,
            BigDecimal costUsd,
            long costNanoUsd,
            long unpriced) {
        static DayBody of(UsageDay day) {
            return new DayBody(
                    day.day().toString(),
                    day.tenantId(),
                    day.userId(),
                    day.keyId(),
                    day.provider(),
                    day.model(),
                    day.requests(),
                    day.failed(),
                    day.usage().prompt(),
                    day.usage().cached(),
                    day.usage().cacheWrite(),
                    day.usage().output(),
                    day.usage().reasoning(),
                    usd(day.costNanoUsd()),
                    day.costNanoUsd(),
                    day.unpriced());
        }
    }

    record DaysBody(List<DayBody> items, boolean truncated) {}

    record CostsBody(
            BigDecimal totalCost,
            BigDecimal costToday,
            BigDecimal costThisMonth,
            Map<String, BigDecimal> byProvider,
            long totalCostNanoUsd,
            long unpriced) {
        static CostsBody of(Costs costs) {
            var byProvider = new TreeMap<String, BigDecimal>();
            costs.byProvider().forEach((provider, cost) -> byProvider.put(provider, usd(cost)));
            return new CostsBody(
                    usd(costs.total()),
                    usd(costs.today()),
                    usd(costs.thisMonth()),
                    byProvider,
                    costs.total(),
                    costs.unpriced());
        }
    }

    @Override
    public void addTo(Routes routes) {
        routes.get("/v1/usage", Access.scope(Scope.USAGE_READ), this::rows)
                .get("/v1/usage/daily", Access.scope(Scope.USAGE_READ), this::daily)
                .get("/v1/usage/costs", Access.scope(Scope.USAGE_READ), this::costs);
    }

    private void rows(Context ctx) {
        var page = usage.rows(Exchange.actor(ctx), question(ctx, null), Paging.request(ctx))
                .orElseThrow(UsageRoutes::forbidden);
        Answers.send(ctx, Answers.json(200, Paging.listing(page, UsageBody::of)));
    }

    private void daily(Context ctx) {
        LocalDate start = LocalDate.ofInstant(clock.instant().minus(DEFAULT_TIME), ZoneOffset.UTC);
        var days = usage.daily(Exchange.actor(ctx), question(ctx, start), by(ctx.queryParam("by")))
                .orElseThrow(UsageRoutes::forbidden);
        var items = days.days().stream().map(DayBody::of).toList();
        Answers.send(ctx, Answers.json(200, new DaysBody(items, days.truncated())));
    }

    private void costs(Context ctx) {
        Answers.send(ctx, Answers.json(200, CostsBody.of(usage.costs(Exchange.actor(ctx)))));
    }

    private static BigDecimal usd(long nano) {
        return BigDecimal.valueOf(nano, NANO);
    }

    /// @param firstDay from which on when nothing is said: then whole days are meant
    private static Question question(Context ctx, @Nullable LocalDate firstDay) {
        var filter = new UsageFilter(
                id(ctx, "tenant_id"),
                id(ctx, "user_id"),
                id(ctx, "key_id"),
                ctx.queryParam("provider"),
                ctx.queryParam("model"),
                time(ctx, "from", firstDay, firstDay != null),
                time(ctx, "until", null, firstDay != null));
        return new Question(filter, flag(ctx, "everybodys"));
    }

    private static boolean flag(Context ctx, String name) {
        return switch (ctx.queryParam(name)) {
            case null -> false;
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(name + " must be true or false");
        };
    }

    private static @Nullable UUID id(Context ctx, String name) {
        String text = ctx.queryParam(name);
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw invalid(name + " must be a UUID");
        }
    }

    private static @Nullable Instant time(Context ctx, String name, @Nullable LocalDate fallback, boolean wholeDays) {
        String text = ctx.queryParam(name);
        try {
            if (text == null) {
                return fallback == null ? null : midnight(fallback);
            }
            return wholeDays || text.length() == 10 ? midnight(LocalDate.parse(text)) : Rfc3339.instant(text);
        } catch (DateTimeException e) {
            String accepted = wholeDays ? "" : " or an instant such as 2026-03-01T12:00:00Z";
            throw invalid(name + " must be a day such as 2026-03-01" + accepted);
        }
    }

    private static Instant midnight(LocalDate day) {
        if (day.getYear() < 1970 || day.getYear() > 9999) {
            throw invalid("a day must be of the years 1970 to 9999");
        }
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Set<By> by(@Nullable String text) {
        if (text == null) {
            return EnumSet.of(By.PROVIDER, By.MODEL);
        }
        var by = EnumSet.noneOf(By.class);
        for (String name : text.isEmpty() ? new String[0] : text.split(",")) {
            by.add(Arrays.stream(By.values())
                    .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name))
                    .findFirst()
                    .orElseThrow(() -> invalid("by takes some of " + known() + ", with commas between")));
        }
        return by;
    }

    private static String known() {
        return Arrays.stream(By.values())
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private static Refused invalid(String detail) {
        return new Refused(Problem.of(400, "invalid_query", "A query parameter is not valid", detail));
    }

    private static Refused forbidden() {
        return new Refused(Problem.forbidden("only an administrator may see the usage of others"));
    }
}
