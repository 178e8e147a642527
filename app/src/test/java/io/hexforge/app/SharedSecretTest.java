package io.hexforge.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.postgres.DatabaseAddress;
import io.hexforge.app.config.Config;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node that signs access tokens with a secret which other services know, beside one that signs with keys of
/// its own: of the same installation, as when one way takes over from the other.
class SharedSecretTest {
    private static final String SECRET = "a secret of thirty-two bytes, 123";
    private static final String ISSUER = "https://api.example.org";

    @TempDir
    private static Path folder;

    private static DatabaseAddress database;
    private static Node withSecret;
    private static Node withKeys;
    private static LoginClient atSecret;
    private static LoginClient atKeys;
    private static JsonNode bySecret;
    private static JsonNode byKeys;

    @BeforeAll
    static void start() throws Exception {
        database = DatabaseServer.fresh("shared_secret");
        withSecret = node("secret", Map.of("JWT_SECRET_KEY", SECRET));
        withKeys = node("keys", Map.of());
        atSecret = new LoginClient(URI.create(withSecret.url().toString()));
        atKeys = new LoginClient(URI.create(withKeys.url().toString()));
        String email = "u" + UUID.randomUUID() + "@example.org";
        atSecret.newcomer(email);
        String ada = "{\"username\":\"" + email + "\",\"password\":\"" + LoginClient.PASSWORD + "\"}";
        bySecret = atSecret.post("/v1/auth/login", ada).is(200).body();
        byKeys = atKeys.post("/v1/auth/login", ada).is(200).body();
    }

    private static Node node(String name, Map<String, String> more) {
        var environment = new HashMap<>(more);
        environment.put("HEXFORGE_HOME", folder.resolve(name).toString());
        environment.put("PORT", "0");
        environment.put("PUBLIC_URL", ISSUER);
        environment.put("DATABASE_URL", DatabaseServer.url(database));
        environment.put("ENCRYPTION_KEY", "0123456789abcdef0123456789abcdef");
        environment.put("RATE_LIMIT_PER_MINUTE", "0");
        return Node.serve(Config.from(environment), "test");
    }

    @AfterAll
    static void stop() {
        atKeys.close();
        atSecret.close();
        withKeys.close();
        withSecret.close();
    }

    private static String token(JsonNode login) {
        return login.path("access_token").asText();
    }

    private static int status(LoginClient client, String token) throws Exception {
        return client.showing(token).get("/v1/auth/me").status();
    }

    @Test
    void whoever_knows_the_secret_can_check_the_tokens_and_nobody_is_told_it() throws Exception {
        DecodedJWT token = JWT.require(Algorithm.HMAC256(SECRET))
                .withIssuer(ISSUER)
                .withAudience("hexforge")
                .build()
                .verify(token(bySecret));

        assertThat(token.getAlgorithm()).isEqualTo("HS256");
        assertThat(status(atSecret, token(bySecret))).isEqualTo(200);
        JsonNode published = atSecret.get("/.well-known/jwks.json").is(200).body();
        assertThat(published.path("keys").isArray()).isTrue();
        assertThat(published.path("keys")).isEmpty();
    }

    @Test
    void neither_way_accepts_tokens_of_the_other() throws Exception {
        assertThat(JWT.decode(token(byKeys)).getAlgorithm()).isEqualTo("ES256");

        assertThat(status(atSecret, token(byKeys))).isEqualTo(401);
        assertThat(status(atKeys, token(bySecret))).isEqualTo(401);
        assertThat(status(atKeys, token(byKeys))).isEqualTo(200);
    }

    @Test
    void people_stay_logged_in_when_the_one_takes_over_from_the_other() throws Exception {
        String email = "u" + UUID.randomUUID() + "@example.org";
        atKeys.newcomer(email);
        JsonNode login = atKeys.post(
                        "/v1/auth/login",
                        "{\"username\":\"" + email + "\",\"password\":\"" + LoginClient.PASSWORD + "\"}")
                .is(200)
                .body();

        JsonNode continued = atSecret.post(
                        "/v1/auth/refresh",
                        "{\"refresh_token\":\"" + login.path("refresh_token").asText() + "\"}")
                .is(200)
                .body();

        assertThat(continued.path("session_id")).isEqualTo(login.path("session_id"));
        assertThat(status(atSecret, token(continued))).isEqualTo(200);
    }

    @Test
    void nothing_passes_by_naming_another_algorithm_or_key() throws Exception {
        KeyPair own = ellipticKey();
        var ours = Algorithm.ECDSA256((ECPublicKey) own.getPublic(), (ECPrivateKey) own.getPrivate());
        DecodedJWT secret = JWT.decode(token(bySecret));
        DecodedJWT keys = JWT.decode(token(byKeys));
        JsonNode published = atKeys.get("/.well-known/jwks.json").is(200).body().at("/keys/0");
        byte[] x = Base64.getUrlDecoder().decode(published.path("x").asText());

        for (String forged : List.of(
                copy(secret, secret.getKeyId()).sign(Algorithm.none()),
                copy(secret, secret.getKeyId()).sign(ours),
                copy(secret, keys.getKeyId()).sign(ours),
                copy(secret, secret.getKeyId()).sign(Algorithm.HMAC256("b" + SECRET.substring(1))),
                copy(secret, secret.getKeyId()).sign(Algorithm.HMAC512(SECRET)),
                copy(secret, keys.getKeyId()).sign(Algorithm.HMAC256(SECRET)))) {
            assertThat(status(atSecret, forged)).as(forged).isEqualTo(401);
        }
        for (String forged : List.of(
                copy(keys, keys.getKeyId()).sign(Algorithm.none()),
                copy(keys, keys.getKeyId()).sign(ours),
                copy(keys, keys.getKeyId()).sign(Algorithm.HMAC256(SECRET)),
                copy(keys, keys.getKeyId()).sign(Algorithm.HMAC256(published.toString())),
                copy(keys, keys.getKeyId()).sign(Algorithm.HMAC256(x)),
                copy(keys, secret.getKeyId()).sign(Algorithm.HMAC256(SECRET)))) {
            assertThat(status(atKeys, forged)).as(forged).isEqualTo(401);
        }
        String genuine = copy(secret, secret.getKeyId()).sign(Algorithm.HMAC256(SECRET));
        assertThat(status(atSecret, genuine))
                .as("the copies are good but for that")
                .isEqualTo(200);
    }

    private static KeyPair ellipticKey() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /// {@return the claims of a token, to be signed anew}
    private static JWTCreator.Builder copy(DecodedJWT token, String keyId) {
        String claims = new String(Base64.getUrlDecoder().decode(token.getPayload()), UTF_8);
        return JWT.create().withHeader(Map.of("typ", "at+jwt")).withKeyId(keyId).withPayload(claims);
    }
}
