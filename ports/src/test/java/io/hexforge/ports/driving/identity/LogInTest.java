package io.hexforge.ports.driving.identity;

import static io.hexforge.ports.driving.identity.Stage.ADA;
import static io.hexforge.ports.driving.identity.Stage.ELSEWHERE;
import static io.hexforge.ports.driving.identity.Stage.HOME;
import static io.hexforge.ports.driving.identity.Stage.OTHER;
import static io.hexforge.ports.driving.identity.Stage.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.PasswordStore.StoredPassword;
import io.hexforge.ports.driving.identity.LogIn.Outcome;
import io.hexforge.ports.inprocess.identity.Pbkdf2PasswordHasher;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LogInTest {
    private static final Outcome WRONG = new Outcome.WrongCredentials();
    private final Stage stage = new Stage();
    private final LogIn logIn = stage.parts.logIn();

    @Test
    void lets_somebody_in_by_address_and_by_name_in_any_case() {
        for (String name : List.of(ADA, " ADA@Example.ORG ", "ada", "Ada")) {
            SignedIn in = Stage.in(logIn.logIn(name, PASSWORD, null, HOME));

            assertThat(stage.actor(in).userId()).as(name).isEqualTo(stage.ada.id());
            assertThat(in.session().methods()).containsExactly(AuthMethod.PASSWORD);
        }
    }

    @Test
    void does_not_tell_a_wrong_password_from_an_unknown_name() {
        assertThat(logIn.logIn(ADA, OTHER, null, HOME)).isEqualTo(WRONG);
        assertThat(logIn.logIn("nobody@example.org", PASSWORD, null, HOME)).isEqualTo(WRONG);
        assertThat(logIn.logIn("", PASSWORD, null, HOME)).isEqualTo(WRONG);
        assertThat(logIn.logIn(ADA, new Secret(""), null, HOME)).isEqualTo(WRONG);
        assertThat(logIn.logIn(ADA, new Secret("x".repeat(1_000_000)), null, HOME))
                .isEqualTo(WRONG);
    }

    @Test
    void does_the_same_work_whoever_is_named() {
        stage.accounts.save(stage.parts.member("off@example.org", PASSWORD).disabled(stage.clock.instant()), 2);
        stage.parts.createUsers();
        var passwordless = stage.parts.member("none@example.org", PASSWORD);
        stage.accounts.put(passwordless.id(), new StoredPassword("$unknown", stage.clock.instant()));
        stage.app();

        assertThat(Stream.of(
                        work("nobody@example.org", PASSWORD),
                        work(ADA, OTHER),
                        work(ADA, PASSWORD),
                        work("off@example.org", PASSWORD),
                        work("off@example.org", OTHER),
                        work("none@example.org", OTHER),
                        work(ADA, new Secret("x".repeat(1_000_000)))))
                .containsOnly(List.of(1, 0));
    }

    private List<Integer> work(String name, Secret password) {
        List<Integer> before = stage.parts.work();
        logIn.logIn(name, password, null, HOME);
        List<Integer> after = stage.parts.work();
        return List.of(after.get(0) - before.get(0), after.get(1) - before.get(1));
    }

    @Test
    void does_not_show_by_who_has_to_wait_that_a_name_and_an_address_are_one_account() {
        for (List<String> names : List.of(List.of("ada", ADA), List.of("nobody", "nobody@example.org"))) {
            for (int i = 0; i < 4; i++) {
                assertThat(logIn.logIn(names.getFirst(), OTHER, null, ELSEWHERE))
                        .isEqualTo(WRONG);
            }
            for (int i = 0; i < 2; i++) {
                assertThat(logIn.logIn(names.getLast(), OTHER, null, ELSEWHERE))
                        .as(names.getLast())
                        .isEqualTo(WRONG);
            }
        }
    }

    @Test
    void asks_for_the_password_again_if_it_was_changed_before_the_second_factor_was_shown() {
        stage.app();
        stage.clock.advance(Duration.ofMinutes(1));
        Secret token = needed(logIn.logIn(ADA, PASSWORD, null, HOME)).mfaToken();
        stage.parts.managePassword().request(ADA, HOME);
        Secret link = stage.parts.lastToken(ADA);

        assertThat(stage.parts.managePassword().reset(link, OTHER, HOME)).isEqualTo(new ManagePassword.Outcome.Done());

        assertThat(logIn.finish(token, stage.number(), HOME)).isEqualTo(new Outcome.UnknownToken());
        Secret fresh = needed(logIn.logIn(ADA, OTHER, null, HOME)).mfaToken();
        Stage.in(logIn.finish(fresh, stage.number(), HOME));
    }

    @Test
    void hashes_anew_what_was_hashed_as_is_no_longer_done() {
        String old = new Pbkdf2PasswordHasher(1, new Random(1)).hash(PASSWORD);
        stage.accounts.put(stage.ada.id(), new StoredPassword(old, stage.clock.instant()));

        Stage.in(logIn.logIn(ADA, PASSWORD, null, HOME));

        assertThat(stage.accounts.of(stage.ada.id()).orElseThrow().hash()).startsWith("$pbkdf2-sha256$i=10,");
        Stage.in(logIn.logIn(ADA, PASSWORD, null, HOME));
    }

    @Test
    void takes_a_password_however_its_characters_were_composed() {
        stage.parts.member("zoe@example.org", new Secret("Zoe\u0308 reads every day"));

        Stage.in(logIn.logIn("zoe@example.org", new Secret("Zo\u00eb reads every day"), null, HOME));
    }

    @Test
    void tells_only_who_knows_the_password_that_the_account_is_disabled() {
        stage.accounts.save(stage.ada.disabled(stage.clock.instant()), stage.ada.version());

        assertThat(logIn.logIn(ADA, PASSWORD, null, HOME)).isEqualTo(new Outcome.Proved(new Admission.Disabled()));
        assertThat(logIn.logIn(ADA, OTHER, null, HOME)).isEqualTo(WRONG);
    }

    @Test
    void lets_nobody_in_without_a_confirmed_address_where_that_is_asked_for() {
        var strict = new Stage(true);
        strict.parts.signUp().signUp(new SignUp.Wanted("bob@example.org", PASSWORD, null, null, null, null), HOME);

        int mails = strict.parts.mailsTo("bob@example.org").size();

        assertThat(strict.parts.logIn().logIn("bob@example.org", PASSWORD, null, HOME))
                .as("else it would show who has an account")
                .isEqualTo(WRONG);
        assertThat(strict.parts.mailsTo("bob@example.org")).hasSize(mails + 1);

        strict.parts.confirmAddress().verify(strict.parts.lastToken("bob@example.org"), HOME);
        Stage.in(strict.parts.logIn().logIn("bob@example.org", PASSWORD, null, HOME));
    }

    @Test
    void calls_a_deletion_off() {
        stage.accounts.save(stage.ada.deletedAt(stage.clock.instant().plus(Duration.ofDays(30))), stage.ada.version());

        SignedIn in = stage.in(HOME);

        assertThat(in.user().deletionDueAt()).isNull();
        assertThat(stage.parts.user(ADA).deletionDueAt()).isNull();
    }

    @Test
    void asks_for_the_second_factor_and_takes_it_with_the_password_or_after_it() {
        stage.app();
        stage.clock.advance(Duration.ofMinutes(1));

        Admission.SecondFactorNeeded needed = needed(logIn.logIn(ADA, PASSWORD, null, HOME));
        SignedIn after = Stage.in(logIn.finish(needed.mfaToken(), stage.number(), HOME));
        stage.clock.advance(Duration.ofMinutes(1));
        SignedIn with = Stage.in(logIn.logIn(ADA, PASSWORD, stage.number(), HOME));

        assertThat(List.of(after, with))
                .allSatisfy(in ->
                        assertThat(in.session().methods()).isEqualTo(Set.of(AuthMethod.PASSWORD, AuthMethod.TOTP)));
        assertThat(logIn.finish(needed.mfaToken(), stage.number(), HOME))
                .as("the token is used up")
                .isEqualTo(new Outcome.UnknownToken());
    }

    @Test
    void takes_each_number_and_each_recovery_code_once() {
        ManageTotp.Setup setup = stage.app();
        String recovery = setup.recoveryCodes().getFirst().reveal();
        String used = stage.number();

        assertThat(logIn.logIn(ADA, PASSWORD, used, HOME))
                .as("it confirmed the app")
                .isEqualTo(new Outcome.WrongCode());
        SignedIn in = Stage.in(logIn.logIn(ADA, PASSWORD, recovery, HOME));

        assertThat(in.session().methods()).contains(AuthMethod.RECOVERY_CODE);
        assertThat(logIn.logIn(ADA, PASSWORD, recovery, HOME)).isEqualTo(new Outcome.WrongCode());
        assertThat(Race.ofFifty(i -> logIn.logIn(
                        ADA, PASSWORD, setup.recoveryCodes().get(1).reveal(), new Device("", "192.0.2." + i))))
                .filteredOn(outcome -> outcome instanceof Outcome.Proved)
                .hasSize(1);
    }

    @Test
    void leaves_the_token_as_it_is_after_a_wrong_code_but_not_for_ever() {
        stage.app();
        stage.clock.advance(Duration.ofMinutes(1));
        Secret token = needed(logIn.logIn(ADA, PASSWORD, null, HOME)).mfaToken();

        assertThat(logIn.finish(token, "000000", HOME)).isEqualTo(new Outcome.WrongCode());
        stage.clock.advance(Duration.ofMinutes(4));
        assertThat(logIn.finish(token, "nonsense", HOME)).isEqualTo(new Outcome.WrongCode());
        stage.clock.advance(Duration.ofMinutes(1));
        assertThat(logIn.finish(token, stage.number(), HOME)).isEqualTo(new Outcome.UnknownToken());
        assertThat(logIn.finish(new Secret("made up"), stage.number(), HOME)).isEqualTo(new Outcome.UnknownToken());
    }

    @Test
    void makes_who_guesses_codes_wait() {
        stage.app();
        stage.clock.advance(Duration.ofMinutes(1));
        Secret token = needed(logIn.logIn(ADA, PASSWORD, null, ELSEWHERE)).mfaToken();

        for (int i = 0; i < 5; i++) {
            assertThat(logIn.finish(token, "00000" + i, ELSEWHERE)).isEqualTo(new Outcome.WrongCode());
        }

        assertThat(logIn.finish(token, stage.number(), ELSEWHERE)).isInstanceOf(Outcome.TooSoon.class);
    }

    @Test
    void makes_who_guesses_wait_twice_as_long_each_time() {
        guess(5, ELSEWHERE);
        assertThat(stage.logIn(OTHER, ELSEWHERE)).isEqualTo(new Outcome.TooSoon(Duration.ofSeconds(2)));
        assertThat(stage.logIn(PASSWORD, ELSEWHERE))
                .as("also with the right password")
                .isEqualTo(new Outcome.TooSoon(Duration.ofSeconds(2)));

        stage.clock.advance(Duration.ofSeconds(2));
        assertThat(stage.logIn(OTHER, ELSEWHERE)).isEqualTo(WRONG);
        assertThat(stage.logIn(OTHER, ELSEWHERE)).isEqualTo(new Outcome.TooSoon(Duration.ofSeconds(4)));

        stage.clock.advance(Duration.ofSeconds(4));
        stage.in(ELSEWHERE);
        assertThat(stage.logIn(OTHER, ELSEWHERE)).as("forgotten").isEqualTo(WRONG);
    }

    @Test
    void makes_nobody_wait_where_they_have_logged_in_before() {
        stage.in(HOME);
        for (int i = 0; i < 200; i++) {
            stage.logIn(OTHER, new Device("bot", "203.0.113." + i));
        }
        assertThat(stage.logIn(PASSWORD, ELSEWHERE)).isInstanceOf(Outcome.TooSoon.class);

        stage.in(HOME);
    }

    @Test
    void makes_everybody_wait_for_wrong_guesses_at_names_that_nobody_has_just_the_same() {
        for (int i = 0; i < 5; i++) {
            assertThat(logIn.logIn("nobody@example.org", OTHER, null, ELSEWHERE))
                    .isEqualTo(WRONG);
        }
        assertThat(logIn.logIn("nobody@example.org", OTHER, null, ELSEWHERE))
                .isEqualTo(new Outcome.TooSoon(Duration.ofSeconds(2)));
    }

    @Test
    void makes_a_place_wait_that_guesses_at_many_names() {
        for (int i = 0; i < 30; i++) {
            assertThat(logIn.logIn("nobody" + i, OTHER, null, ELSEWHERE)).isEqualTo(WRONG);
        }
        assertThat(logIn.logIn("nobody30", OTHER, null, ELSEWHERE)).isInstanceOf(Outcome.TooSoon.class);
    }

    @Test
    void records_what_happened_but_no_secret() {
        stage.in(HOME);
        stage.logIn(OTHER, HOME);
        logIn.logIn("nobody", OTHER, null, HOME);

        var events = stage.auditLog
                .page(
                        stage.operator(),
                        io.hexforge.domain.identity.AuditFilter.ALL,
                        io.hexforge.domain.Page.Request.first())
                .items();
        assertThat(events).extracting(each -> each.action()).contains("login.succeeded", "login.failed");
        assertThat(events.toString()).doesNotContain(PASSWORD.reveal(), OTHER.reveal(), "nobody");
    }

    private void guess(int times, Device device) {
        for (int i = 0; i < times; i++) {
            assertThat(stage.logIn(OTHER, device)).isEqualTo(WRONG);
        }
    }

    private static Admission.SecondFactorNeeded needed(Outcome outcome) {
        if (outcome instanceof Outcome.Proved(Admission.SecondFactorNeeded needed)) {
            return needed;
        }
        throw new AssertionError(String.valueOf(outcome));
    }
}
