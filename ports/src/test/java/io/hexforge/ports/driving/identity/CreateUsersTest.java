package io.hexforge.ports.driving.identity;

import static io.hexforge.ports.driving.identity.Stage.ADA;
import static io.hexforge.ports.driving.identity.Stage.HOME;
import static io.hexforge.ports.driving.identity.Stage.OTHER;
import static io.hexforge.ports.driving.identity.Stage.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import io.hexforge.domain.Secret;
import io.hexforge.domain.Violation;
import io.hexforge.ports.driving.identity.CreateUsers.Outcome;
import io.hexforge.ports.driving.identity.CreateUsers.Wanted;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CreateUsersTest {
    private final Stage stage = new Stage();
    private final CreateUsers users = stage.parts.createUsers();

    @Test
    void makes_an_administrator_who_can_log_in() {
        var wanted = new Wanted("root@example.org", OTHER, "Root", "The Root", true);

        assertThat(users.create(stage.operator(), wanted, null)).isInstanceOf(Outcome.Made.class);

        SignedIn in = Stage.in(stage.parts.logIn().logIn("root", OTHER, null, HOME));
        assertThat(stage.actor(in).systemAdmin()).isTrue();
        assertThat(in.user().emailVerified()).isTrue();
    }

    @Test
    void lets_nobody_else_make_users() {
        Actor ada = stage.actor(stage.in(HOME));
        var wanted = new Wanted("root@example.org", OTHER, null, null, true);

        assertThat(users.create(ada, wanted, null)).isEqualTo(new Outcome.Forbidden());
        assertThat(users.claimOperator(ada, "root@example.org", OTHER, null)).isEqualTo(new Outcome.Forbidden());
    }

    @Test
    void lets_no_key_make_anybody_who_may_do_more_than_the_key() {
        Actor operator = stage.operator();
        var manager =
                new Actor(operator.tenantId(), operator.userId(), operator.userId(), Set.of(Scope.USERS_WRITE), true);

        assertThat(users.create(manager, new Wanted("root@example.org", OTHER, null, null, true), null))
                .isEqualTo(new Outcome.Forbidden());
        assertThat(users.claimOperator(manager, "root@example.org", OTHER, null))
                .isEqualTo(new Outcome.Forbidden());
        assertThat(users.create(manager, new Wanted("user@example.org", OTHER, null, null, false), null))
                .isInstanceOf(Outcome.Made.class);
    }

    @Test
    void says_what_is_wrong() {
        assertThat(users.create(stage.operator(), new Wanted(ADA, OTHER, null, null, false), null))
                .isEqualTo(new Outcome.Refused(List.of(new Violation("/email", "is the address of another user"))));
        assertThat(users.create(stage.operator(), new Wanted("no", new Secret("short"), "?", null, false), null))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/email", "/username", "/password"));
        for (String name : List.of("x".repeat(121), "two\nlines")) {
            assertThat(users.create(stage.operator(), new Wanted("b@example.org", OTHER, null, name, false), null))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.violations())
                                    .extracting(Violation::pointer)
                                    .containsExactly("/full_name"));
        }
    }

    @Test
    void makes_the_operator_a_person_once() {
        assertThat(users.claimOperator(stage.operator(), ADA, PASSWORD, null)).isInstanceOf(Outcome.Refused.class);
        assertThat(users.claimOperator(stage.operator(), "op@example.org", PASSWORD, null))
                .isInstanceOf(Outcome.Made.class);
        assertThat(users.claimOperator(stage.operator(), "eve@example.org", OTHER, null))
                .isEqualTo(new Outcome.Claimed());

        SignedIn in = Stage.in(stage.parts.logIn().logIn("op@example.org", PASSWORD, null, HOME));
        assertThat(stage.actor(in).userId()).isEqualTo(stage.operator().userId());
        assertThat(stage.actor(in).systemAdmin()).isTrue();
    }
}
