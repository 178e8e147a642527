package io.hexforge.ports.driving.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.gateway.UsageFilter;
import io.hexforge.ports.driven.gateway.TestUsage;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driving.gateway.ReadUsage.Question;
import io.hexforge.ports.inprocess.gateway.InProcessUsageStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadUsageTest {
    private final Actor user = TestActors.ofAnyName().newcomer();
    private final Actor colleague = TestActors.ofAnyName().colleagueOf(user);
    private final Actor administrator = new Actor(user.tenantId(), TestActors.IDS.next(), null, user.scopes(), true);
    private final InProcessUsageStore store = new InProcessUsageStore(100);
    private final ReadUsage read = new ReadUsage(store, InstantSource.fixed(TestUsage.NOON));

    private long seen(Actor actor, UsageFilter filter, boolean everybodys) {
        store.append(List.of(TestUsage.of(user), TestUsage.of(colleague)));
        var question = new Question(filter, everybodys);
        assertThat(read.daily(actor, question, Set.of()).isPresent())
                .isEqualTo(read.rows(actor, question, Page.Request.first()).isPresent());
        return read.rows(actor, question, Page.Request.first())
                .map(page -> (long) page.items().size())
                .orElse(-1L);
    }

    private UsageFilter tenant() {
        return new UsageFilter(user.tenantId(), null, null, null, null, null, null);
    }

    @Test
    void users_see_their_own_and_are_refused_that_of_others() {
        assertThat(seen(user, UsageFilter.ANY, false)).isEqualTo(1);
        assertThat(seen(user, UsageFilter.ofUser(user.userId()), false)).isEqualTo(2);
        assertThat(seen(user, UsageFilter.ofUser(colleague.userId()), false)).isEqualTo(-1);
        assertThat(seen(user, tenant(), false)).isEqualTo(-1);
        assertThat(seen(user, UsageFilter.ANY, true)).isEqualTo(-1);
    }

    @Test
    void administrators_see_their_own_unless_they_ask_for_more() {
        assertThat(seen(administrator, UsageFilter.ANY, false)).isZero();
        assertThat(seen(administrator, UsageFilter.ANY, true)).isEqualTo(4);
        assertThat(seen(administrator, tenant(), false)).isEqualTo(6);
        assertThat(seen(administrator, UsageFilter.ofUser(user.userId()), false))
                .isEqualTo(4);
    }

    @Test
    void costs_are_those_of_today_of_the_month_and_of_all_time() {
        store.append(List.of(
                TestUsage.of(user, TestUsage.NOON, "openai", "gpt-5", 1L),
                TestUsage.of(user, TestUsage.NOON.minusSeconds(3 * 86_400), "openai", "gpt-5", 10L),
                TestUsage.of(user, TestUsage.NOON.minusSeconds(40 * 86_400), "anthropic", "claude", 100L),
                TestUsage.of(colleague, TestUsage.NOON, "openai", "gpt-5", 1_000L)));

        var costs = read.costs(user);

        assertThat(costs.today()).isEqualTo(1);
        assertThat(costs.thisMonth()).isEqualTo(11);
        assertThat(costs.total()).isEqualTo(111);
        assertThat(costs.byProvider()).containsEntry("openai", 11L).containsEntry("anthropic", 100L);
        assertThat(read.costs(administrator).total()).isEqualTo(1_111);
    }
}
