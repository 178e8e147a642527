package io.hexforge.ports.driving.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.User;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TenantsTest extends TenancyStage {
    @Test
    void a_session_switches_to_another_tenant_of_its_user_with_new_tokens() {
        User member = join(Role.MEMBER);
        SignedIn home = login(member);
        clock.advance(Duration.ofMinutes(10));

        var switched = (SwitchTenant.Outcome.Done) tenancy.switchTenant().to(actor(home), tenant);

        assertThat(accepted(home.accessToken())).isFalse();
        Actor there = actor(switched.signedIn());
        assertThat(there.tenantId()).isEqualTo(tenant);
        assertThat(there.scopes()).isEqualTo(Role.MEMBER.scopes());
        assertThat(there.sessionId()).isEqualTo(home.session().id());
        assertThat(sessions.fresh(home.session().id())).isFalse();
        assertThat(tenancy.switchTenant().to(there, bob.tenantId())).isInstanceOf(SwitchTenant.Outcome.NotFound.class);
        assertThat(recorded()).contains("session.tenant_switched");
    }

    @Test
    void whoever_makes_a_tenant_owns_it() {
        Actor asBob = new Actor(bob.tenantId(), bob.id(), null, Set.of(Scope.ALL), false);

        var made = (Tenants.Outcome.Done) tenancy.tenants().create(asBob, " Ünïcorn & Söhne ", null);

        assertThat(made.tenant().slug()).startsWith("unicorn-sohne-");
        assertThat(made.tenant().name()).isEqualTo("Ünïcorn & Söhne");
        assertThat(tenancy.tenants().create(asBob, "Other", made.tenant().slug()))
                .isInstanceOf(Tenants.Outcome.SlugTaken.class);
        assertThat(tenancy.tenants().create(asBob, " ", "A B")).isInstanceOf(Tenants.Outcome.Invalid.class);
        assertThat(tenancy.tenants().mine(asBob))
                .extracting(each -> each.role())
                .containsExactly(Role.OWNER, Role.OWNER);
        assertThat(tenancy.tenants().find(in(ada), made.tenant().id())).isEmpty();
        assertThat(tenancy.tenants().rename(in(ada), made.tenant().id(), "x", null, null))
                .isInstanceOf(Tenants.Outcome.NotFound.class);
        assertThat(tenancy.tenants().all(in(ada), Page.Request.first())).isNull();
        assertThat(tenancy.tenants().all(systemAdmin(), Page.Request.first()).items())
                .hasSize(3);
        assertThat(tenancy.tenants().rename(in(ada), tenant, "Ada & Co", null, 7L))
                .isInstanceOf(Tenants.Outcome.Conflict.class);
        assertThat(tenancy.tenants().rename(in(ada), tenant, "Ada & Co", null, 1L))
                .isInstanceOf(Tenants.Outcome.Done.class);
    }

    @Test
    void a_service_account_acts_by_keys_that_its_tenants_administrators_make() {
        var made = (ServiceAccounts.Outcome.Done) tenancy.serviceAccounts().create(in(ada), tenant, "CI", Role.MEMBER);
        User service = made.account().user();
        var issued = (ManageApiKeys.Issued.Made)
                tenancy.serviceAccounts().issueKey(in(ada), tenant, service.id(), "ci", null, null);

        assertThat(actor(issued.secret()).userId()).isEqualTo(service.id());
        assertThat(actor(issued.secret()).scopes()).isEqualTo(Role.MEMBER.scopes());
        assertThat(tenancy.serviceAccounts()
                        .issueKey(in(ada), tenant, service.id(), "ci", Set.of(Scope.MEMBERS_WRITE), null))
                .isInstanceOf(ManageApiKeys.Issued.Refused.class);
        assertThat(tenancy.serviceAccounts().issueKey(in(ada), tenant, bob.id(), "x", null, null))
                .isInstanceOf(ManageApiKeys.Issued.NotFound.class);
        assertThat(tenancy.serviceAccounts()
                        .revokeKey(in(ada), tenant, service.id(), issued.key().id()))
                .isInstanceOf(ManageApiKeys.Changed.Saved.class);
        assertThat(authenticate.withCredential(issued.secret().reveal())).isEmpty();
        assertThat(service.email()).isNull();
        assertThat(accounts.of(service.id())).isEmpty();
    }
}
