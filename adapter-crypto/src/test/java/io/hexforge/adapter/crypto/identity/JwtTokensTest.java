package io.hexforge.adapter.crypto.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.AccessClaims;
import io.hexforge.domain.identity.SigningKey.Opened;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.identity.TokenSigner;
import io.hexforge.ports.driven.identity.TokenSignerContract;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class JwtTokensTest implements TokenSignerContract {
    private static final String ISSUER = "https://api.example.org";
    private static final Opened SHARED = new Opened("shared", null, new Secret("a secret of thirty-two bytes or more"));

    private final TestClock clock = new TestClock();
    private final JwtTokens signer = new JwtTokens(ISSUER, clock, new SecureRandom());
    private final Opened key = signer.newKey();

    @Override
    public TokenSigner signer() {
        return signer;
    }

    @Override
    public TestClock clock() {
        return clock;
    }

    private boolean accepted(String token, Opened... keys) {
        return signer.verify(token, List.of(keys)).isPresent();
    }

    /// A token with everything right but for what `change` does.
    private String forged(Algorithm algorithm, UnaryOperator<JWTCreator.Builder> change) {
        AccessClaims claims = claims();
        return change.apply(JWT.create()
                        .withHeader(Map.of("typ", "at+jwt"))
                        .withKeyId(key.id())
                        .withIssuer(ISSUER)
                        .withAudience("hexforge")
                        .withSubject(claims.userId().toString())
                        .withJWTId(claims.id().toString())
                        .withIssuedAt(claims.issuedAt())
                        .withExpiresAt(claims.expiresAt())
                        .withClaim("auth_time", claims.authenticatedAt().getEpochSecond())
                        .withClaim("sid", claims.sessionId().toString())
                        .withClaim("epoch", 0)
                        .withClaim("tenant", claims.tenantId().toString())
                        .withClaim("roles", List.of("owner"))
                        .withClaim("scope", "*")
                        .withClaim("amr", List.of("pwd")))
                .sign(algorithm);
    }

    private Algorithm genuine() {
        return Algorithm.ECDSA256(EllipticKeys.publicKey(key.publicKey()), EllipticKeys.privateKey(key));
    }

    @Test
    void refuses_a_token_with_anything_wrong() {
        assertThat(accepted(forged(genuine(), token -> token), key)).isTrue();

        assertThat(accepted(forged(genuine(), token -> token.withHeader(Map.of("typ", "JWT"))), key))
                .isFalse();
        assertThat(accepted(forged(genuine(), token -> token.withKeyId("other")), key))
                .isFalse();
        assertThat(accepted(forged(genuine(), token -> token.withIssuer("https://evil.example")), key))
                .isFalse();
        assertThat(accepted(forged(genuine(), token -> token.withAudience("others")), key))
                .isFalse();
        assertThat(accepted(forged(genuine(), token -> token.withClaim("sid", "no id")), key))
                .isFalse();
        assertThat(accepted(forged(genuine(), token -> token.withNullClaim("epoch")), key))
                .isFalse();
        assertThat(accepted(forged(genuine(), token -> token.withNullClaim("exp")), key))
                .isFalse();
        assertThat(accepted(forged(genuine(), token -> token.withClaim("roles", "owner")), key))
                .isFalse();
        assertThat(accepted(
                        forged(
                                genuine(),
                                token -> token.withNotBefore(clock.instant().plusSeconds(60))),
                        key))
                .isFalse();
    }

    @Test
    void lets_no_token_choose_its_algorithm() {
        Algorithm byPublicKey = Algorithm.HMAC256(Objects.requireNonNull(key.publicKey()));
        Algorithm byEncodedKey = Algorithm.HMAC256(Base64.getDecoder().decode(key.publicKey()));

        assertThat(accepted(forged(Algorithm.none(), token -> token), key)).isFalse();
        assertThat(accepted(forged(byPublicKey, token -> token), key)).isFalse();
        assertThat(accepted(forged(byEncodedKey, token -> token), key)).isFalse();
        assertThat(accepted(forged(genuine(), token -> token.withKeyId("shared")), SHARED))
                .isFalse();
        assertThat(accepted(forged(Algorithm.none(), token -> token.withKeyId("shared")), SHARED))
                .isFalse();
        assertThat(accepted(
                        forged(Algorithm.HMAC384(SHARED.privateKey().reveal()), token -> token.withKeyId("shared")),
                        SHARED))
                .isFalse();
    }

    @Test
    void refuses_a_token_whose_claims_were_changed() {
        String token = signer.sign(claims(), key).reveal();
        String[] parts = token.split("\\.");
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8).replace("admin", "owner");
        String changed = Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(UTF_8));

        assertThat(accepted(parts[0] + "." + changed + "." + parts[2], key)).isFalse();
        assertThat(accepted(parts[0] + "." + parts[1] + ".", key)).isFalse();
        // The signature of all zeros that JDKs once took for any message (CVE-2022-21449).
        assertThat(accepted(parts[0] + "." + parts[1] + "." + "A".repeat(86), key))
                .isFalse();
    }

    @Test
    void signs_with_a_shared_secret_that_others_can_check_by() {
        AccessClaims claims = claims();

        String token = signer.sign(claims, SHARED).reveal();

        assertThat(signer.verify(token, List.of(SHARED))).contains(claims);
        DecodedJWT theirs = JWT.require(Algorithm.HMAC256(SHARED.privateKey().reveal()))
                .acceptLeeway(Integer.MAX_VALUE)
                .build()
                .verify(token);
        assertThat(theirs.getSubject()).isEqualTo(claims.userId().toString());
    }

    @Test
    void others_can_check_by_the_published_key() throws Exception {
        String token = signer.sign(claims(), key).reveal();
        var jwk = signer.publicKey(key);
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        var point = new ECPoint(
                number(jwk.string("x").orElseThrow()), number(jwk.string("y").orElseThrow()));
        var spec = new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class));
        var published = (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(spec);

        DecodedJWT theirs = JWT.require(Algorithm.ECDSA256(published, null))
                .acceptLeeway(Integer.MAX_VALUE)
                .build()
                .verify(token);

        assertThat(theirs.getKeyId()).isEqualTo(key.id());
        assertThat(theirs.getAlgorithm()).isEqualTo("ES256");
        assertThat(theirs.getType()).isEqualTo("at+jwt");
    }

    private static BigInteger number(String base64) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(base64));
    }
}
