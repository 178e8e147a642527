package io.hexforge.ports.driving.identity;

import static io.hexforge.ports.driving.identity.Stage.ADA;
import static io.hexforge.ports.driving.identity.Stage.ELSEWHERE;
import static io.hexforge.ports.driving.identity.Stage.HOME;
import static io.hexforge.ports.driving.identity.Stage.OTHER;
import static io.hexforge.ports.driving.identity.Stage.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hexforge.domain.Secret;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driving.identity.ManagePassword.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ManagePasswordTest {
    private static final Outcome DONE = new Outcome.Done();
    private final Stage stage = new Stage();
    private final ManagePassword passwords = stage.parts.managePassword();

    @Test
    void changes_a_password_and_ends_the_other_sessions() {
        SignedIn own = stage.in(HOME);
        SignedIn other = stage.in(ELSEWHERE);

        assertThat(passwords.change(stage.actor(own), PASSWORD, OTHER, HOME)).isEqualTo(DONE);

        assertThat(stage.alive(own)).isTrue();
        assertThat(stage.alive(other)).isFalse();
        assertThat(stage.logIn(PASSWORD, HOME)).isEqualTo(new LogIn.Outcome.WrongCredentials());
        Stage.in(stage.logIn(OTHER, HOME));
        assertThat(stage.subjectsTo(ADA)).endsWith("Your password was changed");
    }

    @Test
    void changes_nothing_without_the_present_password() {
        SignedIn own = stage.in(HOME);

        assertThat(passwords.change(stage.actor(own), OTHER, OTHER, HOME)).isEqualTo(new Outcome.WrongPassword());
        assertThat(passwords.change(stage.actor(own), null, OTHER, HOME)).isEqualTo(new Outcome.WrongPassword());
        assertThat(passwords.change(stage.actor(own), PASSWORD, new Secret("short"), HOME))
                .isInstanceOf(Outcome.Refused.class);
        Stage.in(stage.logIn(PASSWORD, HOME));
    }

    @Test
    void refuses_stolen_passwords_at_a_change_and_at_a_reset() {
        SignedIn own = stage.in(HOME);
        assertThat(passwords.change(stage.actor(own), PASSWORD, LoginParts.STOLEN, HOME))
                .isInstanceOf(Outcome.Refused.class);

        passwords.request(ADA, HOME);
        Secret token = stage.parts.lastToken(ADA);

        assertThat(passwords.reset(token, LoginParts.STOLEN, HOME)).isInstanceOf(Outcome.Refused.class);
        assertThat(passwords.reset(token, OTHER, HOME)).isEqualTo(DONE);
    }

    @Test
    void lets_nobody_guess_the_present_password_in_a_stolen_session() {
        SignedIn own = stage.in(HOME);
        for (int i = 0; i < 5; i++) {
            passwords.change(stage.actor(own), OTHER, OTHER, ELSEWHERE);
        }
        assertThat(passwords.change(stage.actor(own), PASSWORD, OTHER, ELSEWHERE))
                .isInstanceOf(Outcome.TooSoon.class);
    }

    @Test
    void asks_who_has_a_second_factor_to_prove_it_first() {
        stage.app();
        stage.clock.advance(Duration.ofMinutes(1));
        SignedIn own = Stage.in(stage.parts.logIn().logIn(ADA, PASSWORD, stage.number(), HOME));
        stage.clock.advance(Duration.ofMinutes(6));

        assertThat(passwords.change(stage.actor(own), PASSWORD, OTHER, HOME)).isEqualTo(new Outcome.NotFresh());

        var proved = (Reauthenticate.Outcome.Done)
                stage.parts.reauthenticate().prove(stage.actor(own), PASSWORD, stage.number(), HOME);
        assertThat(passwords.change(stage.actor(proved.signedIn()), PASSWORD, OTHER, HOME))
                .isEqualTo(DONE);
    }

    @Test
    void resets_a_password_by_a_link_once_and_ends_all_sessions() {
        SignedIn in = stage.in(HOME);
        passwords.request(ADA, HOME);
        Secret token = stage.parts.lastToken(ADA);

        assertThat(passwords.reset(token, OTHER, HOME)).isEqualTo(DONE);

        assertThat(stage.alive(in)).isFalse();
        assertThat(passwords.reset(token, OTHER, HOME)).isEqualTo(new Outcome.UnknownToken());
        Stage.in(stage.logIn(OTHER, HOME));
        assertThat(stage.subjectsTo(ADA)).contains("Choose a new password").endsWith("Your password was changed");
    }

    @Test
    void writes_to_nobody_who_has_no_account() {
        passwords.request("nobody@example.org", HOME);
        passwords.request("not an address", HOME);
        passwords.request("ada", HOME);

        assertThat(stage.parts.mailsTo("nobody@example.org")).isEmpty();
        assertThat(stage.subjectsTo(ADA)).doesNotContain("Choose a new password");
    }

    @Test
    void lets_a_link_work_for_an_hour_and_voids_the_ones_before() {
        passwords.request(ADA, HOME);
        Secret first = stage.parts.lastToken(ADA);
        passwords.request(ADA, HOME);
        Secret second = stage.parts.lastToken(ADA);

        assertThat(passwords.reset(first, OTHER, HOME)).isEqualTo(new Outcome.UnknownToken());
        stage.clock.advance(Duration.ofHours(1));
        assertThat(passwords.reset(second, OTHER, HOME)).isEqualTo(new Outcome.UnknownToken());
        assertThat(stage.parts.magicLinks().enter(second, HOME))
                .as("for nothing else")
                .isEmpty();
    }

    @Test
    void keeps_the_link_when_the_password_is_refused() {
        passwords.request(ADA, HOME);
        Secret token = stage.parts.lastToken(ADA);

        assertThat(passwords.reset(token, new Secret("short"), HOME)).isInstanceOf(Outcome.Refused.class);
        assertThat(passwords.reset(token, new Secret("ada@example.org1"), HOME)).isInstanceOf(Outcome.Refused.class);
        assertThat(passwords.reset(token, OTHER, HOME)).isEqualTo(DONE);
    }

    @Test
    void keeps_the_link_when_the_password_cannot_be_hashed_at_the_moment() {
        passwords.request(ADA, HOME);
        Secret token = stage.parts.lastToken(ADA);

        stage.parts.rush(true);
        assertThatExceptionOfType(PortException.class).isThrownBy(() -> passwords.reset(token, OTHER, HOME));
        stage.parts.rush(false);

        assertThat(passwords.reset(token, OTHER, HOME)).isEqualTo(DONE);
        assertThat(passwords.reset(token, OTHER, HOME)).isEqualTo(new Outcome.UnknownToken());
    }

    @Test
    void resets_once_however_many_use_the_link_at_once() {
        passwords.request(ADA, HOME);
        Secret token = stage.parts.lastToken(ADA);

        assertThat(Race.ofFifty(i -> passwords.reset(token, OTHER, HOME))).containsOnlyOnce(DONE);
    }

    @Test
    void does_not_let_anybody_past_the_second_factor() {
        stage.app();
        passwords.request(ADA, HOME);
        passwords.reset(stage.parts.lastToken(ADA), OTHER, HOME);

        assertThat(stage.logIn(OTHER, HOME))
                .isInstanceOfSatisfying(
                        LogIn.Outcome.Proved.class,
                        proved -> assertThat(proved.admission()).isInstanceOf(Admission.SecondFactorNeeded.class));
    }

    @Test
    void writes_few_mails_however_often_strangers_ask() {
        int before = stage.parts.mailsTo(ADA).size();
        for (int i = 0; i < 50; i++) {
            passwords.request(ADA, ELSEWHERE);
        }
        assertThat(stage.parts.mailsTo(ADA).size() - before).isBetween(1, 5);
    }

    @Test
    void shows_no_token_in_the_audit_log() {
        passwords.request(ADA, HOME);
        Secret token = stage.parts.lastToken(ADA);
        passwords.reset(token, OTHER, HOME);

        assertThat(stage.auditLog
                        .page(
                                stage.operator(),
                                io.hexforge.domain.identity.AuditFilter.ALL,
                                io.hexforge.domain.Page.Request.first())
                        .items()
                        .toString())
                .contains("password.reset")
                .doesNotContain(token.reveal());
    }
}
