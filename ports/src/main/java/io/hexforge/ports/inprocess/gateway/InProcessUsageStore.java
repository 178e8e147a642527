package io.hexforge.ports.inprocess.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.domain.gateway.UsageDay;
import io.hexforge.domain.gateway.UsageFilter;
import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.domain.gateway.UsageScope;
import io.hexforge.ports.driven.gateway.UsageStore;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The newest usage, in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessUsageStore implements UsageStore {
    private static final Comparator<UsageDay> ORDER = Comparator.comparing(UsageDay::day)
            .reversed()
            .thenComparing(UsageDay::costNanoUsd, Comparator.reverseOrder());

    private final int capacity;
    private final NavigableMap<Position, UsageRecord> records = new TreeMap<>();

    /// Where a record stands. Ids compare as their text does, not as [UUID#compareTo].
    private record Position(Instant at, String id) implements Comparable<Position> {
        static Position of(UsageRecord record) {
            return new Position(record.at(), record.id().toString());
        }

        @Override
        public int compareTo(Position other) {
            int byTime = at.compareTo(other.at);
            return byTime == 0 ? id.compareTo(other.id) : byTime;
        }
    }

    /// @param capacity the most records; beyond it the oldest are forgotten
    public InProcessUsageStore(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public synchronized void append(List<UsageRecord> more) {
        more.forEach(record -> records.putIfAbsent(Position.of(record), record));
        while (records.size() > capacity) {
            records.pollFirstEntry();
        }
    }

    @Override
    public synchronized Page<UsageRecord> rows(Actor actor, UsageFilter filter, Page.Request page) {
        UUID after = page.after();
        List<UsageRecord> found = visible(records.descendingMap(), actor, filter)
                .dropWhile(record -> after != null && !record.id().equals(after))
                .skip(after == null ? 0 : 1)
                .limit(page.limit() + 1L)
                .toList();
        boolean more = found.size() > page.limit();
        List<UsageRecord> items = more ? found.subList(0, page.limit()) : found;
        return new Page<>(items, more ? items.getLast().id() : null);
    }

    @Override
    public synchronized List<UsageDay> daily(Actor actor, UsageFilter filter, Set<UsageDay.By> by, int limit) {
        var days = new LinkedHashMap<Group, UsageDay>();
        visible(records, actor, filter)
                .forEach(record -> days.merge(Group.of(record, by), day(record, by), InProcessUsageStore::sum));
        return days.values().stream().sorted(ORDER).limit(limit).toList();
    }

    @Override
    public synchronized long spent(UsageScope scope, Instant since) {
        return records.values().stream()
                .filter(record -> scope.covers(record) && !record.at().isBefore(since))
                .mapToLong(record -> Objects.requireNonNullElse(record.costNanoUsd(), 0L))
                .sum();
    }

    private static Stream<UsageRecord> visible(Map<Position, UsageRecord> all, Actor actor, UsageFilter filter) {
        return all.values().stream()
                .filter(record -> actor.systemAdmin()
                        || (record.userId().equals(actor.userId())
                                && record.tenantId().equals(actor.tenantId())))
                .filter(filter::matches);
    }

    private record Group(
            LocalDate day,
            @Nullable UUID tenantId,
            @Nullable UUID userId,
            @Nullable UUID keyId,
            @Nullable String provider,
            @Nullable String model) {
        static Group of(UsageRecord record, Set<UsageDay.By> by) {
            return new Group(
                    record.at().atOffset(ZoneOffset.UTC).toLocalDate(),
                    by.contains(UsageDay.By.TENANT) ? record.tenantId() : null,
                    by.contains(UsageDay.By.USER) ? record.userId() : null,
                    by.contains(UsageDay.By.KEY) ? record.keyId() : null,
                    by.contains(UsageDay.By.PROVIDER) ? record.provider() : null,
                    by.contains(UsageDay.By.MODEL) ? record.model() : null);
        }
    }

    private static UsageDay day(UsageRecord record, Set<UsageDay.By> by) {
        Group group = Group.of(record, by);
        Long cost = record.costNanoUsd();
        return new UsageDay(
                group.day(),
                group.tenantId(),
                group.userId(),
                group.keyId(),
                group.provider(),
                group.model(),
                1,
                record.status() == UsageRecord.Status.FAILED ? 1 : 0,
                record.usage(),
                cost == null ? 0 : cost,
                cost == null ? 1 : 0);
    }

    private static UsageDay sum(UsageDay a, UsageDay b) {
        Usage usage = a.usage().plus(b.usage());
        return new UsageDay(
                a.day(),
                a.tenantId(),
                a.userId(),
                a.keyId(),
                a.provider(),
                a.model(),
                a.requests() + b.requests(),
                a.failed() + b.failed(),
                usage,
                a.costNanoUsd() + b.costNanoUsd(),
                a.unpriced() + b.unpriced());
    }
}
