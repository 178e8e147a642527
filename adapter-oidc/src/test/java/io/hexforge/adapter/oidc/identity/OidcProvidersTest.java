package io.hexforge.adapter.oidc.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.ExternalIdentity;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.identity.IdentityProviders.Proof;
import io.hexforge.ports.driven.identity.IdentityProviders.Redeemed;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The whole flow against providers that really run, and everything that a token may have wrong.
class OidcProvidersTest {
    private static final URI BACK = URI.create("http://localhost:8080/v1/auth/oauth/local/callback");

    private final List<AutoCloseable> open = new ArrayList<>();
    private final LocalProvider provider = opened(new LocalProvider().knows("ada", "Ada@Example.org", true));
    private final OidcProviders hexforge = client(provider.issuer(), OidcProviders.Settings.DEFAULT);
    private final Proof proof = newProof();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void learns_who_logged_in() throws Exception {
        assertThat(hexforge.names()).containsExactly("local");
        assertThat(redeemed(logIn()))
                .isEqualTo(new Redeemed.Known(new ExternalIdentity(
                        provider.issuer().toString(), "ada", new EmailAddress("ada@example.org"), null)));
    }

    @Test
    void logs_in_at_a_provider_that_others_have_written() throws Exception {
        var other = new MockOAuth2Server();
        other.start();
        open.add(other::shutdown);
        URI issuer = URI.create(other.issuerUrl("people").toString());
        OidcProviders client = client(issuer, OidcProviders.Settings.DEFAULT);

        Map<String, String> back = back(client.authorization("local", proof));

        assertThat(back).containsEntry("state", proof.state());
        assertThat(client.redeem("local", proof, back.get("code"), back.get("iss")))
                .isInstanceOfSatisfying(Redeemed.Known.class, known -> {
                    assertThat(known.identity().issuer()).isEqualTo(issuer.toString());
                    assertThat(known.identity().subject()).isNotEmpty();
                    assertThat(known.identity().email()).isNull();
                });
    }

    @Test
    void asks_with_state_nonce_and_a_hashed_verifier() {
        String question = hexforge.authorization("local", proof).toString();

        assertThat(question)
                .startsWith(provider.issuer() + "/authorize?")
                .contains("response_type=code", "state=" + proof.state(), "nonce=" + proof.nonce())
                .contains("code_challenge_method=S256", "scope=openid")
                .doesNotContain(proof.verifier().reveal());
    }

    @Test
    void believes_only_addresses_that_the_issuer_vouches_for() throws Exception {
        for (Object verified : new Object[] {false, "false", "yes", 1}) {
            provider.claiming(token ->
                    token.subject("ada").claim("email", "ada@example.org").claim("email_verified", verified));
            assertThat(known(redeemed(logIn())).email()).isNull();
        }
        provider.claiming(token -> token.claim("email", "ada@example.org"));
        assertThat(known(redeemed(logIn())).email()).isNull();
        provider.claiming(token -> token.claim("email", "no address").claim("email_verified", true));
        assertThat(known(redeemed(logIn())).email()).isNull();
    }

    @Test
    void asks_for_the_address_if_the_token_does_not_tell_it() throws Exception {
        provider.claiming(token -> token.subject("ada"));
        provider.tells(Map.of("sub", "ada", "email", "ada@example.org", "email_verified", true, "name", "Ada"));
        ExternalIdentity identity = known(redeemed(logIn()));
        assertThat(identity.email()).isEqualTo(new EmailAddress("ada@example.org"));
        assertThat(identity.name()).isEqualTo("Ada");

        provider.tells(Map.of("sub", "eve", "email", "eve@example.org", "email_verified", true));
        assertThat(redeemed(logIn())).isInstanceOf(Redeemed.Refused.class);
    }

    @Test
    void refuses_a_token_for_another_client() throws Exception {
        provider.claiming(token -> token.audience("another"));
        refused();
        provider.claiming(token ->
                token.audience(List.of(LocalProvider.CLIENT, "another")).claim("azp", "another"));
        refused();
        provider.claiming(token -> token.audience((String) null));
        refused();
    }

    @Test
    void refuses_a_token_of_another_issuer() throws Exception {
        provider.claiming(token -> token.issuer("https://evil.example"));
        refused();
        provider.claiming(token -> token.issuer(null));
        refused();
    }

