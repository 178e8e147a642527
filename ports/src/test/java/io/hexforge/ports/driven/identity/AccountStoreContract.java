package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.AccountStore.Stored;
import io.hexforge.ports.driven.identity.PasswordStore.StoredPassword;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every [AccountStore] does. Each test begins with a store in which nothing has been founded.
public interface AccountStoreContract {
    AccountStore accounts();

    /// The keys of the same installation.
    ApiKeyStore keys();

    /// The passwords of the same installation.
    PasswordStore passwords();

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

    @Test
    default void makes_the_operator_own_the_first_tenant() {
        var founder = new Founder();
        founder.found(accounts());

        assertThat(accounts().memberships(founder.operator.id()))
                .containsExactly(new Membership(founder.tenant.id(), founder.operator.id(), Role.OWNER, founder.now));
    }

    @Test
    default void keeps_a_user_with_tenant_membership_and_password_as_they_were_given() {
        var ada = new Person("ada");

        assertThat(ada.addTo(accounts())).isEqualTo(Stored.DONE);

        assertThat(accounts().find(ada.user.id())).contains(ada.user);
        assertThat(accounts().named("ada")).contains(ada.user);
        assertThat(accounts().named("ada@example.org")).contains(ada.user);
        assertThat(accounts().memberships(ada.user.id())).containsExactly(ada.membership);
        assertThat(accounts().account(ada.user.id())).contains(new Account(ada.user, List.of(ada.membership)));
        assertThat(passwords().of(ada.user.id())).contains(new StoredPassword("$hash", ada.user.createdAt()));
    }

    @Test
    default void knows_nobody_whom_it_was_not_given() {
        assertThat(accounts().find(TestActors.IDS.next())).isEmpty();
        assertThat(accounts().named("nobody")).isEmpty();
        assertThat(accounts().memberships(TestActors.IDS.next())).isEmpty();
        assertThat(accounts().account(TestActors.IDS.next())).isEmpty();
        assertThat(passwords().of(TestActors.IDS.next())).isEmpty();
    }

    @Test
    default void refuses_an_address_or_a_name_that_somebody_else_has_and_changes_nothing() {
        new Person("ada").addTo(accounts());
        var sameAddress = new Person("ada2", "ada@example.org");
        var sameName = new Person("ada", "ada3@example.org");

        assertThat(sameAddress.addTo(accounts())).isEqualTo(Stored.EMAIL_TAKEN);
        assertThat(sameName.addTo(accounts())).isEqualTo(Stored.USERNAME_TAKEN);

        assertThat(accounts().find(sameAddress.user.id())).isEmpty();
        assertThat(accounts().memberships(sameName.user.id())).isEmpty();
    }

    @Test
    default void lets_one_of_fifty_concurrent_callers_have_an_address() {
        var outcomes = Race.ofFifty(i -> new Person("ada" + i, "ada@example.org").addTo(accounts()));

        assertThat(outcomes).filteredOn(each -> each == Stored.DONE).hasSize(1);
        assertThat(outcomes).filteredOn(each -> each == Stored.EMAIL_TAKEN).hasSize(outcomes.size() - 1);
    }

    @Test
    default void saves_a_change_of_the_version_that_it_was_made_from_only() {
        var ada = new Person("ada");
        ada.addTo(accounts());
        User changed = ada.user.named("countess", "Ada").disabled(ada.user.createdAt());

        assertThat(accounts().save(changed, ada.user.version())).isEqualTo(Stored.DONE);
        assertThat(accounts().save(ada.user.enabled(), ada.user.version())).isEqualTo(Stored.STALE);

        assertThat(accounts().find(ada.user.id())).contains(changed);
        assertThat(accounts().named("countess")).contains(changed);
        assertThat(accounts().named("ada")).isEmpty();
    }

    @Test
    default void saves_no_address_that_somebody_else_has() {
        new Person("bob").addTo(accounts());
        var ada = new Person("ada");
        ada.addTo(accounts());
        var bobs = EmailAddress.parse("bob@example.org").orElseThrow();

        assertThat(accounts().save(ada.user.reachedAt(bobs, null), 1)).isEqualTo(Stored.EMAIL_TAKEN);

        assertThat(accounts().find(ada.user.id())).contains(ada.user);
    }

    @Test
    default void replaces_a_password() {
        var ada = new Person("ada");
        ada.addTo(accounts());
        var changed = new StoredPassword("$other", TestKeys.NOW.plusSeconds(1));

        passwords().put(ada.user.id(), changed);

        assertThat(passwords().of(ada.user.id())).contains(changed);
    }

    @Test
    default void keeps_no_password_of_nobody() {
        UUID nobody = TestActors.IDS.next();

        passwords().put(nobody, new StoredPassword("$hash", TestKeys.NOW));

        assertThat(passwords().of(nobody)).isEmpty();
    }

    @Test
    default void hides_the_keys_of_a_disabled_user_from_the_credential_check() {
        var founder = new Founder();
        founder.found(accounts());
        long before = keys().version();

        accounts().save(founder.operator.disabled(founder.now), 1);

        assertThat(keys().credentials()).isEmpty();
        assertThat(keys().version()).isGreaterThan(before);
    }

    /// Somebody who signs up.
    final class Person {
        final Tenant tenant;
        final User user;
        final Membership membership;

        Person(String name) {
            this(name, name + "@example.org");
        }

        Person(String name, String email) {
            UUID tenantId = TestActors.IDS.next();
            tenant = new Tenant(tenantId, tenantId.toString(), name, TestKeys.NOW);
            user = new User(
                    TestActors.IDS.next(),
                    tenantId,
                    name,
                    EmailAddress.parse(email).orElseThrow(),
                    name,
                    false,
                    TestKeys.NOW,
                    null,
                    null,
                    null,
                    1);
            membership = new Membership(tenantId, user.id(), Role.OWNER, TestKeys.NOW);
        }

        Stored addTo(AccountStore accounts) {
            return accounts.add(user, tenant, membership, "$hash");
        }
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
