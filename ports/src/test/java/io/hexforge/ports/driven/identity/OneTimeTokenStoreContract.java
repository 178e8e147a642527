package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.OneTimeToken;
import io.hexforge.domain.identity.TokenPurpose;
import io.hexforge.ports.driven.Race;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every [OneTimeTokenStore] does.
public interface OneTimeTokenStoreContract {
    EmailAddress ADDRESS = new EmailAddress("ada@example.org");
    Instant NOW = TestKeys.NOW;

    OneTimeTokenStore tokens();

    /// {@return a user}
    UUID somebody();

    @Test
    default void gives_a_token_back_once() {
        OneTimeToken token = issued(somebody(), TokenPurpose.MAGIC_LINK);

        assertThat(take(token)).contains(token);
        assertThat(take(token)).isEmpty();
    }

    @Test
    default void gives_a_token_to_one_of_fifty() {
        OneTimeToken token = issued(somebody(), TokenPurpose.MAGIC_LINK);

        assertThat(Race.ofFifty(i -> take(token)))
                .filteredOn(Optional::isPresent)
                .hasSize(1);
    }

    @Test
    default void gives_no_token_for_another_purpose() {
        OneTimeToken token = issued(somebody(), TokenPurpose.VERIFY_EMAIL);

        assertThat(tokens().take(token.hash(), TokenPurpose.RESET_PASSWORD, NOW))
                .isEmpty();
        assertThat(take(token)).as("still there").isPresent();
    }

    @Test
    default void gives_no_token_that_has_expired() {
        OneTimeToken token = issued(somebody(), TokenPurpose.MAGIC_LINK);

        assertThat(tokens().take(token.hash(), token.purpose(), token.expiresAt()))
                .isEmpty();
        assertThat(tokens().take(
                                token.hash(), token.purpose(), token.expiresAt().minusMillis(1)))
                .isPresent();
    }

    @Test
    default void voids_the_earlier_token_of_that_purpose_only() {
        UUID user = somebody();
        OneTimeToken first = issued(user, TokenPurpose.RESET_PASSWORD);
        OneTimeToken other = issued(user, TokenPurpose.MAGIC_LINK);
        OneTimeToken another = issued(somebody(), TokenPurpose.RESET_PASSWORD);
        OneTimeToken second = issued(user, TokenPurpose.RESET_PASSWORD);

        assertThat(take(first)).isEmpty();
        assertThat(take(second)).isPresent();
        assertThat(take(other)).isPresent();
        assertThat(take(another)).isPresent();
    }

    @Test
    default void voids_all_tokens_of_a_user() {
        UUID user = somebody();
        OneTimeToken one = issued(user, TokenPurpose.RESET_PASSWORD);
        OneTimeToken two = issued(user, TokenPurpose.MAGIC_LINK);
        OneTimeToken another = issued(somebody(), TokenPurpose.MAGIC_LINK);

        tokens().voidAll(user);

        assertThat(take(one)).isEmpty();
        assertThat(take(two)).isEmpty();
        assertThat(take(another)).isPresent();
    }

    @Test
    default void forgets_what_has_expired() {
        OneTimeToken brief = issued(somebody(), TokenPurpose.MAGIC_LINK);
        OneTimeToken lasting = issued(somebody(), TokenPurpose.VERIFY_EMAIL);

        assertThat(tokens().forgetExpired(NOW.plus(Duration.ofHours(1)))).isPositive();

        assertThat(take(brief)).isEmpty();
        assertThat(take(lasting)).isPresent();
    }

    private Optional<OneTimeToken> take(OneTimeToken token) {
        return tokens().take(token.hash(), token.purpose(), NOW);
    }

    private OneTimeToken issued(UUID user, TokenPurpose purpose) {
        var secret = new Secret(TestActors.IDS.next().toString());
        OneTimeToken token = OneTimeToken.of(secret, user, purpose, ADDRESS, NOW);
        tokens().issue(token);
        return token;
    }
}
