package io.hexforge.ports.driving.identity;

import static io.hexforge.ports.driving.identity.Stage.ADA;
import static io.hexforge.ports.driving.identity.Stage.HOME;
import static io.hexforge.ports.driving.identity.Stage.OTHER;
import static io.hexforge.ports.driving.identity.Stage.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.ExternalIdentity;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.identity.IdentityProviders;
import io.hexforge.ports.driving.identity.LogInWithProvider.Answer;
import io.hexforge.ports.driving.identity.LogInWithProvider.Begun;
import io.hexforge.ports.driving.identity.LogInWithProvider.Claimed;
import io.hexforge.ports.driving.identity.LogInWithProvider.Outcome;
import io.hexforge.ports.driving.identity.LogInWithProvider.Wish;
import io.hexforge.ports.inprocess.identity.InProcessChallengeStore;
import java.net.URI;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogInWithProviderTest {
    private static final Secret BROWSER = new Secret("a browser's secret");

    private final Stage stage = new Stage();
    private final Vouching provider = new Vouching();
    private final LogInWithProvider logIn = new LogInWithProvider(
            provider,
            new InProcessChallengeStore(stage.clock),
            stage.accounts,
            new ExternalLogins(
                    stage.parts.otherWaysIn().externalLogins(),
                    stage.accounts,
                    stage.accounts,
                    stage.parts.letters(),
                    stage.audit,
                    stage.ids),
            stage.parts.signUp(),
            stage.parts.reauthenticate(),
            stage.parts.admitUser(),
            stage.audit,
            stage.ids,
            new Random(6));

    /// Vouches for Ada's address, unless something is wrong with it.
    private static final class Vouching implements IdentityProviders {
        private PortException.@Nullable Kind trouble;

        @Override
        public List<String> names() {
            return List.of("local");
        }

        @Override
        public URI authorization(String name, Proof proof) {
            fail();
            return URI.create("https://accounts.example/authorize");
        }

        @Override
        public Redeemed redeem(String name, Proof proof, String code, @Nullable String issuer) {
            fail();
            return new Redeemed.Known(
                    new ExternalIdentity("https://accounts.example", code, new EmailAddress(ADA), null));
        }

        private void fail() {
            if (trouble != null) {
                throw new PortException(trouble, "in trouble", null);
            }
        }
    }

    private Begun begin() {
        return logIn.start("local", BROWSER, new Wish(null, null, null));
    }

    private Outcome finish(Begun begun) {
        String state = ((Begun.Asking) begun).started().state();
        return logIn.finish(new Answer("local", state, BROWSER, "subject", null), HOME);
    }

    @Test
    void keeps_the_token_of_a_claim_until_the_right_password_was_checked() {
        Secret token = ((Outcome.ProveOwner) finish(begin())).linkToken();

        stage.parts.rush(true);
        assertThatExceptionOfType(PortException.class).isThrownBy(() -> logIn.claim(token, PASSWORD, HOME));
        stage.parts.rush(false);
        assertThat(logIn.claim(token, OTHER, HOME)).isInstanceOf(Claimed.WrongPassword.class);

        assertThat(logIn.claim(token, PASSWORD, HOME)).isInstanceOf(Claimed.Proved.class);
        assertThat(logIn.claim(token, PASSWORD, HOME)).isInstanceOf(Claimed.UnknownToken.class);
    }

    @Test
    void tells_a_provider_that_breaks_the_rules_from_one_that_is_away() {
        Begun before = begin();

        provider.trouble = PortException.Kind.BROKEN;
        assertThat(begin()).isInstanceOf(Begun.ProviderBroken.class);
        assertThat(finish(before)).isInstanceOf(Outcome.ProviderBroken.class);

        provider.trouble = PortException.Kind.UNAVAILABLE;
        assertThatExceptionOfType(PortException.class).isThrownBy(this::begin);
    }
}
