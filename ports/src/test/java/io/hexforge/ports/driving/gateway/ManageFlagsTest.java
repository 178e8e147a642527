package io.hexforge.ports.driving.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import io.hexforge.domain.gateway.RouteFlags;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driving.gateway.ManageFlags.Listed;
import io.hexforge.ports.driving.gateway.ManageFlags.Outcome;
import io.hexforge.ports.inprocess.gateway.InProcessFlagStore;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManageFlagsTest {
    private final InProcessFlagStore store = new InProcessFlagStore();
    private final Flags flags = new Flags(store);
    private final ManageFlags manage = new ManageFlags(store, flags, new TestClock());
    private final Actor admin = TestActors.ofAnyName().newcomer();
    private final UUID other = TestActors.IDS.next();

    @Test
    void a_flag_is_in_force_when_it_is_set() {
        assertThat(flags.of(admin.tenantId())).isEqualTo(RouteFlags.NONE);

        manage.set(admin, null, "router.force_provider_openai", true);
        manage.set(admin, null, "router.disable_provider_google", true);
        manage.set(admin, null, "router.disable_provider_groq", false);

        assertThat(flags.of(admin.tenantId())).isEqualTo(new RouteFlags(Set.of("openai"), Set.of("gemini")));
        assertThat(flags.of(other)).isEqualTo(RouteFlags.NONE);
    }

    @Test
    void a_removed_flag_is_as_if_it_had_never_been_set() {
        manage.set(admin, null, "router.force_provider_openai", true);

        assertThat(manage.remove(admin, null, "router.force_provider_openai")).isEqualTo(new Outcome.Removed());
        assertThat(manage.remove(admin, null, "router.force_provider_openai")).isEqualTo(new Outcome.NotFound());
        assertThat(flags.of(admin.tenantId())).isEqualTo(RouteFlags.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "router.force_provider_", "router.force_provider_nobody", "beta", "force_provider_openai"})
    void an_unknown_flag_is_refused(String name) {
        assertThat(manage.set(admin, null, name, true)).isInstanceOf(Outcome.Invalid.class);
        assertThat(manage.remove(admin, null, name)).isInstanceOf(Outcome.Invalid.class);
    }

    @Test
    void only_who_administers_the_installation_reaches_other_tenants() {
        Actor system = new Actor(TestActors.IDS.next(), TestActors.IDS.next(), null, Set.of(Scope.ALL), true);

        assertThat(manage.set(admin, other, "router.force_provider_openai", true))
                .isEqualTo(new Outcome.Forbidden());
        assertThat(manage.remove(admin, other, "router.force_provider_openai")).isEqualTo(new Outcome.Forbidden());
        assertThat(manage.list(admin, other)).isEqualTo(new Listed.Forbidden());

        assertThat(manage.set(system, other, "router.force_provider_openai", true))
                .isInstanceOf(Outcome.Saved.class);
        assertThat(manage.list(system, other))
                .isInstanceOfSatisfying(
                        Listed.Found.class, found -> assertThat(found.flags()).hasSize(1));
        assertThat(manage.list(admin, null)).isEqualTo(new Listed.Found(java.util.List.of()));
        assertThat(flags.of(other).forcedProviders()).containsExactly("openai");
    }

    @Test
    void a_disabled_provider_may_not_serve_even_when_forced() {
        var both = new RouteFlags(Set.of("openai", "groq"), Set.of("groq"));

        assertThat(both.allow("openai")).isTrue();
        assertThat(both.allow("groq")).isFalse();
        assertThat(both.allow("xai")).isFalse();
        assertThat(RouteFlags.NONE.allow("xai")).isTrue();
    }
}
