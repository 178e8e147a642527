package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.gateway.UsageDay;
import io.hexforge.domain.gateway.UsageDay.By;
import io.hexforge.domain.gateway.UsageFilter;
import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.ports.driven.gateway.UsageStore;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Shows what calls used and cost. Users see their own usage; who administers the installation may ask for another
/// user's, a tenant's or everybody's. Stateless; safe for concurrent use.
public final class ReadUsage {
    private static final int MOST_DAYS = 10_000;
    private static final int MOST_SUMS_OF_COSTS = 1_000_000;

    private final UsageStore store;
    private final InstantSource clock;

    public ReadUsage(UsageStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /// @param everybodys whether usage is meant that may be of other users
    public record Question(UsageFilter filter, boolean everybodys) {}

    /// @param truncated whether there are more, which were left out
    public record Days(List<UsageDay> days, boolean truncated) {
        public Days {
            days = List.copyOf(days);
        }
    }

    /// What all calls cost that the user may see, in nano-USD.
    ///
    /// @param unpriced calls whose price was not known, which are not in the sums
    public record Costs(long total, long today, long thisMonth, Map<String, Long> byProvider, long unpriced) {
        public Costs {
            byProvider = Map.copyOf(byProvider);
        }
    }

    /// {@return the calls, the newest first; empty if the user may not see them}
    public Optional<Page<UsageRecord>> rows(Actor actor, Question question, Page.Request page) {
        return allowed(actor, question).map(filter -> store.rows(actor, filter, page));
    }

    /// {@return sums of days, the newest first; empty if the user may not see them}
    public Optional<Days> daily(Actor actor, Question question, Set<By> by) {
        return allowed(actor, question).map(filter -> {
            List<UsageDay> days = store.daily(actor, filter, by, MOST_DAYS + 1);
            boolean more = days.size() > MOST_DAYS;
            return new Days(more ? days.subList(0, MOST_DAYS) : days, more);
        });
    }

    public Costs costs(Actor actor) {
        LocalDate now = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
        long total = 0;
        long today = 0;
        long month = 0;
        long unpriced = 0;
        var byProvider = new TreeMap<String, Long>();
        for (UsageDay day : store.daily(actor, UsageFilter.ANY, Set.of(By.PROVIDER), MOST_SUMS_OF_COSTS)) {
            long cost = day.costNanoUsd();
            total += cost;
            today += day.day().equals(now) ? cost : 0;
            month += day.day().withDayOfMonth(1).equals(now.withDayOfMonth(1)) ? cost : 0;
            unpriced += day.unpriced();
            String provider = day.provider();
            if (provider != null && !provider.isEmpty()) {
                byProvider.merge(provider, cost, Long::sum);
            }
        }
        return new Costs(total, today, month, byProvider, unpriced);
    }

    private static Optional<UsageFilter> allowed(Actor actor, Question question) {
        UsageFilter filter = question.filter();
        boolean own =
                !question.everybodys() && filter.tenantId() == null && sameOrNull(filter.userId(), actor.userId());
        if (own) {
            return Optional.of(filter.ofUserInTenant(actor.userId(), actor.tenantId()));
        }
        return actor.systemAdmin() ? Optional.of(filter) : Optional.empty();
    }

    private static boolean sameOrNull(@Nullable Object asked, Object own) {
        return asked == null || asked.equals(own);
    }
}