    @Test
    void refuses_an_answer_of_another_issuer() throws Exception {
        Map<String, String> back = logIn();

        assertThat(hexforge.redeem("local", proof, back.get("code"), "https://evil.example"))
                .isInstanceOf(Redeemed.Refused.class);
        assertThat(hexforge.redeem("local", proof, back.get("code"), null)).isInstanceOf(Redeemed.Refused.class);
        assertThat(redeemed(back)).isInstanceOf(Redeemed.Known.class);
    }

    @Test
    void needs_no_issuer_in_the_answer_of_who_does_not_promise_it() throws Exception {
        provider.documents(fields -> fields.remove("authorization_response_iss_parameter_supported"))
                .sayingIssuer(false);

        assertThat(redeemed(logIn())).isInstanceOf(Redeemed.Known.class);
    }

    @Test
    void refuses_a_token_that_was_made_for_another_question() throws Exception {
        provider.claiming(token -> token.claim("nonce", "another"));
        refused();
        provider.claiming(token -> token.claim("nonce", null));
        refused();
    }

    @Test
    void refuses_an_expired_token_and_one_from_the_future() throws Exception {
        provider.claiming(token -> token.expirationTime(Date.from(Instant.now().minusSeconds(90))));
        refused();
        provider.claiming(token -> token.expirationTime(null));
        refused();
        provider.claiming(token -> token.issueTime(Date.from(Instant.now().plusSeconds(600))));
        refused();
    }

    @Test
    void refuses_a_token_without_a_signature() throws Exception {
        provider.signingNothing();
        refused();
    }

    @Test
    void refuses_a_public_key_as_a_shared_secret() throws Exception {
        provider.signingWithItsPublicKey();
        refused();
        provider.signingWithTheClientsSecret();
        refused();
    }

    @Test
    void refuses_a_forged_signature() throws Exception {
        provider.signingWithAForgedKey();
        refused();
    }

    @Test
    void refuses_a_key_that_the_issuer_does_not_publish_and_does_not_ask_for_it_without_end() throws Exception {
        assertThat(redeemed(logIn())).isInstanceOf(Redeemed.Known.class);
        provider.rotating(false);

        for (int i = 0; i < 10; i++) {
            refused();
        }

        assertThat(provider.keyRequests()).isBetween(2, 4);
    }

    @Test
    void follows_the_issuer_to_a_new_key_at_once() throws Exception {
        assertThat(redeemed(logIn())).isInstanceOf(Redeemed.Known.class);
        assertThat(redeemed(logIn())).isInstanceOf(Redeemed.Known.class);
        assertThat(provider.keyRequests()).isEqualTo(1);

        provider.rotating(true);

        assertThat(redeemed(logIn())).isInstanceOf(Redeemed.Known.class);
        assertThat(provider.keyRequests()).isEqualTo(2);
    }

    @Test
    void redeems_a_code_once() throws Exception {
        Map<String, String> back = logIn();

        assertThat(redeemed(back)).isInstanceOf(Redeemed.Known.class);
        assertThat(redeemed(back)).isInstanceOf(Redeemed.Refused.class);
    }

    @Test
    void cannot_redeem_a_code_that_another_browser_got() throws Exception {
        Map<String, String> back = logIn();

        assertThat(hexforge.redeem("local", newProof(), back.get("code"), back.get("iss")))
                .isInstanceOf(Redeemed.Refused.class);
    }

