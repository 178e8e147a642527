package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.MemberStore.Change;
import io.hexforge.ports.driven.identity.MemberStore.Search;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every [MemberStore] does. Tests may share one store: each looks only at tenants of its own.
public interface MemberStoreContract {
    Instant NOW = TestKeys.NOW;

    MemberStore members();

    /// The users of the same installation.
    AccountStore accounts();

    /// The keys of the same installation.
    ApiKeyStore keys();

    @Test
    default void shows_of_a_member_what_belongs_to_the_tenant() {
        User ada = Newcomers.add(accounts());
        User bob = Newcomers.add(accounts());
        Membership joined = joined(ada.tenantId(), bob, Role.VIEWER);

        assertThat(members().find(ada.tenantId(), bob.id())).contains(new Account(bob, List.of(joined)));
        assertThat(members().find(bob.tenantId(), ada.id())).isEmpty();
        assertThat(members().find(null, bob.id()).orElseThrow().memberships())
                .containsExactlyInAnyOrder(joined, home(bob));
        assertThat(members().find(null, TestActors.IDS.next())).isEmpty();
    }

    @Test
    default void pages_the_members_of_a_tenant_by_id() {
        User ada = Newcomers.add(accounts());
        for (int i = 0; i < 4; i++) {
            joined(ada.tenantId(), Newcomers.add(accounts()), Role.MEMBER);
        }

        Page<Account> first = members().page(ada.tenantId(), Search.ALL, new Page.Request(null, 3));
        Page<Account> rest = members().page(ada.tenantId(), Search.ALL, new Page.Request(first.next(), 3));

        assertThat(first.items()).hasSize(3);
        assertThat(rest.items()).hasSize(2);
        assertThat(rest.next()).isNull();
        assertThat(first.items())
                .extracting(each -> each.user().id().toString())
                .isSorted();
        assertThat(first.items())
                .allSatisfy(each -> assertThat(each.memberships()).hasSize(1));
    }

    @Test
    default void finds_members_by_part_of_a_name_or_address_and_tells_machines_from_people() {
        User ada = Newcomers.add(accounts(), "Ada Lovelace");
        User percent = Newcomers.add(accounts(), "100%_sure");
        joined(ada.tenantId(), percent, Role.MEMBER);
        UUID machineId = TestActors.IDS.next();
        var machine = new User(machineId, ada.tenantId(), "service-" + machineId, "CI", false, NOW);
        accounts().add(machine, null, new Membership(ada.tenantId(), machineId, Role.MEMBER, NOW), null);

        assertThat(found(ada.tenantId(), "LOVELACE", null)).containsExactly(ada.id());
        assertThat(found(ada.tenantId(), ada.id() + "@EXAMPLE", null)).containsExactly(ada.id());
        assertThat(found(ada.tenantId(), "%_s", null)).containsExactly(percent.id());
        assertThat(found(ada.tenantId(), "nobody", null)).isEmpty();
        assertThat(found(ada.tenantId(), null, true)).containsExactly(machineId);
        assertThat(found(ada.tenantId(), null, false)).containsExactlyInAnyOrder(ada.id(), percent.id());
    }

    @Test
    default void adds_a_member_once() {
        User ada = Newcomers.add(accounts());
        User bob = Newcomers.add(accounts());
        var first = new Membership(ada.tenantId(), bob.id(), Role.VIEWER, NOW);

        var outcomes = Race.ofFifty(i -> members().add(first));

        assertThat(outcomes).filteredOn(added -> added).hasSize(1);
        assertThat(members().add(new Membership(ada.tenantId(), bob.id(), Role.OWNER, NOW)))
                .isFalse();
        assertThat(role(ada.tenantId(), bob)).isEqualTo(Role.VIEWER);
    }

    @Test
    default void changes_a_role_from_the_expected_one() {
        User ada = Newcomers.add(accounts());
        User bob = Newcomers.add(accounts());
        UUID tenant = ada.tenantId();
        joined(tenant, bob, Role.VIEWER);

        assertThat(members().changeRole(tenant, bob.id(), Role.VIEWER, Role.ADMIN))
                .isEqualTo(Change.DONE);
        assertThat(members().changeRole(tenant, bob.id(), Role.VIEWER, Role.MEMBER))
                .isEqualTo(Change.STALE);
        assertThat(members().remove(tenant, bob.id(), Role.VIEWER)).isEqualTo(Change.STALE);
        assertThat(members().changeRole(tenant, TestActors.IDS.next(), Role.VIEWER, Role.ADMIN))
                .isEqualTo(Change.NOT_FOUND);

        assertThat(role(tenant, bob)).isEqualTo(Role.ADMIN);
    }

    @Test
    default void changes_a_role_and_the_user_together_or_neither() {
        User ada = Newcomers.add(accounts());
        User bob = Newcomers.add(accounts());
        UUID tenant = ada.tenantId();
        joined(tenant, bob, Role.VIEWER);
        User out = bob.disabled(NOW);

        assertThat(members().changeRole(tenant, Role.VIEWER, Role.ADMIN, out, bob.version() + 1))
                .isEqualTo(Change.STALE);
        assertThat(members().changeRole(tenant, Role.MEMBER, Role.ADMIN, out, bob.version()))
                .isEqualTo(Change.STALE);
        assertThat(members().changeRole(tenant, Role.OWNER, Role.ADMIN, ada.disabled(NOW), ada.version()))
                .isEqualTo(Change.LAST_OWNER);
        assertThat(role(tenant, bob)).isEqualTo(Role.VIEWER);
        assertThat(accounts().find(bob.id())).contains(bob);
        assertThat(accounts().find(ada.id())).contains(ada);

        assertThat(members().changeRole(tenant, Role.VIEWER, Role.ADMIN, out, bob.version()))
                .isEqualTo(Change.DONE);
        assertThat(role(tenant, bob)).isEqualTo(Role.ADMIN);
        assertThat(accounts().find(bob.id())).contains(out);
    }

