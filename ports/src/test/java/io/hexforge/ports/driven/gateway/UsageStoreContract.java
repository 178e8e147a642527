package io.hexforge.ports.driven.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.domain.gateway.UsageDay;
import io.hexforge.domain.gateway.UsageDay.By;
import io.hexforge.domain.gateway.UsageFilter;
import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.domain.gateway.UsageRecord.Status;
import io.hexforge.domain.gateway.UsageScope;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.TestActors;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every [UsageStore] must do. Each test uses actors of its own, so that a store may be shared.
public interface UsageStoreContract {
    UsageStore usage();

    Instant NOON = TestUsage.NOON;
    LocalDate DAY = LocalDate.parse("2026-03-04");
    Page.Request ALL = Page.Request.first();

    static Actor newcomer() {
        return TestActors.ofAnyName().newcomer();
    }

    static Actor administrator() {
        Actor actor = newcomer();
        return new Actor(actor.tenantId(), actor.userId(), null, actor.scopes(), true);
    }

    @Test
    default void keeps_every_member_of_a_record() {
        Actor actor = newcomer();
        List<UsageRecord> records = List.of(TestUsage.of(actor), TestUsage.bare(actor));

        usage().append(records);

        assertThat(usage().rows(actor, UsageFilter.ANY, ALL).items()).containsExactlyInAnyOrderElementsOf(records);
    }

    @Test
    default void takes_text_that_no_database_likes() {
        Actor actor = newcomer();
        UsageRecord odd = TestUsage.of(actor, NOON, "openai", "a\u0000b \ud800 'c\\", 1L);

        usage().append(List.of(odd));

        assertThat(usage().rows(actor, UsageFilter.ANY, ALL).items())
                .extracting(UsageRecord::id)
                .containsExactly(odd.id());
    }

    @Test
    default void counts_a_record_once_however_often_it_is_appended() {
        Actor actor = newcomer();
        UsageRecord first = TestUsage.of(actor);
        UsageRecord second = TestUsage.of(actor);

        usage().append(List.of(first));
        usage().append(List.of(first, second));
        usage().append(List.of(second, second, first));

        assertThat(usage().rows(actor, UsageFilter.ANY, ALL).items()).hasSize(2);
        assertThat(usage().daily(actor, UsageFilter.ANY, Set.of(), 10))
                .extracting(UsageDay::requests)
                .containsExactly(2L);
        assertThat(usage().spent(new UsageScope.User(actor.userId()), Instant.EPOCH))
                .isEqualTo(2_000);
    }

    @Test
    default void appends_nothing_without_complaint() {
        usage().append(List.of());
    }

    @Test
    default void loses_nothing_and_counts_nothing_twice_when_fifty_append_the_same_at_once() {
        Actor actor = newcomer();
        List<UsageRecord> shared = IntStream.range(0, 20)
                .mapToObj(i -> TestUsage.of(actor, NOON, "openai", "model-" + i % 5, 1L))
                .toList();

        Race.ofFifty(i -> {
            var own = new ArrayList<>(i % 2 == 0 ? shared : shared.reversed());
            own.add(TestUsage.of(actor, NOON, "openai", "own", 1L));
            usage().append(own);
            return i;
        });

        assertThat(usage().daily(actor, UsageFilter.ANY, Set.of(), 10))
                .extracting(UsageDay::requests)
                .containsExactly(70L);
        assertThat(usage().spent(new UsageScope.User(actor.userId()), NOON)).isEqualTo(70);
    }

    @Test
    default void pages_through_the_newest_first() {
        Actor actor = newcomer();
        List<UsageRecord> records =
                IntStream.range(0, 7).mapToObj(i -> TestUsage.of(actor)).toList();
        usage().append(records);

        var found = new ArrayList<UUID>();
        UUID after = null;
        do {
            Page<UsageRecord> page = usage().rows(actor, UsageFilter.ANY, new Page.Request(after, 3));
            page.items().forEach(record -> found.add(record.id()));
            after = page.next();
        } while (after != null);

        assertThat(found)
                .containsExactlyElementsOf(records.stream()
                        .map(UsageRecord::id)
                        .sorted((a, b) -> b.toString().compareTo(a.toString()))
                        .toList());
    }

    @Test
    default void shows_users_their_own_usage_and_administrators_everybodys() {
        Actor actor = newcomer();
        Actor colleague = TestActors.ofAnyName().colleagueOf(actor);
        usage().append(List.of(TestUsage.of(actor), TestUsage.of(colleague)));
        var tenant = new UsageFilter(actor.tenantId(), null, null, null, null, null, null);

        assertThat(usage().rows(actor, tenant, ALL).items()).hasSize(1);
        assertThat(usage().rows(actor, UsageFilter.ofUser(colleague.userId()), ALL)
                        .items())
                .isEmpty();
        assertThat(usage().daily(actor, tenant, Set.of(), 10))
                .extracting(UsageDay::requests)
                .containsExactly(1L);
        assertThat(usage().rows(administrator(), tenant, ALL).items()).hasSize(2);
        assertThat(usage().daily(administrator(), tenant, Set.of(By.USER), 10)).hasSize(2);
    }