    @Test
    void goes_on_with_what_it_knows_while_the_issuer_is_away() throws Exception {
        var clock = new TestClock();
        var client = opened(new OidcProviders(List.of(of(provider.issuer())), OidcProviders.Settings.DEFAULT, clock));
        client.authorization("local", proof);
        provider.away(true);

        clock.advance(Duration.ofHours(2));

        assertThat(client.authorization("local", proof)).hasPath("/authorize");
        assertThatExceptionOfType(PortException.class)
                .isThrownBy(() -> hexforge.authorization("local", proof))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(PortException.Kind.UNAVAILABLE));
    }

    @Test
    void refuses_the_document_of_another_issuer() {
        provider.documents(fields -> fields.put("issuer", "https://evil.example"));

        assertThatExceptionOfType(PortException.class)
                .isThrownBy(() -> hexforge.authorization("local", proof))
                .withMessageContaining("another issuer");
    }

    @Test
    void tells_a_document_that_is_none_from_an_issuer_that_is_away() {
        for (String none : List.of("<html>", "[]", "{}", "\"\"", "{\"issuer\":7}", "{\"issuer\":")) {
            provider.saying(none);
            broken(() ->
                    client(provider.issuer(), OidcProviders.Settings.DEFAULT).authorization("local", proof));
        }
        provider.saying("");
        for (String endpoint : List.of("authorization_endpoint", "token_endpoint", "jwks_uri")) {
            for (Object none : new Object[] {"", "here", "/here", "file:///etc/passwd", "https:", "no: uri", 7}) {
                provider.documents(fields -> fields.put(endpoint, none));
                broken(() -> client(provider.issuer(), OidcProviders.Settings.DEFAULT)
                        .authorization("local", proof));
            }
        }
    }

    @Test
    void tells_keys_that_are_none_from_an_issuer_that_is_away() throws Exception {
        for (String none : List.of("<html>", "[]", "{}", "{\"keys\":7}", "{\"keys\":[{\"kty\":\"RSA\"}]}")) {
            provider.publishing(none);
            OidcProviders client = client(provider.issuer(), OidcProviders.Settings.DEFAULT);
            Map<String, String> back = back(client.authorization("local", proof));
            broken(() -> client.redeem("local", proof, back.get("code"), back.get("iss")));
        }
    }

    private static void broken(ThrowingCallable question) {
        assertThatExceptionOfType(PortException.class)
                .isThrownBy(question)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(PortException.Kind.BROKEN));
    }

    @Test
    void follows_no_document_into_the_private_network() throws Exception {
        for (String inside :
                List.of("https://127.0.0.1:1/token", "https://169.254.169.254/token", "http://example.org/t")) {
            provider.documents(fields -> fields.put("token_endpoint", inside));
            OidcProviders client = client(provider.issuer(), OidcProviders.Settings.DEFAULT);
            Map<String, String> back = back(client.authorization("local", proof));

            assertThatExceptionOfType(PortException.class)
                    .as(inside)
                    .isThrownBy(() -> client.redeem("local", proof, back.get("code"), back.get("iss")))
                    .satisfies(e -> assertThat(e.getMessage()).containsAnyOf("no public address", "not encrypted"));
        }
    }

    private void refused() throws Exception {
        assertThat(redeemed(logIn())).isInstanceOf(Redeemed.Refused.class);
    }

    private Redeemed redeemed(Map<String, String> back) {
        return hexforge.redeem("local", proof, back.get("code"), back.get("iss"));
    }

    private static ExternalIdentity known(Redeemed redeemed) {
        return ((Redeemed.Known) redeemed).identity();
    }

    /// {@return what the provider sends the browser back with}
    private Map<String, String> logIn() throws Exception {
        return back(hexforge.authorization("local", proof));
    }

    private static Map<String, String> back(URI question) throws Exception {
        try (var browser = HttpClient.newHttpClient()) {
            var response = browser.send(HttpRequest.newBuilder(question).build(), BodyHandlers.ofString());
            URI back = URI.create(response.headers().firstValue("Location").orElseThrow());
            assertThat(back.toString()).startsWith(BACK.toString());
            var fields = new HashMap<String, String>();
            for (String pair : back.getRawQuery().split("&")) {
                String[] parts = pair.split("=", 2);
                fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
            return fields;
        }
    }

    private static Proof newProof() {
        String random = UUID.randomUUID() + "-" + UUID.randomUUID();
        return new Proof("state-" + random, "nonce-" + random, new Secret("verifier-" + random));
    }

    private OidcProviders client(URI issuer, OidcProviders.Settings settings) {
        return opened(new OidcProviders(List.of(of(issuer)), settings, InstantSource.system()));
    }

    private static OidcProviders.Client of(URI issuer) {
        return new OidcProviders.Client("local", issuer, LocalProvider.CLIENT, new Secret(LocalProvider.SECRET), BACK);
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        open.add(closeable);
        return closeable;
    }
}
