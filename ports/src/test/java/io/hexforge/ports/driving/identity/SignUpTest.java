package io.hexforge.ports.driving.identity;

import static io.hexforge.ports.driving.identity.Stage.ADA;
import static io.hexforge.ports.driving.identity.Stage.HOME;
import static io.hexforge.ports.driving.identity.Stage.OTHER;
import static io.hexforge.ports.driving.identity.Stage.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Secret;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driving.identity.SignUp.Outcome;
import io.hexforge.ports.driving.identity.SignUp.Wanted;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SignUpTest {
    private static final Outcome ACCEPTED = new Outcome.Accepted();
    private final Stage stage = new Stage();

    @Test
    void makes_a_user_that_owns_a_tenant_of_its_own_and_administers_nothing() {
        assertThat(signUp("bob@example.org", "Bob")).isEqualTo(ACCEPTED);

        User bob = stage.parts.user("bob@example.org");
        assertThat(bob.username()).isEqualTo("bob");
        assertThat(bob.displayName()).isEqualTo("bob");
        assertThat(bob.systemAdmin()).isFalse();
        assertThat(bob.emailVerified()).isFalse();
        assertThat(stage.accounts.memberships(bob.id()))
                .containsExactly(new Membership(bob.tenantId(), bob.id(), Role.OWNER, bob.createdAt()));
        assertThat(bob.tenantId()).isNotEqualTo(stage.ada.tenantId());
        Stage.in(stage.parts.logIn().logIn("bob", PASSWORD, null, HOME));
    }

    @Test
    void sends_a_link_that_confirms_the_address() {
        signUp("bob@example.org", null);

        assertThat(stage.subjectsTo("bob@example.org")).containsExactly("Confirm your e-mail address");
        assertThat(stage.parts.confirmAddress().verify(stage.parts.lastToken("bob@example.org"), HOME))
                .isTrue();
        assertThat(stage.parts.user("bob@example.org").emailVerified()).isTrue();
    }

    @Test
    void answers_alike_and_works_alike_whether_or_not_the_address_is_taken() {
        List<Integer> before = stage.parts.work();
        assertThat(signUp("bob@example.org", null)).isEqualTo(ACCEPTED);
        List<Integer> free = stage.parts.work();
        assertThat(stage.parts.signUp().signUp(new Wanted(" ADA@example.org", OTHER, null, null, null, null), HOME))
                .isEqualTo(ACCEPTED);
        List<Integer> taken = stage.parts.work();

        assertThat(taken.get(1) - free.get(1))
                .isEqualTo(free.get(1) - before.get(1))
                .isEqualTo(1);
        assertThat(stage.subjectsTo(ADA)).endsWith("You already have an account");
        Stage.in(stage.parts.logIn().logIn(ADA, PASSWORD, null, HOME));
    }

    @Test
    void gives_a_name_like_it_to_who_asks_for_one_that_somebody_has() {
        assertThat(signUp("bob@example.org", "Ada")).isEqualTo(ACCEPTED);

        assertThat(stage.parts.user("bob@example.org").username()).matches("ada-\\d+");
        assertThat(stage.parts.user(ADA).username()).isEqualTo("ada");
    }

    @Test
    void makes_one_account_of_fifty_that_ask_at_once() {
        assertThat(Race.ofFifty(i -> signUp("bob@example.org", "bob" + i))).containsOnly(ACCEPTED);

        assertThat(stage.subjectsTo("bob@example.org"))
                .filteredOn(subject -> subject.startsWith("Confirm"))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void says_what_is_wrong_with_each_field() {
        var bad = new Wanted("not an address", new Secret("short"), "a b", "x".repeat(121), null, "a\nb");

        assertThat(stage.parts.signUp().signUp(bad, HOME))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/email", "/username", "/full_name", "/tenant_name", "/password"));
        assertThat(stage.parts
                        .signUp()
                        .signUp(
                                new Wanted("bob@example.org", new Secret("bob@example.org"), null, null, null, null),
                                HOME))
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void refuses_a_stolen_password() {
        var wanted = new Wanted("bob@example.org", LoginParts.STOLEN, null, null, null, null);

        assertThat(stage.parts.signUp().signUp(wanted, HOME))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.violations())
                                .singleElement()
                                .satisfies(violation ->
                                        assertThat(violation.detail()).contains("stolen")));
    }

    @Test
    void refuses_a_code_that_it_does_not_know_whatever_the_address() {
        for (String email : List.of(ADA, "bob@example.org")) {
            var wanted = new Wanted(email, PASSWORD, null, null, "POCKET-NOSUCH", null);
            assertThat(stage.parts.signUp().signUp(wanted, HOME))
                    .isEqualTo(new Outcome.NotInvited(new SignUpGate.Answer.UnknownCode()));
        }
    }

    private Outcome signUp(String email, @Nullable String username) {
        return stage.parts.signUp().signUp(new Wanted(email, PASSWORD, username, null, null, null), HOME);
    }
}
