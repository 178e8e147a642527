package io.hexforge.adapter.crypto.identity;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier.BaseVerification;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Scope;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.AccessClaims;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.SigningKey.Opened;
import io.hexforge.ports.driven.identity.TokenSigner;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Access tokens as JSON Web Tokens by the profile of RFC 9068: ES256 with keys that have a public part, HS256
/// with those that have none. Which algorithm a key is for is decided by the key, never by the token.
public final class JwtTokens implements TokenSigner {
    /// Whom access tokens are for, in the claim `aud`.
    public static final String AUDIENCE = "hexforge";

    /// The header `typ`, which tells access tokens from other tokens that are signed with the same key.
    private static final String TYPE = "at+jwt";

    private static final String SYSTEM_ADMIN = "system_admin";
    private static final int MAX_LENGTH = 8 << 10;

    private final String issuer;
    private final Clock clock;
    private final SecureRandom random;
    private final Map<Opened, Algorithm> algorithms = new ConcurrentHashMap<>();

    /// @param issuer the URL of this installation, in the claim `iss`
    public JwtTokens(String issuer, InstantSource clock, SecureRandom random) {
        this.issuer = issuer;
        this.clock = clock.withZone(ZoneOffset.UTC);
        this.random = random;
    }

    @Override
    public Opened newKey() {
        return EllipticKeys.generate(random);
    }

    @Override
    public JsonObject publicKey(Opened key) {
        return EllipticKeys.jwk(key);
    }

    @Override
    public Secret sign(AccessClaims claims, Opened key) {
        var roles = new ArrayList<String>();
        Optional.ofNullable(claims.role()).map(Role::wireName).ifPresent(roles::add);
        if (claims.systemAdmin()) {
            roles.add(SYSTEM_ADMIN);
        }
        return new Secret(JWT.create()
                .withHeader(Map.of("typ", TYPE))
                .withKeyId(key.id())
                .withIssuer(issuer)
                .withAudience(AUDIENCE)
                .withSubject(claims.userId().toString())
                .withJWTId(claims.id().toString())
                .withIssuedAt(claims.issuedAt())
                .withExpiresAt(claims.expiresAt())
                .withClaim("auth_time", claims.authenticatedAt().getEpochSecond())
                .withClaim("sid", claims.sessionId().toString())
                .withClaim("epoch", claims.epoch())
                .withClaim("tenant", claims.tenantId().toString())
                .withClaim("roles", roles)
                .withClaim(
                        "scope",
                        claims.scopes().stream().map(Scope::wireName).sorted().collect(Collectors.joining(" ")))
                .withClaim(
                        "amr",
                        claims.methods().stream()
                                .map(AuthMethod::wireName)
                                .sorted()
                                .toList())
                .sign(algorithm(key)));
    }

    @Override
    public Optional<AccessClaims> verify(String token, Collection<Opened> keys) {
        if (token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            DecodedJWT unchecked = JWT.decode(token);
            if (!TYPE.equals(unchecked.getType())) {
                return Optional.empty();
            }
            Opened key = keyOf(unchecked.getKeyId(), keys);
            if (key == null) {
                return Optional.empty();
            }
            AccessClaims claims = claims(verified(unchecked, key));
            // The library gives a token one second more.
            return clock.instant().isBefore(claims.expiresAt()) ? Optional.of(claims) : Optional.empty();
        } catch (JWTVerificationException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private DecodedJWT verified(DecodedJWT unchecked, Opened key) {
        var verification = (BaseVerification) JWT.require(algorithm(key))
                .withIssuer(issuer)
                .withAudience(AUDIENCE)
                .withClaimPresence("exp")
                // Nodes' clocks differ, and no token of ours is made for later.
                .ignoreIssuedAt();
        return verification.build(clock).verify(unchecked);
    }

    private static @Nullable Opened keyOf(@Nullable String id, Collection<Opened> keys) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst().orElse(null);
    }

    private static AccessClaims claims(DecodedJWT token) {
        List<String> roles = present(token.getClaim("roles").asList(String.class));
        return new AccessClaims(
                UUID.fromString(present(token.getId())),
                uuid(token, "sid"),
                present(token.getClaim("epoch").asInt()),
                UUID.fromString(present(token.getSubject())),
                uuid(token, "tenant"),
                roles.stream()
                        .map(Role::named)
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElse(null),
                roles.contains(SYSTEM_ADMIN),
                Arrays.stream(present(token.getClaim("scope").asString()).split(" "))
                        .map(Scope::named)
                        .flatMap(Optional::stream)
                        .collect(Collectors.toSet()),
                present(token.getClaim("amr").asList(String.class)).stream()
                        .map(AuthMethod::named)
                        .flatMap(Optional::stream)
                        .collect(Collectors.toSet()),
                present(token.getClaim("auth_time").asInstant()),
                present(token.getIssuedAtAsInstant()),
                present(token.getExpiresAtAsInstant()));
    }

    private static UUID uuid(DecodedJWT token, String claim) {
        return UUID.fromString(present(token.getClaim(claim).asString()));
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new JWTDecodeException("a claim is missing");
        }
        return value;
    }

    private Algorithm algorithm(Opened key) {
        return algorithms.computeIfAbsent(key, JwtTokens::newAlgorithm);
    }

    private static Algorithm newAlgorithm(Opened key) {
        return key.publicKey() == null
                ? Algorithm.HMAC256(key.privateKey().reveal().getBytes(StandardCharsets.UTF_8))
                : Algorithm.ECDSA256(EllipticKeys.publicKey(key.publicKey()), EllipticKeys.privateKey(key));
    }
}
