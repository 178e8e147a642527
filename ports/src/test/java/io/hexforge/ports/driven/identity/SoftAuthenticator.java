package io.hexforge.ports.driven.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;

/// An authenticator with one passkey (ES256) and the browser around it, which do as a test wants. Writes what the
/// standard says, byte by byte, and knows nothing of the library that reads it. Not safe for concurrent use.
public final class SoftAuthenticator {
    private static final int USER_PRESENT = 0x01;
    private static final int USER_VERIFIED = 0x04;
    private static final int BACKUP_ELIGIBLE = 0x08;
    private static final int BACKED_UP = 0x10;
    private static final int ATTESTED = 0x40;
    private static final Random RANDOM = new Random(5);

    private final byte[] credentialId = new byte[32];
    private KeyPair keys = newKeys();
    private String origin;
    private String rpId;
    private String userHandle = "";
    private String type = "";
    private boolean verifiesUser = true;
    private boolean backedUp;
    private long counter;

    public SoftAuthenticator(String rpId, String origin) {
        this.rpId = rpId;
        this.origin = origin;
        RANDOM.nextBytes(credentialId);
    }

    /// {@return the response to a registration, as JSON}
    ///
    /// @param challenge and `handle` in base64url
    public String register(String challenge, String handle) {
        userHandle = handle;
        byte[] data = concat(
                authenticatorData(ATTESTED),
                new byte[16],
                ByteBuffer.allocate(2).putShort((short) credentialId.length).array(),
                credentialId,
                coseKey());
        byte[] attestation = concat(
                new byte[] {(byte) 0xa3},
                text("fmt"),
                text("none"),
                text("attStmt"),
                new byte[] {(byte) 0xa0},
                text("authData"),
                new byte[] {0x59},
                ByteBuffer.allocate(2).putShort((short) data.length).array(),
                data);
        return credential(
                "\"attestationObject\":\"%s\",\"transports\":[\"internal\",\"hybrid\"]".formatted(base64(attestation)),
                clientData("webauthn.create", challenge));
    }

    /// {@return the response to a login, as JSON; the counter is one higher than the last time}
    public String login(String challenge) {
        counter++;
        byte[] clientData = clientData("webauthn.get", challenge);
        byte[] data = authenticatorData(0);
        byte[] signature = signed(concat(data, sha256(clientData)));
        return credential(
                "\"authenticatorData\":\"%s\",\"signature\":\"%s\",\"userHandle\":\"%s\""
                        .formatted(base64(data), base64(signature), userHandle),
                clientData);
    }

    public String credentialId() {
        return base64(credentialId);
    }

    /// Signs with another key from now on, which is what a forger has.
    public SoftAuthenticator withAnotherKey() {
        keys = newKeys();
        return this;
    }

    public SoftAuthenticator at(String anotherOrigin) {
        origin = anotherOrigin;
        return this;
    }

    public SoftAuthenticator forSite(String anotherRpId) {
        rpId = anotherRpId;
        return this;
    }

    public SoftAuthenticator verifyingUser(boolean verifies) {
        verifiesUser = verifies;
        return this;
    }

    public SoftAuthenticator backedUp(boolean isBackedUp) {
        backedUp = isBackedUp;
        return this;
    }

    /// Says that its passkey belongs to another user.
    public SoftAuthenticator of(String anotherUserHandle) {
        userHandle = anotherUserHandle;
        return this;
    }

    /// Answers a login as if it were another kind of ceremony.
    public SoftAuthenticator claiming(String ceremonyType) {
        type = ceremonyType;
        return this;
    }

    /// The next login counts from here.
    public SoftAuthenticator counting(long from) {
        counter = from;
        return this;
    }

    private String credential(String response, byte[] clientData) {
        return """
                {"type":"public-key","id":"%s","rawId":"%s","authenticatorAttachment":"platform",\
                "clientExtensionResults":{},"response":{"clientDataJSON":"%s",%s}}""".formatted(credentialId(), credentialId(), base64(clientData), response);
    }

    private byte[] clientData(String usualType, String challenge) {
        return """
                {"type":"%s","challenge":"%s","origin":"%s","crossOrigin":false}""".formatted(type.isEmpty() ? usualType : type, challenge, origin)
                .getBytes(UTF_8);
    }

    private byte[] authenticatorData(int more) {
        int flags = USER_PRESENT | BACKUP_ELIGIBLE | more;
        flags |= verifiesUser ? USER_VERIFIED : 0;
        flags |= backedUp ? BACKED_UP : 0;
        return ByteBuffer.allocate(37)
                .put(sha256(rpId.getBytes(UTF_8)))
                .put((byte) flags)
                .putInt((int) counter)
                .array();
    }

    /// The key as RFC 9053 has it: EC2, ES256, P-256, x, y.
    private byte[] coseKey() {
        var point = ((ECPublicKey) keys.getPublic()).getW();
        byte[] head = {(byte) 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20};
        return concat(
                head, coordinate(point.getAffineX()), new byte[] {0x22, 0x58, 0x20}, coordinate(point.getAffineY()));
    }

    private static byte[] coordinate(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return fixed;
    }

    private byte[] signed(byte[] message) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A short text in CBOR.
    private static byte[] text(String ascii) {
        return concat(new byte[] {(byte) (0x60 + ascii.length())}, ascii.getBytes(UTF_8));
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
