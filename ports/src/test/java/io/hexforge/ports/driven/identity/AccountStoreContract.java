package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.Race;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What every [AccountStore] does. Each test begins with a store in which nothing has been founded.
public interface AccountStoreContract {
    AccountStore accounts();

    /// The keys of the same installation.
    ApiKeyStore keys();

    @Test
    default void has_no_operator_before_it_is_founded() {
        assertThat(accounts().operator()).isEmpty();
        assertThat(keys().credentials()).isEmpty();
    }

    @Test
    default void keeps_the_operator_and_its_key_as_they_were_given() {
        var founder = new Founder();

        assertThat(founder.found(accounts())).isTrue();

        assertThat(accounts().operator()).contains(founder.operator);
        assertThat(keys().find(founder.key.actor(true), founder.key.id())).contains(founder.key);
    }

    @Test
    default void lets_the_first_key_act_as_administrator() {
        new Founder().found(accounts());

        assertThat(keys().credentials())
                .singleElement()
                .satisfies(credential -> assertThat(credential.systemAdmin()).isTrue());
    }

    @Test
    default void changes_nothing_when_it_is_founded_again() {
        var first = new Founder();
        first.found(accounts());

        assertThat(new Founder().found(accounts())).isFalse();

        assertThat(accounts().operator()).contains(first.operator);
        assertThat(keys().credentials()).extracting(each -> each.key().id()).containsExactly(first.key.id());
    }

    @Test
    default void is_founded_by_exactly_one_of_fifty_concurrent_callers() {
        var outcomes = Race.ofFifty(i -> new Founder().found(accounts()));

        assertThat(outcomes).filteredOn(founded -> founded).hasSize(1);
        assertThat(keys().credentials())
                .singleElement()
                .satisfies(credential -> assertThat(credential.key().userId())
                        .isEqualTo(accounts().operator().orElseThrow().id()));
    }

    @Test
    default void grows_the_version_of_the_keys() {
        long before = keys().version();

        new Founder().found(accounts());

        assertThat(keys().version()).isGreaterThan(before);
    }

    /// Somebody with all that founding takes.
    final class Founder {
        final Instant now = TestKeys.NOW;
        final Tenant tenant = new Tenant(TestActors.IDS.next(), "default", "Default", now);
        final User operator = new User(TestActors.IDS.next(), tenant.id(), "operator", "Operator", true, now);
        final ApiKey key = TestKeys.of(new Actor(tenant.id(), operator.id(), null, Set.of(), true));

        boolean found(AccountStore accounts) {
            return accounts.found(tenant, operator, key);
        }
    }
}
