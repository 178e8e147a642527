package io.hexforge.ports.driven.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.Budget;
import io.hexforge.domain.gateway.Budget.Kind;
import io.hexforge.domain.gateway.Budget.Period;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.TestActors;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every [BudgetStore] must do.
public interface BudgetStoreContract {
    Instant NOW = Instant.parse("2026-03-04T05:06:07.123457Z");

    BudgetStore budgets();

    private Actor actor() {
        return new Actor(UUID.randomUUID(), UUID.randomUUID(), null, Set.of(), false);
    }

    private static Actor colleague(Actor actor, boolean systemAdmin) {
        return new Actor(actor.tenantId(), UUID.randomUUID(), null, Set.of(), systemAdmin);
    }

    private static Budget budget(Actor by, Kind kind, UUID subject, UUID subjectUser, long amount) {
        return new Budget(
                TestActors.IDS.next(),
                by.tenantId(),
                by.userId(),
                kind,
                subject,
                kind == Kind.TENANT ? null : subjectUser,
                Period.MONTH,
                amount,
                NOW,
                1);
    }

    @Test
    default void keeps_what_was_put_and_replaces_it() {
        Actor owner = actor();
        Budget first = budget(owner, Kind.USER, owner.userId(), owner.userId(), 5_000_000_000L);
        long before = budgets().version();

        assertThat(budgets().put(owner, first)).isEqualTo(first);
        assertThat(budgets().version()).isGreaterThan(before);
        assertThat(budgets().visible(owner)).containsExactly(first);

        Budget second = budget(owner, Kind.USER, owner.userId(), owner.userId(), 7);
        Budget stored = budgets().put(owner, second);
        assertThat(stored).isEqualTo(second.inPlaceOf(first));
        assertThat(budgets().visible(owner)).containsExactly(stored);
        assertThat(budgets().all()).contains(stored);
    }

    @Test
    default void shows_users_what_holds_for_them_and_lets_them_change_only_their_own() {
        Actor user = actor();
        Actor admin = colleague(user, true);
        Actor other = colleague(user, false);
        Budget ofAdmin = budgets().put(admin, budget(admin, Kind.KEY, UUID.randomUUID(), user.userId(), 1));
        Budget ofTenant = budgets().put(admin, budget(admin, Kind.TENANT, user.tenantId(), user.userId(), 2));
        Budget own = budgets().put(user, budget(user, Kind.USER, user.userId(), user.userId(), 3));

        assertThat(budgets().visible(user)).containsExactlyInAnyOrder(ofAdmin, ofTenant, own);
        assertThat(budgets().visible(other)).containsExactly(ofTenant);
        assertThat(budgets().visible(admin)).contains(ofAdmin, ofTenant, own);

        assertThat(budgets().remove(user, ofAdmin.id())).isFalse();
        assertThat(budgets().remove(other, own.id())).isFalse();
        assertThat(budgets().remove(user, own.id())).isTrue();
        assertThat(budgets().remove(user, own.id())).isFalse();
        assertThat(budgets().remove(admin, ofAdmin.id())).isTrue();
    }

    @Test
    default void keeps_one_of_fifty_that_are_put_at_once() {
        Actor owner = actor();

        Race.ofFifty(i -> budgets().put(owner, budget(owner, Kind.USER, owner.userId(), owner.userId(), i)));

        assertThat(budgets().visible(owner)).hasSize(1).allMatch(stored -> stored.version() == 50);
    }
}
