package io.hexforge.ports.driving.identity;

import static io.hexforge.ports.driving.identity.Stage.ADA;
import static io.hexforge.ports.driving.identity.Stage.ELSEWHERE;
import static io.hexforge.ports.driving.identity.Stage.HOME;
import static io.hexforge.ports.driving.identity.Stage.OTHER;
import static io.hexforge.ports.driving.identity.Stage.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.RecoveryCode;
import io.hexforge.ports.driving.identity.ManageTotp.Confirmed;
import io.hexforge.ports.driving.identity.Reauthenticate.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManageTotpTest {
    private final Stage stage = new Stage();
    private final ManageTotp totp = stage.parts.manageTotp();

    @Test
    void protects_nothing_until_the_app_has_shown_a_right_number() {
        Actor ada = stage.actor(stage.in(HOME));
        totp.setUp(ada).orElseThrow();

        assertThat(totp.confirm(ada, "000000", HOME)).isEqualTo(Confirmed.WRONG_CODE);
        assertThat(totp.status(ada)).isEqualTo(new ManageTotp.Status(false, 0, false));
        stage.in(ELSEWHERE);

        assertThat(totp.confirm(ada, stage.number(), HOME)).isEqualTo(Confirmed.ON);
        assertThat(totp.status(ada)).isEqualTo(new ManageTotp.Status(true, RecoveryCode.SET, false));
        assertThat(stage.logIn(PASSWORD, HOME).toString()).contains("SecondFactorNeeded");
    }

    @Test
    void takes_no_recovery_code_in_place_of_the_first_number() {
        Actor ada = stage.actor(stage.in(HOME));
        var setup = totp.setUp(ada).orElseThrow();

        assertThat(totp.confirm(ada, setup.recoveryCodes().getFirst().reveal(), HOME))
                .isEqualTo(Confirmed.WRONG_CODE);
    }

    @Test
    void ends_the_other_sessions_when_it_is_confirmed_and_tells_the_user() {
        SignedIn other = stage.in(ELSEWHERE);
        SignedIn own = stage.in(HOME);
        Actor ada = stage.actor(own);
        totp.setUp(ada);
        totp.confirm(ada, stage.number(), HOME);

        assertThat(stage.alive(other)).isFalse();
        assertThat(stage.alive(own)).isTrue();
        assertThat(stage.subjectsTo(ADA)).endsWith("The way you log in was changed");
    }

    @Test
    void is_not_replaced_by_setting_up_again() {
        stage.app();
        Actor ada = someSession();

        assertThat(totp.setUp(ada)).isEmpty();
        assertThat(totp.confirm(ada, stage.number(), HOME)).isEqualTo(Confirmed.ALREADY_ON);
    }

    @Test
    void replaces_all_recovery_codes() {
        List<RecoveryCode> old = stage.app().recoveryCodes();
        Actor ada = someSession();

        List<RecoveryCode> fresh = totp.renewRecoveryCodes(ada, HOME).orElseThrow();

        assertThat(stage.parts.logIn().logIn(ADA, PASSWORD, old.getLast().reveal(), HOME))
                .isEqualTo(new LogIn.Outcome.WrongCode());
        Stage.in(stage.parts.logIn().logIn(ADA, PASSWORD, fresh.getLast().reveal(), HOME));
    }

    @Test
    void ends_all_sessions_when_it_is_taken_away() {
        stage.app();
        Actor ada = someSession();
        var session = stage.sessions.list(ada);

        assertThat(totp.disable(ada, HOME)).isTrue();
        assertThat(totp.disable(ada, HOME)).isFalse();

        assertThat(session).isNotEmpty();
        assertThat(stage.sessions.list(ada)).isEmpty();
        stage.in(HOME);
        assertThat(stage.subjectsTo(ADA).stream().filter(subject -> subject.startsWith("The way you log in")))
                .hasSize(2);
        assertThat(totp.renewRecoveryCodes(ada, HOME)).isEmpty();
    }

    @Test
    void stores_no_secret_in_clear() {
        var setup = stage.app();

        assertThat(setup.toString()).doesNotContain(setup.secret().reveal());
        assertThat(setup.url().reveal()).contains(setup.secret().reveal(), "Hexforge:ada%40example.org");
    }

    @Test
    void asks_for_all_factors_before_something_delicate() {
        stage.app();
        Actor ada = someSession();
        stage.clock.advance(Duration.ofMinutes(6));
        var session = java.util.Objects.requireNonNull(ada.sessionId());
        var prove = stage.parts.reauthenticate();
        assertThat(stage.sessions.fresh(session)).isFalse();

        assertThat(prove.prove(ada, null, stage.number(), HOME)).isEqualTo(new Outcome.Missing("password"));
        assertThat(prove.prove(ada, PASSWORD, null, HOME)).isEqualTo(new Outcome.Missing("code"));
        assertThat(prove.prove(ada, OTHER, stage.number(), HOME)).isEqualTo(new Outcome.Wrong());
        assertThat(prove.prove(ada, PASSWORD, "000000", HOME)).isEqualTo(new Outcome.Wrong());
        assertThat(stage.sessions.fresh(session)).isFalse();

        assertThat(prove.prove(ada, PASSWORD, stage.number(), HOME)).isInstanceOf(Outcome.Done.class);
        assertThat(stage.sessions.fresh(session)).isTrue();
        stage.clock.advance(Duration.ofMinutes(5));
        assertThat(stage.sessions.fresh(session)).isFalse();
    }

    /// A session of Ada's, whose second factor was proved by the number of the next minute.
    private Actor someSession() {
        stage.clock.advance(Duration.ofMinutes(1));
        SignedIn in = Stage.in(stage.parts.logIn().logIn(ADA, PASSWORD, stage.number(), HOME));
        assertThat(in.session().methods()).contains(AuthMethod.TOTP);
        return stage.actor(in);
    }
}
