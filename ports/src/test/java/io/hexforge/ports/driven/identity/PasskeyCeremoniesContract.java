package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.identity.Passkey;
import io.hexforge.ports.driven.identity.PasskeyCeremonies.Ceremony;
import io.hexforge.ports.driven.identity.PasskeyCeremonies.Claim;
import io.hexforge.ports.driven.identity.PasskeyCeremonies.Descriptor;
import io.hexforge.ports.driven.identity.PasskeyCeremonies.Login;
import io.hexforge.ports.driven.identity.PasskeyCeremonies.Registration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// What every [PasskeyCeremonies] does, for the site `example.org` with pages at `https://app.example.org`.
public interface PasskeyCeremoniesContract {
    String SITE = "example.org";
    String ORIGIN = "https://app.example.org";
    String HANDLE = "dGhlIGhhbmRsZSBvZiBzb21lYm9keQ";
    String OTHER_HANDLE = "dGhlIGhhbmRsZSBvZiBzb21lYm9keSBlbHNl";

    PasskeyCeremonies ceremonies();

    @Test
    default void registers_a_discoverable_credential_and_lets_it_log_in() {
        var authenticator = authenticator();
        Passkey passkey = registered(authenticator);
        Ceremony login = ceremonies().startLogin(List.of());

        String response = authenticator.backedUp(true).login(login.challenge());

        assertThat(ceremonies().read(response)).contains(new Claim(login.challenge(), authenticator.credentialId()));
        assertThat(ceremonies().finishLogin(login.state(), response, passkey)).isEqualTo(new Login.Proved(1, true));
    }

    @Test
    default void tells_what_it_learnt_of_a_new_passkey() {
        var authenticator = authenticator();
        Ceremony ceremony = ceremonies().startRegistration(HANDLE, "ada@example.org", "", List.of());

        assertThat(ceremonies()
                        .finishRegistration(ceremony.state(), authenticator.register(ceremony.challenge(), HANDLE)))
                .isInstanceOfSatisfying(Registration.Made.class, made -> {
                    assertThat(made.credentialId()).isEqualTo(authenticator.credentialId());
                    assertThat(made.transports()).containsExactlyInAnyOrder("internal", "hybrid");
                    assertThat(made.backupEligible()).isTrue();
                    assertThat(made.backedUp()).isFalse();
                    assertThat(made.aaguid()).isEqualTo(new UUID(0, 0));
                    assertThat(made.signatureCount()).isZero();
                });
    }

    @Test
    default void asks_for_what_it_needs() {
        Passkey existing = registered(authenticator());

        String registration = ceremonies()
                .startRegistration(HANDLE, "ada@example.org", "Ada", List.of(existing))
                .options();
        String login = ceremonies()
                .startLogin(List.of(new Descriptor(existing.credentialId(), existing.transports())))
                .options();

        assertThat(registration)
                .contains("\"residentKey\":\"required\"", "\"userVerification\":\"required\"")
                .contains("\"attestation\":\"none\"", "\"id\":\"example.org\"", HANDLE, existing.credentialId());
        assertThat(login)
                .contains("\"userVerification\":\"required\"", "\"rpId\":\"example.org\"", existing.credentialId());
    }

    @Test
    default void never_uses_a_challenge_twice() {
        assertThat(ceremonies().startLogin(List.of()).challenge())
                .hasSizeGreaterThanOrEqualTo(22)
                .isNotEqualTo(ceremonies().startLogin(List.of()).challenge());
        assertThat(ceremonies().startRegistration(HANDLE, "a", "a", List.of()).challenge())
                .hasSizeGreaterThanOrEqualTo(22)
                .isNotEqualTo(ceremonies()
                        .startRegistration(HANDLE, "a", "a", List.of())
                        .challenge());
    }

    @Test
    default void lets_an_authenticator_that_was_told_its_passkey_keep_quiet_about_the_user() {
        var authenticator = authenticator();
        Passkey passkey = registered(authenticator);
        Ceremony login = ceremonies().startLogin(List.of(new Descriptor(passkey.credentialId(), Set.of())));

        String response = authenticator.login(login.challenge()).replaceFirst(",\"userHandle\":\"[^\"]*\"", "");

        assertThat(ceremonies().finishLogin(login.state(), response, passkey)).isInstanceOf(Login.Proved.class);
    }

    @Test
    default void refuses_a_forged_signature() {
        refusesLogin(SoftAuthenticator::withAnotherKey);
    }

    @Test
    default void refuses_who_was_not_verified() {
        refusesLogin(authenticator -> authenticator.verifyingUser(false));
        refusesRegistration(authenticator -> authenticator.verifyingUser(false));
    }

    @Test
    default void refuses_other_origins() {
        for (String origin : List.of(
                "https://example.org",
                "https://evil.example",
                "http://app.example.org",
                "https://app.example.org:8443",
                "https://app.example.org.evil.example",
                "https://sub.app.example.org")) {
            refusesLogin(authenticator -> authenticator.at(origin));
            refusesRegistration(authenticator -> authenticator.at(origin));
        }
    }

    @Test
    default void refuses_other_sites() {
        refusesLogin(authenticator -> authenticator.forSite("evil.example"));
        refusesRegistration(authenticator -> authenticator.forSite("evil.example"));
    }

    @Test
    default void refuses_the_other_ceremony() {
        refusesLogin(authenticator -> authenticator.claiming("webauthn.create"));
        refusesRegistration(authenticator -> authenticator.claiming("webauthn.get"));
    }

    @Test
    default void refuses_whoever_says_to_be_somebody_else() {
        refusesLogin(authenticator -> authenticator.of(OTHER_HANDLE));
    }

