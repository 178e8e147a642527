package io.hexforge.ports.driving.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.gateway.Budget.Kind;
import io.hexforge.domain.gateway.Budget.Period;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.domain.identity.KeyLimits;
import io.hexforge.domain.ops.Standing;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driving.gateway.MeterCalls.Admission;
import io.hexforge.ports.driving.gateway.MeterCalls.Admission.Granted;
import io.hexforge.ports.driving.gateway.MeterCalls.Admission.Refused;
import io.hexforge.ports.driving.gateway.MeterCalls.Estimate;
import io.hexforge.ports.driving.identity.Authenticate;
import io.hexforge.ports.driving.identity.FoundInstallation;
import io.hexforge.ports.driving.identity.ManageApiKeys;
import io.hexforge.ports.driving.identity.ManageApiKeys.Issued;
import io.hexforge.ports.driving.identity.MeterRequests;
import io.hexforge.ports.inprocess.gateway.InProcessBudgetStore;
import io.hexforge.ports.inprocess.gateway.InProcessUsageStore;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.ops.InProcessLimitStore;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeterCallsTest {
    private static final Estimate SMALL = new Estimate(10, 10, 90, 5_000L);

    private final TestClock clock = new TestClock();
    private final Random random = new Random(1);
    private final Ids ids = new Ids(clock, random);
    private final InProcessAccounts accounts = new InProcessAccounts();
    private final InProcessUsageStore usage = new InProcessUsageStore(1_000);
    private final InProcessBudgetStore budgetStore = new InProcessBudgetStore();
    private final Authenticate authenticate = new Authenticate(accounts, clock);
    private final ManageApiKeys keys = new ManageApiKeys(accounts, authenticate, ids, random);
    private Actor operator;
    private Budgets budgets;
    private ManageBudgets manageBudgets;
    private MeterCalls calls;

    @BeforeEach
    void start() {
        var founding = new FoundInstallation(accounts, ids, random);
        founding.found();
        operator = founding.operator();
        restart();
    }

    /// A new process over the same stores.
    private void restart() {
        budgets = new Budgets(budgetStore, usage, authenticate, clock);
        budgets.refresh();
        manageBudgets = new ManageBudgets(budgetStore, budgets, authenticate, ids);
        var limits = new InProcessLimitStore(clock, Duration.ofMinutes(11));
        calls = new MeterCalls(limits, new MeterRequests(limits, authenticate, 60), budgets);
    }

    private Actor withKey(KeyLimits limits) {
        var made = (Issued.Made) keys.create(operator, "test", operator.scopes(), limits, null);
        return made.key().actor(false);
    }

    @Test
    void grants_sixty_calls_a_minute_and_says_where_that_stands() {
        Actor user = withKey(KeyLimits.NONE);
        for (int i = 0; i < 60; i++) {
            assertThat(calls.begin(user, SMALL)).isInstanceOf(Granted.class);
        }

        Admission refused = calls.begin(user, SMALL);

        UpstreamFault fault = fault(refused);
        assertThat(fault.kind()).isEqualTo(UpstreamFault.Kind.RATE_LIMITED);
        assertThat(fault.status()).isEqualTo(429);
        assertThat(fault.retryAfter()).isBetween(Duration.ofMillis(990), Duration.ofMillis(1_010));
        assertThat(refused.standings()).extracting(Standing::name).containsExactly("requests");
        clock.advance(Duration.ofSeconds(2));
        assertThat(calls.begin(user, SMALL)).isInstanceOf(Granted.class);
    }

    @Test
    void lets_the_key_of_an_administrator_have_more_and_that_of_others_only_less() {
        var wide = new KeyLimits(1_000L, null, false, null);
        Actor user = withKey(wide);
        Actor admin = new Actor(user.tenantId(), user.userId(), user.keyId(), user.scopes(), true);

        assertThat(calls.begin(user, SMALL).standings())
                .extracting(standing -> standing.limit().capacity())
                .containsExactly(1_000L, 60L);
        assertThat(calls.begin(admin, SMALL).standings())
                .extracting(standing -> standing.limit().capacity())
                .containsExactly(1_000L);
    }

    @Test
    void never_overshoots_a_hard_limit_of_tokens_and_a_budget_with_fifty_at_once() {
        Actor user = withKey(new KeyLimits(null, 1_050L, true, null));
        manageBudgets.set(operator, Kind.KEY, user.keyId(), Period.DAY, 40_000);

        List<Admission> all = Race.ofFifty(i -> {
            Admission admission = calls.begin(user, SMALL);
            if (admission instanceof Granted(var lease)) {
                lease.settle(Usage.of(10, 90), 5_000);
                lease.settle(Usage.of(10, 90), 5_000);
            }
            return admission;
        });

        assertThat(all).filteredOn(Granted.class::isInstance).hasSize(8);
        assertThat(fault(calls.begin(user, SMALL)).kind()).isEqualTo(UpstreamFault.Kind.QUOTA);
    }

    @Test
    void gives_back_what_a_call_did_not_use() {
        Actor user = withKey(new KeyLimits(null, 100L, true, 1L));
        var lease = ((Granted) calls.begin(user, SMALL)).lease();
        assertThat(fault(calls.begin(user, SMALL)).message()).contains("100 tokens a minute");

        lease.settle(Usage.NONE, 0);

        assertThat(calls.begin(user, SMALL)).isInstanceOf(Granted.class);
        assertThat(fault(calls.begin(user, new Estimate(0, 0, 0, null))).message())
                .contains("1 calls at a time");
    }

    @Test
    void estimates_a_soft_limit_by_what_answers_usually_have() {
        Actor user = withKey(new KeyLimits(null, 10_000L, false, null));
        var large = new Estimate(400, 100, 100_000, null);
        for (int i = 0; i < 40; i++) {
            ((Granted) calls.begin(user, large)).lease().settle(Usage.of(100, 50), 0);
            clock.advance(Duration.ofSeconds(5));
        }

        Standing tokens = calls.begin(user, large).standings().get(1);

        assertThat(tokens.remaining()).isBetween(9_200L, 9_800L);
        assertThat(tokens.demand().amount()).isBetween(150L, 600L);
    }

    @Test
    void takes_calls_of_unknown_cost_until_the_budget_is_used_up() {
        Actor user = withKey(KeyLimits.NONE);
        manageBudgets.set(operator, Kind.USER, user.userId(), Period.MONTH, 10_000);
        var unpriced = new Estimate(10, 10, 10, null);

        assertThat(calls.begin(user, unpriced)).isInstanceOf(Granted.class);
        ((Granted) calls.begin(user, SMALL)).lease().settle(Usage.of(10, 90), 10_000);

        assertThat(fault(calls.begin(user, unpriced)).kind()).isEqualTo(UpstreamFault.Kind.QUOTA);
    }

    @Test
    void goes_on_with_a_budget_after_a_restart_and_begins_anew_in_the_next_window() {
        Actor user = withKey(KeyLimits.NONE);
        manageBudgets.set(operator, Kind.TENANT, null, Period.DAY, 10_000);
        usage.append(List.of(record(user, 8_000)));
        assertThat(calls.begin(user, SMALL)).isInstanceOf(Granted.class);

        restart();
        assertThat(fault(calls.begin(user, SMALL)).kind()).isEqualTo(UpstreamFault.Kind.QUOTA);
        assertThat(fault(calls.begin(user, SMALL)).retryAfter()).isBetween(Duration.ofHours(1), Duration.ofHours(24));
        assertThat(manageBudgets.list(operator).getFirst().spentNanoUsd()).isEqualTo(8_000);

        clock.advance(Duration.ofDays(1));
        assertThat(calls.begin(user, SMALL)).isInstanceOf(Granted.class);
    }

    @Test
    void follows_what_other_nodes_spend() {
        Actor user = withKey(KeyLimits.NONE);
        manageBudgets.set(operator, Kind.USER, user.userId(), Period.TOTAL, 10_000);
        usage.append(List.of(record(user, 9_000)));
        clock.advance(Duration.ofSeconds(11));

        budgets.refreshIfChanged();

        assertThat(fault(calls.begin(user, SMALL)).kind()).isEqualTo(UpstreamFault.Kind.QUOTA);
    }

    @Test
    void lets_the_successors_of_a_key_spend_what_is_left_of_its_budget_and_no_more() {
        Actor old = withKey(KeyLimits.NONE);
        manageBudgets.set(operator, Kind.KEY, old.keyId(), Period.DAY, 20_000);
        ((Granted) calls.begin(old, SMALL)).lease().settle(Usage.of(10, 90), 5_000);
        usage.append(List.of(record(old, 5_000)));

        Actor middle = rotated(old);
        Actor successor = rotated(middle);
        keys.revoke(operator, old.keyId());
        ((Granted) calls.begin(middle, SMALL)).lease().settle(Usage.of(10, 90), 5_000);
        ((Granted) calls.begin(successor, SMALL)).lease().settle(Usage.of(10, 90), 10_000);
        usage.append(List.of(record(middle, 5_000), record(successor, 10_000)));

        assertThat(fault(calls.begin(successor, SMALL)).kind()).isEqualTo(UpstreamFault.Kind.QUOTA);
        assertThat(manageBudgets.list(operator).getFirst().spentNanoUsd()).isEqualTo(20_000);
        restart();
        assertThat(fault(calls.begin(successor, SMALL)).kind()).isEqualTo(UpstreamFault.Kind.QUOTA);
        assertThat(calls.begin(withKey(KeyLimits.NONE), SMALL)).isInstanceOf(Granted.class);
    }

    private Actor rotated(Actor old) {
        return ((Issued.Made) keys.rotate(operator, old.keyId(), Duration.ofHours(1)))
                .key()
                .actor(false);
    }

    private UsageRecord record(Actor actor, long cost) {
        return new UsageRecord(
                ids.next(),
                clock.instant(),
                actor.tenantId(),
                actor.userId(),
                actor.keyId(),
                "request",
                "openai",
                "gpt-5",
                "",
                Usage.of(10, 90),
                cost,
                null,
                Duration.ZERO,
                null,
                UsageRecord.Status.OK,
                1,
                false);
    }

    private static UpstreamFault fault(Admission admission) {
        assertThat(admission).isInstanceOf(Refused.class);
        return ((Refused) admission).fault();
    }
}
