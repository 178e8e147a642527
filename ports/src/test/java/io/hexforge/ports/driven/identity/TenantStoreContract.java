package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Page;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.TenantStore.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every [TenantStore] does. Tests may share one store.
public interface TenantStoreContract {
    TenantStore tenants();

    /// The users of the same installation.
    AccountStore accounts();

    @Test
    default void keeps_a_tenant_with_all_its_members_and_microseconds() {
        User owner = Newcomers.add(accounts());
        Tenant tenant = tenant();

        assertThat(tenants().add(tenant, owning(tenant, owner))).isEqualTo(Stored.DONE);

        assertThat(tenants().find(tenant.id())).contains(tenant);
        assertThat(tenants().find(TestActors.IDS.next())).isEmpty();
        assertThat(accounts().memberships(owner.id())).contains(owning(tenant, owner));
        assertThat(tenants().ofUser(owner.id())).extracting(Tenant::id).containsExactly(owner.tenantId(), tenant.id());
    }

    @Test
    default void takes_no_slug_twice() {
        User owner = Newcomers.add(accounts());
        Tenant first = tenant();
        Tenant second = tenant();
        tenants().add(first, owning(first, owner));
        tenants().add(second, owning(second, owner));
        var same = new Tenant(TestActors.IDS.next(), first.slug(), "Same", TestKeys.NOW);

        assertThat(tenants().add(same, owning(same, owner))).isEqualTo(Stored.SLUG_TAKEN);
        assertThat(tenants().save(second.named(first.slug(), "Same"), 1)).isEqualTo(Stored.SLUG_TAKEN);

        assertThat(tenants().find(same.id())).isEmpty();
        assertThat(tenants().find(second.id())).contains(second);
        assertThat(tenants().ofUser(owner.id())).hasSize(3);
    }

    @Test
    default void saves_only_from_the_expected_version() {
        User owner = Newcomers.add(accounts());
        Tenant tenant = tenant();
        tenants().add(tenant, owning(tenant, owner));
        Tenant renamed = tenant.named(tenant.slug() + "-2", "Renamed – ü");

        assertThat(tenants().save(renamed, 1)).isEqualTo(Stored.DONE);
        assertThat(tenants().save(tenant.named(tenant.slug(), "Late"), 1)).isEqualTo(Stored.STALE);
        assertThat(tenants().save(tenant(), 1)).isEqualTo(Stored.STALE);

        assertThat(tenants().find(tenant.id())).contains(renamed);
    }

    @Test
    default void saves_one_of_fifty_concurrent_changes_of_one_version() {
        User owner = Newcomers.add(accounts());
        Tenant tenant = tenant();
        tenants().add(tenant, owning(tenant, owner));

        var outcomes = Race.ofFifty(i -> tenants().save(tenant.named(tenant.slug(), "Name " + i), 1));

        assertThat(outcomes).filteredOn(stored -> stored == Stored.DONE).hasSize(1);
    }

    @Test
    default void pages_by_id_oldest_first() {
        User owner = Newcomers.add(accounts());
        Tenant one = tenant();
        Tenant two = tenant();
        tenants().add(one, owning(one, owner));
        tenants().add(two, owning(two, owner));

        var all = new ArrayList<UUID>();
        Page<Tenant> page = tenants().page(new Page.Request(null, 2));
        page.items().forEach(tenant -> all.add(tenant.id()));
        while (page.next() != null) {
            page = tenants().page(new Page.Request(page.next(), 2));
            page.items().forEach(tenant -> all.add(tenant.id()));
        }

        assertThat(all).containsAll(List.of(one.id(), two.id(), owner.tenantId()));
        assertThat(all.stream().map(UUID::toString)).isSorted();
    }

    private static Tenant tenant() {
        UUID id = TestActors.IDS.next();
        return new Tenant(id, "t-" + id, "Tenant – ü", TestKeys.NOW.plusSeconds(1));
    }

    private static Membership owning(Tenant tenant, User owner) {
        return new Membership(tenant.id(), owner.id(), Role.OWNER, tenant.createdAt());
    }
}
