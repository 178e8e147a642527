package io.hexforge.ports.driving.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.ApiKeySecret;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FoundInstallationTest {
    private final TestClock clock = new TestClock();
    private final InProcessAccounts accounts = new InProcessAccounts();
    private final FoundInstallation founding =
            new FoundInstallation(accounts, new Ids(clock, new Random(1)), new Random(2));

    @Test
    void gives_the_operator_a_key_that_may_do_everything() {
        ApiKeySecret secret = founding.found().orElseThrow();

        var authenticate = new Authenticate(accounts, clock);
        authenticate.refresh();
        Actor actor = authenticate.withKey(secret.reveal()).orElseThrow();
        assertThat(actor.systemAdmin()).isTrue();
        assertThat(actor.scopes()).containsExactly(Scope.ALL);
        assertThat(actor.userId()).isEqualTo(founding.operator().userId());
    }

    @Test
    void shows_the_key_once() {
        assertThat(founding.found()).isPresent();
        assertThat(founding.found()).isEmpty();
        assertThat(accounts.credentials()).hasSize(1);
    }

    @Test
    void shows_the_key_to_exactly_one_of_fifty_concurrent_nodes() {
        var secrets = Race.ofFifty(i -> founding.found());

        assertThat(secrets).filteredOn(Optional::isPresent).hasSize(1);
    }

    @Test
    void has_no_operator_before_it_is_founded() {
        assertThatIllegalStateException().isThrownBy(founding::operator);
    }

    @Test
    void lets_the_operator_act_on_the_machine_itself_without_a_key() {
        founding.found();

        Actor operator = founding.operator();

        assertThat(operator.keyId()).isNull();
        assertThat(operator.may(Scope.OPS_READ)).isTrue();
    }
}
