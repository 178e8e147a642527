package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.TieStore.Ties;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every tie store does. Each test gets one without users.
public interface TieStoreContract {
    Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    TieStore ties();

    AccountStore accounts();

    /// {@return the owner of a new tenant}
    default User owner(String name, boolean administrator) {
        var tenant = new Tenant(TestActors.IDS.next(), name, name, NOW);
        User user = new User(TestActors.IDS.next(), tenant.id(), name, name, administrator, NOW)
                .reachedAt(new EmailAddress(name + "@example.org"), NOW);
        accounts().add(user, tenant, new Membership(tenant.id(), user.id(), Role.OWNER, NOW), null);
        return user;
    }

    /// {@return somebody who joined a tenant}
    default User joined(UUID tenantId, String name, Role role, int after) {
        User user = new User(TestActors.IDS.next(), tenantId, name, name, false, NOW)
                .reachedAt(new EmailAddress(name + "@example.org"), NOW);
        accounts().add(user, null, new Membership(tenantId, user.id(), role, NOW.plusSeconds(after)), null);
        return user;
    }

    /// {@return a machine that belongs to a tenant}
    default User machine(UUID tenantId, String name) {
        var user = new User(TestActors.IDS.next(), tenantId, name, name, false, NOW);
        accounts().add(user, null, new Membership(tenantId, user.id(), Role.ADMIN, NOW), null);
        return user;
    }

    private Role role(User user) {
        return accounts().memberships(user.id()).getFirst().role();
    }

    @Test
    default void who_is_alone_is_tied_to_nobody() {
        User ada = owner("ada", false);
        owner("grace", true);

        assertThat(ties().tiesOf(ada.id())).isEqualTo(new Ties(false, Set.of(), Set.of(ada.tenantId())));
        assertThat(ties().tiesOf(ada.id()).binding()).isFalse();
    }

    @Test
    default void the_only_owner_is_tied_to_the_members() {
        User ada = owner("ada", false);
        User bob = joined(ada.tenantId(), "bob", Role.ADMIN, 1);

        assertThat(ties().tiesOf(ada.id())).isEqualTo(new Ties(false, Set.of(ada.tenantId()), Set.of()));
        assertThat(ties().tiesOf(ada.id()).binding()).isTrue();
        assertThat(ties().tiesOf(bob.id())).isEqualTo(new Ties(false, Set.of(), Set.of()));
    }

    @Test
    default void a_machine_ties_nobody_and_inherits_nothing() {
        User ada = owner("ada", false);
        User machine = machine(ada.tenantId(), "builder");

        assertThat(ties().tiesOf(ada.id())).isEqualTo(new Ties(false, Set.of(), Set.of(ada.tenantId())));
        User bob = joined(ada.tenantId(), "bob", Role.VIEWER, 9);
        ties().handOver(ada.id());
        assertThat(role(bob)).isEqualTo(Role.OWNER);
        assertThat(role(machine)).isEqualTo(Role.ADMIN);
    }

    @Test
    default void one_of_two_owners_is_free() {
        User ada = owner("ada", false);
        joined(ada.tenantId(), "bob", Role.OWNER, 1);

        assertThat(ties().tiesOf(ada.id())).isEqualTo(new Ties(false, Set.of(), Set.of()));
    }

    @Test
    default void the_only_administrator_is_tied_to_the_installation() {
        User ada = owner("ada", true);
        assertThat(ties().tiesOf(ada.id()).onlyAdministrator()).isTrue();
        assertThat(ties().tiesOf(ada.id()).binding()).isTrue();

        owner("grace", true);

        assertThat(ties().tiesOf(ada.id()).onlyAdministrator()).isFalse();
    }

    @Test
    default void a_tenant_is_handed_to_the_longest_standing_of_the_highest_role() {
        User ada = owner("ada", false);
        User viewer = joined(ada.tenantId(), "viewer", Role.VIEWER, 1);
        User late = joined(ada.tenantId(), "late", Role.ADMIN, 9);
        User early = joined(ada.tenantId(), "early", Role.ADMIN, 5);

        ties().handOver(ada.id());

        assertThat(role(early)).isEqualTo(Role.OWNER);
        assertThat(role(late)).isEqualTo(Role.ADMIN);
        assertThat(role(viewer)).isEqualTo(Role.VIEWER);
        assertThat(ties().tiesOf(ada.id()).binding()).isFalse();
        ties().handOver(ada.id());
        assertThat(role(late)).isEqualTo(Role.ADMIN);
    }

    @Test
    default void nothing_is_handed_over_where_there_is_another_owner_or_nobody() {
        User ada = owner("ada", false);
        User bob = joined(ada.tenantId(), "bob", Role.OWNER, 1);
        User carl = joined(ada.tenantId(), "carl", Role.MEMBER, 2);

        ties().handOver(ada.id());
        ties().handOver(carl.id());

        assertThat(role(bob)).isEqualTo(Role.OWNER);
        assertThat(role(carl)).isEqualTo(Role.MEMBER);
    }
}
