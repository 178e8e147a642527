package io.hexforge.ports.driving.identity;

import static io.hexforge.ports.driving.identity.Stage.ADA;
import static io.hexforge.ports.driving.identity.Stage.ELSEWHERE;
import static io.hexforge.ports.driving.identity.Stage.HOME;
import static io.hexforge.ports.driving.identity.Stage.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.ExternalLogin;
import io.hexforge.domain.identity.Passkey;
import io.hexforge.ports.driven.Race;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConfirmAddressTest {
    private static final String NEW = "countess@example.org";
    private final Stage stage = new Stage();
    private final ConfirmAddress addresses = stage.parts.confirmAddress();
    private final MagicLinks links = stage.parts.magicLinks();

    @Test
    void sends_another_link_to_who_needs_one_and_to_nobody_else() {
        stage.parts.signUp().signUp(new SignUp.Wanted("bob@example.org", PASSWORD, null, null, null, null), HOME);
        Secret first = stage.parts.lastToken("bob@example.org");
        int mailsToAda = stage.parts.mailsTo(ADA).size();

        addresses.resend("bob@example.org");
        addresses.resend(ADA);
        addresses.resend("nobody@example.org");

        assertThat(addresses.verify(first, HOME)).as("voided").isFalse();
        assertThat(addresses.verify(stage.parts.lastToken("bob@example.org"), HOME))
                .isTrue();
        assertThat(stage.parts.mailsTo(ADA)).hasSize(mailsToAda);
        assertThat(stage.parts.mailsTo("nobody@example.org")).isEmpty();
    }

    @Test
    void confirms_once_and_within_three_days() {
        stage.parts.signUp().signUp(new SignUp.Wanted("bob@example.org", PASSWORD, null, null, null, null), HOME);
        Secret token = stage.parts.lastToken("bob@example.org");
        stage.clock.advance(Duration.ofDays(3));
        assertThat(addresses.verify(token, HOME)).isFalse();

        addresses.resend("bob@example.org");
        Secret another = stage.parts.lastToken("bob@example.org");
        assertThat(Race.ofFifty(i -> addresses.verify(another, HOME))).containsOnlyOnce(true);
    }

    @Test
    void exchanges_an_address_when_the_new_one_is_proved_and_not_before() {
        Actor ada = stage.actor(stage.in(HOME));

        assertThat(addresses.propose(ada, NEW)).isEmpty();
        assertThat(stage.parts.user(ADA).email()).hasToString(ADA);
        assertThat(addresses.verify(stage.parts.lastToken(NEW), ELSEWHERE)).isTrue();

        assertThat(stage.parts.user(NEW).id()).isEqualTo(stage.ada.id());
        assertThat(stage.parts.user(NEW).emailVerified()).isTrue();
        assertThat(stage.subjectsTo(ADA)).endsWith("The address of your account was changed");
        Stage.in(stage.parts.logIn().logIn(NEW, PASSWORD, null, HOME));
    }

    @Test
    void voids_links_that_went_to_the_old_address() {
        stage.parts.managePassword().request(ADA, HOME);
        Secret reset = stage.parts.lastToken(ADA);
        addresses.propose(stage.actor(stage.in(HOME)), NEW);
        addresses.verify(stage.parts.lastToken(NEW), HOME);

        assertThat(stage.parts.managePassword().reset(reset, Stage.OTHER, HOME))
                .isEqualTo(new ManagePassword.Outcome.UnknownToken());
    }

    @Test
    void does_not_tell_whose_a_taken_address_is() {
        stage.parts.member("bob@example.org", PASSWORD);
        Actor ada = stage.actor(stage.in(HOME));

        assertThat(addresses.propose(ada, "bob@example.org")).isEmpty();

        assertThat(stage.subjectsTo("bob@example.org")).endsWith("You already have an account");
    }

    @Test
    void refuses_no_address_and_ones_own() {
        Actor ada = stage.actor(stage.in(HOME));

        assertThat(addresses.propose(ada, "nonsense")).hasSize(1);
        assertThat(addresses.propose(ada, ADA)).hasSize(1);
    }

    @Test
    void lets_somebody_in_by_a_link_once_and_within_a_quarter_of_an_hour() {
        links.request(ADA, HOME);
        Secret token = stage.parts.lastToken(ADA);

        assertThat(links.enter(token, HOME))
                .hasValueSatisfying(admission -> assertThat(admission)
                        .isInstanceOfSatisfying(
                                Admission.In.class,
                                in -> assertThat(in.signedIn().session().methods())
                                        .containsExactly(AuthMethod.MAGIC_LINK)));
        assertThat(links.enter(token, HOME)).isEmpty();

        links.request(ADA, HOME);
        Secret late = stage.parts.lastToken(ADA);
        stage.clock.advance(Duration.ofMinutes(15));
        assertThat(links.enter(late, HOME)).isEmpty();
    }

    @Test
    void lets_nobody_past_the_second_factor_by_a_link() {
        stage.app();
        links.request(ADA, HOME);

        Optional<Admission> admission = links.enter(stage.parts.lastToken(ADA), HOME);

        assertThat(admission).containsInstanceOf(Admission.SecondFactorNeeded.class);
        stage.clock.advance(Duration.ofMinutes(1));
        var needed = (Admission.SecondFactorNeeded) admission.orElseThrow();
        SignedIn in = Stage.in(stage.parts.logIn().finish(needed.mfaToken(), stage.number(), HOME));
        assertThat(in.session().methods()).containsExactlyInAnyOrder(AuthMethod.MAGIC_LINK, AuthMethod.TOTP);
    }

    @Test
    void proves_the_address_by_a_link_to_log_in() {
        var strict = new Stage(true);
        strict.parts.signUp().signUp(new SignUp.Wanted("bob@example.org", PASSWORD, null, null, null, null), HOME);
        strict.parts.magicLinks().request("bob@example.org", HOME);

        assertThat(strict.parts.magicLinks().enter(strict.parts.lastToken("bob@example.org"), HOME))
                .containsInstanceOf(Admission.In.class);
        assertThat(strict.parts.user("bob@example.org").emailVerified()).isTrue();
    }

    @Test
    void voids_what_a_stranger_set_up_who_signed_up_with_somebody_elses_address() {
        stage.parts.signUp().signUp(new SignUp.Wanted("bob@example.org", PASSWORD, null, null, null, null), ELSEWHERE);
        SignedIn stranger = Stage.in(stage.parts.logIn().logIn("bob@example.org", PASSWORD, null, ELSEWHERE));
        Actor strangers = stage.actor(stranger);
        stage.parts.manageTotp().setUp(strangers);
        var bob = stage.parts.user("bob@example.org");
        stage.parts.manageTotp().confirm(strangers, stage.parts.number(bob, stage.clock.instant()), ELSEWHERE);

        var others = stage.parts.otherWaysIn();
        others.passkeys().add(strangers, passkey(bob.id(), stage.clock.instant()));
        others.externalLogins()
                .add(
                        strangers,
                        new ExternalLogin(
                                bob.id(), bob.id(), "google", "https://i", "eve", "eve", stage.clock.instant()));

        links.request("bob@example.org", HOME);
        assertThat(links.enter(stage.parts.lastToken("bob@example.org"), HOME)).containsInstanceOf(Admission.In.class);

        assertThat(stage.alive(stranger)).isFalse();
        assertThat(others.passkeys().of(strangers)).isEmpty();
        assertThat(others.externalLogins().of(strangers)).isEmpty();
        assertThat(stage.parts.logIn().logIn("bob@example.org", PASSWORD, null, ELSEWHERE))
                .isEqualTo(new LogIn.Outcome.WrongCredentials());
    }

    @Test
    void sends_no_link_to_nobody_or_to_who_is_disabled() {
        stage.accounts.save(stage.ada.disabled(stage.clock.instant()), stage.ada.version());
        int before = stage.parts.mailsTo(ADA).size();

        links.request(ADA, HOME);
        links.request("nobody@example.org", HOME);

        assertThat(stage.parts.mailsTo(ADA)).hasSize(before);
        assertThat(stage.parts.mailsTo("nobody@example.org")).isEmpty();
    }

    private static Passkey passkey(UUID userId, Instant now) {
        return new Passkey(
                userId,
                userId,
                "id",
                "aA",
                "aA",
                0,
                Set.of(),
                true,
                true,
                new UUID(0, 0),
                "a stranger's",
                now,
                null,
                1);
    }
}
