package io.hexforge.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoginConfigTest {
    @Test
    void passkeys_belong_to_where_people_reach_us() {
        assertThat(config(Map.of()).passkeys().rpId()).isEqualTo("localhost");
        assertThat(config(Map.of()).passkeys().origins()).containsExactly("http://localhost:8080");

        PasskeyConfig public_ =
                config(Map.of("PUBLIC_URL", "https://ai.example.org/")).passkeys();
        assertThat(public_.rpId()).isEqualTo("ai.example.org");
        assertThat(public_.origins()).containsExactly("https://ai.example.org");
    }

    @Test
    void passkeys_may_belong_to_a_whole_domain() {
        PasskeyConfig passkeys = config(Map.of(
                        "PUBLIC_URL", "https://api.example.org",
                        "WEBAUTHN_RP_ID", "example.org",
                        "WEBAUTHN_ORIGINS", "https://app.example.org, https://example.org:8443"))
                .passkeys();

        assertThat(passkeys.rpId()).isEqualTo("example.org");
        assertThat(passkeys.origins()).containsExactlyInAnyOrder("https://app.example.org", "https://example.org:8443");
    }

    @Test
    void origins_that_no_browser_would_let_are_refused() {
        for (String origin : new String[] {
            "https://evil.example",
            "https://example.org.evil.example",
            "https://notexample.org",
            "https://example.org/x"
        }) {
            refused(Map.of("WEBAUTHN_RP_ID", "example.org", "WEBAUTHN_ORIGINS", origin), "WEBAUTHN_ORIGINS");
        }
        refused(Map.of("PUBLIC_URL", "https://ai.example.org", "WEBAUTHN_RP_ID", "other.example"), "WEBAUTHN_RP_ID");
    }

    @Test
    void google_needs_both_halves() {
        OidcConfig google = config(Map.of("GOOGLE_CLIENT_ID", "id", "GOOGLE_CLIENT_SECRET", "secret"))
                .oidc()
                .getFirst();

        assertThat(google.name()).isEqualTo("google");
        assertThat(google.issuer()).isEqualTo(URI.create("https://accounts.google.com"));
        assertThat(google.redirect()).isEqualTo(URI.create("http://localhost:8080/v1/auth/oauth/google/callback"));
        refused(Map.of("GOOGLE_CLIENT_ID", "id"), "GOOGLE_CLIENT_SECRET");
        refused(Map.of("GOOGLE_CLIENT_SECRET", "secret"), "GOOGLE_CLIENT_ID");
        assertThat(config(Map.of()).oidc()).isEmpty();
    }

    @Test
    void any_issuer_has_a_name_of_its_own() {
        Map<String, String> two = new HashMap<>();
        two.put("OIDC_MY_COMPANY_ISSUER", "https://login.example.org/realms/all");
        two.put("OIDC_MY_COMPANY_CLIENT_ID", "id");
        two.put("OIDC_MY_COMPANY_CLIENT_SECRET", "a secret of the company");
        two.put("OIDC_LOCAL_ISSUER", "http://localhost:9000");
        two.put("OIDC_LOCAL_CLIENT_ID", "id");
        two.put("OIDC_LOCAL_CLIENT_SECRET", "secret");
        Config config = config(two);

        assertThat(config.oidc()).extracting(OidcConfig::name).containsExactly("local", "my-company");
        assertThat(config.settings().toString()).doesNotContain("a secret of the company");
    }

    @Test
    void an_issuer_must_be_secure_and_complete() {
        refused(issuer("http://login.example.org"), "OIDC_X_ISSUER");
        refused(issuer("https://login.example.org?x=y"), "OIDC_X_ISSUER");
        refused(issuer("login"), "OIDC_X_ISSUER");
        refused(Map.of("OIDC_X_CLIENT_ID", "id"), "OIDC_X_ISSUER");
        refused(Map.of("OIDC_X_ISSUER", "https://login.example.org"), "OIDC_X_CLIENT_ID");
        refused(Map.of("OIDC_LINKS_ISSUER", "https://login.example.org"), "OIDC_LINKS_ISSUER");
    }

    @Test
    void challenges_are_shared_only_where_there_is_something_to_share_them_by() {
        assertThat(config(Map.of()).redisChallenges()).isFalse();
        assertThat(config(Map.of("REDIS_URL", "redis://localhost")).redisChallenges())
                .isTrue();
        assertThat(config(Map.of("REDIS_URL", "redis://localhost", "USE_REDIS_CHALLENGES", "false"))
                        .redisChallenges())
                .isFalse();
        refused(Map.of("USE_REDIS_CHALLENGES", "true"), "USE_REDIS_CHALLENGES");
    }

    private static Map<String, String> issuer(String url) {
        return Map.of("OIDC_X_ISSUER", url, "OIDC_X_CLIENT_ID", "id", "OIDC_X_CLIENT_SECRET", "secret");
    }

    private static Config config(Map<String, String> environment) {
        return Config.from(environment);
    }

    private static void refused(Map<String, String> environment, String setting) {
        assertThatExceptionOfType(InvalidConfig.class)
                .isThrownBy(() -> config(environment))
                .withMessageContaining(setting);
    }
}
