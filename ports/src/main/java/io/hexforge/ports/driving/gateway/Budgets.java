package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.Budget;
import io.hexforge.domain.gateway.UsageScope;
import io.hexforge.domain.ops.Limit;
import io.hexforge.ports.driven.gateway.BudgetStore;
import io.hexforge.ports.driven.gateway.UsageStore;
import io.hexforge.ports.driving.identity.Authenticate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The budgets that hold for a call, from a snapshot in memory: finding them touches no store.
///
/// The snapshot follows the store when `refreshIfChanged` is called regularly, and with it what the recorded calls have
/// cost: so a counter that was lost, with its process or with Redis, starts again at what was spent. Safe for
/// concurrent use.
public final class Budgets {
    /// How old the sums of what was spent may get.
    private static final Duration SUMS = Duration.ofSeconds(10);

    private final @Nullable BudgetStore store;
    private final @Nullable UsageStore usage;
    private final @Nullable Authenticate keys;
    private final InstantSource clock;
    private volatile Snapshot snapshot = new Snapshot(-1, Instant.MIN, Map.of());

    private record Snapshot(long version, Instant at, Map<UUID, List<Spent>> bySubject) {}

    /// @param since the beginning of the window that the sum is of
    private record Spent(Budget budget, Instant since, long nanoUsd) {}

    /// A budget in its present window.
    ///
    /// @param subject of its counter; another in each window
    record Open(String subject, Limit.Budget limit) {}

    /// No budgets at all.
    public Budgets() {
        this.store = null;
        this.usage = null;
        this.keys = null;
        this.clock = InstantSource.fixed(Instant.EPOCH);
    }

    /// @param keys tells which keys rotations made: what holds for a key holds for its successors, all of them together
    public Budgets(BudgetStore store, UsageStore usage, Authenticate keys, InstantSource clock) {
        this.store = store;
        this.usage = usage;
        this.keys = keys;
        this.clock = clock;
    }

    /// {@return the budgets that a call of `actor` must fit into}
    List<Open> of(Actor actor) {
        Map<UUID, List<Spent>> all = snapshot.bySubject();
        if (all.isEmpty()) {
            return List.of();
        }
        var open = new ArrayList<Open>();
        Instant now = clock.instant();
        if (actor.keyId() != null && keys != null) {
            keys.lineage(actor.keyId()).forEach(key -> add(all, key, now, open));
        }
        add(all, actor.userId(), now, open);
        add(all, actor.tenantId(), now, open);
        return open;
    }

    /// Reads all budgets and what was spent of them anew.
    public synchronized void refresh() {
        if (store == null) {
            return;
        }
        long version = store.version();
        Instant now = clock.instant();
        var bySubject = new HashMap<UUID, List<Spent>>();
        for (Budget budget : store.all()) {
            Instant since = budget.period().start(now);
            var spent = new Spent(budget, since, spent(budget, since));
            bySubject
                    .computeIfAbsent(budget.subject(), subject -> new ArrayList<>())
                    .add(spent);
        }
        snapshot = new Snapshot(version, now, Map.copyOf(bySubject));
    }

    /// {@return what the calls that count for `budget` have cost since, as far as they are recorded}
    long spent(Budget budget, Instant since) {
        if (usage == null) {
            return 0;
        }
        long spent = 0;
        for (UsageScope scope : scopes(budget)) {
            spent += usage.spent(scope, since);
        }
        return spent;
    }

    private List<UsageScope> scopes(Budget budget) {
        return budget.scope() instanceof UsageScope.Key(UUID key) && keys != null
                ? keys.successors(key).stream()
                        .<UsageScope>map(UsageScope.Key::new)
                        .toList()
                : List.of(budget.scope());
    }

    /// Reads all anew if a budget has changed since, or the sums are old.
    public void refreshIfChanged() {
        Snapshot known = snapshot;
        boolean old = !known.bySubject().isEmpty()
                && clock.instant().isAfter(known.at().plus(SUMS));
        if (store != null && (old || store.version() != known.version())) {
            refresh();
        }
    }

    private static void add(Map<UUID, List<Spent>> all, UUID subject, Instant now, List<Open> open) {
        for (Spent spent : all.getOrDefault(subject, List.of())) {
            Budget budget = spent.budget();
            Instant since = budget.period().start(now);
            long known = since.equals(spent.since()) ? spent.nanoUsd() : 0;
            open.add(new Open(
                    "budget:" + budget.id() + "@" + since.getEpochSecond(),
                    new Limit.Budget(budget.amountNanoUsd(), budget.period().end(now), known)));
        }
    }
}