    @Test
    default void refuses_the_answer_to_another_challenge() {
        var authenticator = authenticator();
        Passkey passkey = registered(authenticator);
        Ceremony first = ceremonies().startLogin(List.of());
        Ceremony second = ceremonies().startLogin(List.of());

        assertThat(ceremonies().finishLogin(second.state(), authenticator.login(first.challenge()), passkey))
                .isInstanceOf(Login.Refused.class);
    }

    @Test
    default void refuses_a_passkey_that_was_not_asked_for() {
        var authenticator = authenticator();
        Passkey passkey = registered(authenticator);
        Passkey other = registered(authenticator());
        Ceremony login = ceremonies().startLogin(List.of(new Descriptor(other.credentialId(), Set.of())));

        assertThat(ceremonies().finishLogin(login.state(), authenticator.login(login.challenge()), passkey))
                .isInstanceOf(Login.Refused.class);
        assertThat(ceremonies().finishLogin(login.state(), authenticator.login(login.challenge()), other))
                .isInstanceOf(Login.Refused.class);
    }

    @Test
    default void notices_a_counter_that_does_not_grow() {
        var authenticator = authenticator();
        Passkey passkey = registered(authenticator).used(7, false, TestKeys.NOW);
        for (long count : List.of(7L, 3L)) {
            Ceremony login = ceremonies().startLogin(List.of());

            String response = authenticator.counting(count - 1).login(login.challenge());

            assertThat(ceremonies().finishLogin(login.state(), response, passkey))
                    .isEqualTo(new Login.CounterWentBack(count));
        }
        Ceremony login = ceremonies().startLogin(List.of());
        assertThat(ceremonies()
                        .finishLogin(login.state(), authenticator.counting(7).login(login.challenge()), passkey))
                .isEqualTo(new Login.Proved(8, false));
    }

    @Test
    default void takes_authenticators_that_do_not_count() {
        var authenticator = authenticator();
        Passkey passkey = registered(authenticator);
        Ceremony login = ceremonies().startLogin(List.of());

        assertThat(ceremonies()
                        .finishLogin(login.state(), authenticator.counting(-1).login(login.challenge()), passkey))
                .isEqualTo(new Login.Proved(0, false));
    }

    @Test
    default void refuses_whatever_is_malformed_and_breaks_at_nothing() {
        var authenticator = authenticator();
        Passkey passkey = registered(authenticator);
        Ceremony login = ceremonies().startLogin(List.of());
        Ceremony registration = ceremonies().startRegistration(HANDLE, "a", "a", List.of());
        String loggedIn = authenticator.login(login.challenge());
        String registered = authenticator.register(registration.challenge(), HANDLE);
        var random = new Random(11);
        for (int i = 0; i < 500; i++) {
            String mutated = mutated(i % 2 == 0 ? loggedIn : registered, random);
            assertThat(ceremonies().read(mutated)).isNotNull();
            assertThat(ceremonies().finishLogin(login.state(), mutated, passkey))
                    .isNotNull();
            assertThat(ceremonies().finishRegistration(registration.state(), mutated))
                    .isNotNull();
        }
        for (String text :
                List.of("", "{}", "[]", "null", "1", "\"x\"", "{\"response\":null}", "{\"id\":\"*\"}", "\ud800")) {
            assertThat(ceremonies().read(text)).isEmpty();
            assertThat(ceremonies().finishLogin(login.state(), text, passkey)).isInstanceOf(Login.Refused.class);
            assertThat(ceremonies().finishRegistration(registration.state(), text))
                    .isInstanceOf(Registration.Refused.class);
        }
    }

    private static String mutated(String response, Random random) {
        int start = response.indexOf("\"response\"") + 10;
        int at = start + random.nextInt(response.length() - start);
        return switch (random.nextInt(3)) {
            case 0 -> response.substring(0, at) + "AZaz09_-".charAt(random.nextInt(8)) + response.substring(at + 1);
            case 1 -> response.substring(0, at) + response.substring(Math.min(response.length(), at + 4));
            default -> response.substring(0, at) + "AAAA" + response.substring(at);
        };
    }

    private void refusesLogin(UnaryOperator<SoftAuthenticator> change) {
        var authenticator = authenticator();
        Passkey passkey = registered(authenticator);
        Ceremony login = ceremonies().startLogin(List.of());

        String response = change.apply(authenticator).login(login.challenge());

        assertThat(ceremonies().finishLogin(login.state(), response, passkey)).isInstanceOf(Login.Refused.class);
    }

    private void refusesRegistration(UnaryOperator<SoftAuthenticator> change) {
        Ceremony ceremony = ceremonies().startRegistration(HANDLE, "a", "a", List.of());

        String response = change.apply(authenticator()).register(ceremony.challenge(), HANDLE);

        assertThat(ceremonies().finishRegistration(ceremony.state(), response))
                .isInstanceOf(Registration.Refused.class);
    }

    private static SoftAuthenticator authenticator() {
        return new SoftAuthenticator(SITE, ORIGIN);
    }

    private Passkey registered(SoftAuthenticator authenticator) {
        Ceremony ceremony = ceremonies().startRegistration(HANDLE, "ada@example.org", "Ada", List.of());
        var made = (Registration.Made)
                ceremonies().finishRegistration(ceremony.state(), authenticator.register(ceremony.challenge(), HANDLE));
        return new Passkey(
                TestActors.IDS.next(),
                TestActors.IDS.next(),
                made.credentialId(),
                HANDLE,
                made.publicKey(),
                made.signatureCount(),
                made.transports(),
                made.backupEligible(),
                made.backedUp(),
                made.aaguid(),
                "mine",
                TestKeys.NOW,
                null,
                1);
    }
}
