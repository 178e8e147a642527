package io.hexforge.adapter.crypto.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.SigningKey.Opened;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Objects;

/// Keys on the curve P-256, in the forms in which they are stored and published. Named by their thumbprint
/// (RFC 7638).
final class EllipticKeys {
    private static final int COORDINATE_BYTES = 32;
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private EllipticKeys() {}

    static Opened generate(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            Base64.Encoder base64 = Base64.getEncoder();
            return new Opened(
                    thumbprint((ECPublicKey) pair.getPublic()),
                    base64.encodeToString(pair.getPublic().getEncoded()),
                    new Secret(base64.encodeToString(pair.getPrivate().getEncoded())));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every JDK has P-256", impossible);
        }
    }

    static ECPublicKey publicKey(String base64) {
        try {
            byte[] encoded = Base64.getDecoder().decode(base64);
            return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a public key on P-256", e);
        }
    }

    static ECPrivateKey privateKey(Opened key) {
        try {
            byte[] encoded = Base64.getDecoder().decode(key.privateKey().reveal());
            return (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a private key on P-256", e);
        }
    }

    /// {@return the public part as a JSON Web Key}
    static JsonObject jwk(Opened key) {
        ECPublicKey point = publicKey(Objects.requireNonNull(key.publicKey()));
        return JsonObject.EMPTY
                .with("kty", new JsonString("EC"))
                .with("crv", new JsonString("P-256"))
                .with("use", new JsonString("sig"))
                .with("alg", new JsonString("ES256"))
                .with("kid", new JsonString(key.id()))
                .with("x", new JsonString(coordinate(point.getW().getAffineX())))
                .with("y", new JsonString(coordinate(point.getW().getAffineY())));
    }

    private static String thumbprint(ECPublicKey key) throws GeneralSecurityException {
        String canonical = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\""
                + coordinate(key.getW().getAffineX()) + "\",\"y\":\""
                + coordinate(key.getW().getAffineY()) + "\"}";
        return URL.encodeToString(MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(US_ASCII)));
    }

    /// {@return the number in 32 bytes, most significant first, as base64url}
    private static String coordinate(BigInteger number) {
        byte[] signed = number.toByteArray();
        byte[] bytes = new byte[COORDINATE_BYTES];
        int length = Math.min(signed.length, COORDINATE_BYTES);
        System.arraycopy(signed, signed.length - length, bytes, COORDINATE_BYTES - length, length);
        return URL.encodeToString(bytes);
    }
}
