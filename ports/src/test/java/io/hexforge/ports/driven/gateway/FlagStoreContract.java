package io.hexforge.ports.driven.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.FeatureFlag;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.TestActors;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every [FlagStore] does. Tests may share one store: each looks only at tenants of its own.
public interface FlagStoreContract {
    Instant NOW = Instant.parse("2026-03-02T00:00:00.123456Z");

    FlagStore flags();

    @Test
    default void keeps_flags_by_tenant_and_name() {
        UUID tenant = TestActors.IDS.next();
        var second = new FeatureFlag(tenant, "b", false, NOW);
        var first = new FeatureFlag(tenant, "a", true, NOW.plusSeconds(1));

        flags().put(second);
        flags().put(first);

        assertThat(of(tenant)).containsExactly(first, second);
        assertThat(of(TestActors.IDS.next())).isEmpty();
    }

    @Test
    default void puts_a_flag_in_place_of_the_earlier_one() {
        UUID tenant = TestActors.IDS.next();
        var changed = new FeatureFlag(tenant, "a", false, NOW.plusSeconds(1));

        flags().put(new FeatureFlag(tenant, "a", true, NOW));
        flags().put(changed);

        assertThat(of(tenant)).containsExactly(changed);
    }

    @Test
    default void forgets_a_flag_once() {
        UUID tenant = TestActors.IDS.next();
        flags().put(new FeatureFlag(tenant, "a", true, NOW));

        assertThat(flags().remove(tenant, "b")).isFalse();
        assertThat(flags().remove(TestActors.IDS.next(), "a")).isFalse();
        assertThat(flags().remove(tenant, "a")).isTrue();
        assertThat(flags().remove(tenant, "a")).isFalse();
        assertThat(of(tenant)).isEmpty();
    }

    @Test
    default void grows_its_version_with_each_change() {
        UUID tenant = TestActors.IDS.next();
        long before = flags().version();
        flags().put(new FeatureFlag(tenant, "a", true, NOW));
        long put = flags().version();
        flags().remove(tenant, "a");

        assertThat(put).isGreaterThan(before);
        assertThat(flags().version()).isGreaterThan(put);
    }

    @Test
    default void keeps_one_flag_of_fifty_that_are_put_at_once() {
        UUID tenant = TestActors.IDS.next();

        Race.ofFifty(i -> {
            flags().put(new FeatureFlag(tenant, "a", i % 2 == 0, NOW));
            return i;
        });

        assertThat(of(tenant)).hasSize(1);
    }

    private List<FeatureFlag> of(UUID tenant) {
        return flags().all().stream()
                .filter(flag -> flag.tenantId().equals(tenant))
                .toList();
    }
}