    @Test
    default void lets_a_member_who_is_removed_act_in_another_tenant() {
        User ada = Newcomers.add(accounts());
        User bob = Newcomers.add(accounts());
        joined(ada.tenantId(), bob, Role.OWNER);
        joined(bob.tenantId(), ada, Role.OWNER);

        assertThat(members().remove(bob.tenantId(), bob.id(), Role.OWNER)).isEqualTo(Change.DONE);

        User now = accounts().find(bob.id()).orElseThrow();
        assertThat(now.tenantId()).isEqualTo(ada.tenantId());
        assertThat(now.version()).isEqualTo(bob.version() + 1);
        assertThat(members().find(bob.tenantId(), bob.id())).isEmpty();
    }

    @Test
    default void leaves_a_tenant_its_last_owner() {
        User ada = Newcomers.add(accounts());
        UUID tenant = ada.tenantId();
        joined(tenant, Newcomers.add(accounts()), Role.ADMIN);

        assertThat(members().remove(tenant, ada.id(), Role.OWNER)).isEqualTo(Change.LAST_OWNER);
        assertThat(members().changeRole(tenant, ada.id(), Role.OWNER, Role.ADMIN))
                .isEqualTo(Change.LAST_OWNER);
        assertThat(members().changeRole(tenant, ada.id(), Role.OWNER, Role.OWNER))
                .isEqualTo(Change.DONE);

        assertThat(role(tenant, ada)).isEqualTo(Role.OWNER);
    }

    @Test
    default void does_not_count_an_owner_who_is_shut_out() {
        User ada = Newcomers.add(accounts());
        User bob = Newcomers.add(accounts());
        joined(ada.tenantId(), bob, Role.OWNER);
        accounts().save(bob.disabled(NOW), bob.version());

        assertThat(members().remove(ada.tenantId(), ada.id(), Role.OWNER)).isEqualTo(Change.LAST_OWNER);
        assertThat(members().remove(ada.tenantId(), bob.id(), Role.OWNER)).isEqualTo(Change.DONE);
    }

    @Test
    default void keeps_one_of_ten_owners_who_all_leave_at_once() {
        User ada = Newcomers.add(accounts());
        UUID tenant = ada.tenantId();
        List<User> owners =
                Stream.generate(() -> Newcomers.add(accounts())).limit(9).toList();
        owners.forEach(owner -> joined(tenant, owner, Role.OWNER));

        var outcomes = Race.ofFifty(i -> i % 5 == 0
                ? members()
                        .remove(
                                tenant,
                                i == 0 ? ada.id() : owners.get(i / 5 - 1).id(),
                                Role.OWNER)
                : members().changeRole(tenant, ada.id(), Role.OWNER, Role.ADMIN));

        assertThat(outcomes).contains(Change.LAST_OWNER);
        assertThat(members().page(tenant, Search.ALL, Page.Request.first()).items())
                .filteredOn(
                        each -> each.roleIn(tenant).filter(Role.OWNER::equals).isPresent())
                .hasSize(1);
    }

    @Test
    default void ends_the_keys_of_a_member_who_is_removed_and_narrows_those_of_one_with_a_lesser_role() {
        User ada = Newcomers.add(accounts());
        User bob = Newcomers.add(accounts());
        UUID tenant = ada.tenantId();
        joined(tenant, bob, Role.MEMBER);
        ApiKey key = TestKeys.of(new Actor(tenant, bob.id(), null, Set.of(), false));
        keys().add(key.actor(false), key);
        assertThat(scopes(key)).containsExactlyInAnyOrder(Scope.GATEWAY_USE, Scope.KEYS_READ);
        long before = keys().version();

        members().changeRole(tenant, bob.id(), Role.MEMBER, Role.VIEWER);

        assertThat(keys().version()).isGreaterThan(before);
        assertThat(scopes(key)).isEmpty();
        long narrowed = keys().version();

        members().remove(tenant, bob.id(), Role.VIEWER);

        assertThat(keys().version()).isGreaterThan(narrowed);
        assertThat(keys().credentials()).extracting(each -> each.key().id()).doesNotContain(key.id());
    }

    private Set<Scope> scopes(ApiKey key) {
        return keys().credentials().stream()
                .filter(each -> each.key().id().equals(key.id()))
                .findFirst()
                .orElseThrow()
                .actor()
                .scopes();
    }

    private List<UUID> found(UUID tenant, String text, Boolean services) {
        return members().page(tenant, new Search(text, services), Page.Request.first()).items().stream()
                .map(each -> each.user().id())
                .toList();
    }

    private Role role(UUID tenant, User user) {
        return members().find(tenant, user.id()).orElseThrow().roleIn(tenant).orElseThrow();
    }

    private Membership joined(UUID tenant, User user, Role role) {
        var membership = new Membership(tenant, user.id(), role, NOW.plusSeconds(1));
        assertThat(members().add(membership)).isTrue();
        return membership;
    }

    private static Membership home(User user) {
        return new Membership(user.tenantId(), user.id(), Role.OWNER, NOW);
    }
}