    @Test
    default void filters_by_everything() {
        Actor actor = newcomer();
        UUID key = TestActors.IDS.next();
        UsageRecord wanted = TestUsage.of(actor, key, NOON, "anthropic", "claude", 5L, Status.OK);
        usage().append(List.of(
                wanted,
                TestUsage.of(actor, NOON, "anthropic", "claude", 5L),
                TestUsage.of(actor, key, NOON, "openai", "claude", 5L, Status.OK),
                TestUsage.of(actor, key, NOON, "anthropic", "other", 5L, Status.OK),
                TestUsage.of(actor, key, NOON.minus(Duration.ofDays(1)), "anthropic", "claude", 5L, Status.OK),
                TestUsage.of(actor, key, NOON.plus(Duration.ofDays(1)), "anthropic", "claude", 5L, Status.OK)));
        Instant midnight = Instant.parse("2026-03-04T00:00:00Z");
        var filter = new UsageFilter(
                actor.tenantId(),
                actor.userId(),
                key,
                "anthropic",
                "claude",
                midnight,
                midnight.plus(Duration.ofDays(1)));

        assertThat(usage().rows(actor, filter, ALL).items()).containsExactly(wanted);
        assertThat(usage().daily(actor, filter, EnumSet.allOf(By.class), 10))
                .containsExactly(new UsageDay(
                        DAY, actor.tenantId(), actor.userId(), key, "anthropic", "claude", 1, 0, wanted.usage(), 5, 0));
    }

    @Test
    default void sums_days_up_apart_by_what_is_asked() {
        Actor actor = newcomer();
        usage().append(List.of(
                TestUsage.of(actor, NOON, "openai", "gpt-5", 10L),
                TestUsage.of(actor, null, NOON, "openai", "gpt-5", null, Status.FAILED),
                TestUsage.of(actor, NOON, "anthropic", "claude", 30L),
                TestUsage.of(actor, NOON.minus(Duration.ofDays(1)), "openai", "gpt-5", 7L)));

        assertThat(usage().daily(actor, UsageFilter.ANY, Set.of(By.PROVIDER), 10))
                .containsExactly(
                        day(DAY, "anthropic", 1, 0, 30, 0),
                        day(DAY, "openai", 2, 1, 10, 1),
                        day(DAY.minusDays(1), "openai", 1, 0, 7, 0));
        assertThat(usage().daily(actor, UsageFilter.ANY, Set.of(By.PROVIDER), 2))
                .hasSize(2);
        assertThat(usage().daily(actor, UsageFilter.ANY, Set.of(By.KEY), 10))
                .extracting(UsageDay::keyId)
                .containsOnlyOnce((UUID) null);
    }

    private static UsageDay day(LocalDate day, String provider, long requests, long failed, long cost, long unpriced) {
        var usage = new Usage(100 * requests, 20 * requests, 10 * requests, 30 * requests, 5 * requests);
        return new UsageDay(day, null, null, null, provider, null, requests, failed, usage, cost, unpriced);
    }

    @Test
    default void tells_what_a_key_a_user_and_a_tenant_spent_since_an_instant() {
        Actor actor = newcomer();
        Actor colleague = TestActors.ofAnyName().colleagueOf(actor);
        UUID key = TestActors.IDS.next();
        usage().append(List.of(
                TestUsage.of(actor, key, NOON, "openai", "gpt-5", 1L, Status.OK),
                TestUsage.of(actor, NOON.minusNanos(1_000), "openai", "gpt-5", 10L),
                TestUsage.of(actor, NOON.plus(Duration.ofDays(40)), "openai", "gpt-5", 100L),
                TestUsage.of(actor, NOON, "openai", "gpt-5", null),
                TestUsage.of(colleague, NOON, "openai", "gpt-5", 1_000L)));

        assertThat(usage().spent(new UsageScope.Key(key), NOON)).isEqualTo(1);
        assertThat(usage().spent(new UsageScope.User(actor.userId()), NOON)).isEqualTo(101);
        assertThat(usage().spent(new UsageScope.Tenant(actor.tenantId()), NOON)).isEqualTo(1_101);
        assertThat(usage().spent(new UsageScope.User(actor.userId()), Instant.parse("2026-03-04T00:00:00Z")))
                .isEqualTo(111);
        assertThat(usage().spent(new UsageScope.User(actor.userId()), NOON.plus(Duration.ofDays(41))))
                .isZero();
        assertThat(usage().spent(new UsageScope.Key(TestActors.IDS.next()), Instant.EPOCH))
                .isZero();
    }
}
