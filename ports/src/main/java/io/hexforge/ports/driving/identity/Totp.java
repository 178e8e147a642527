package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.Base32;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The numbers of an authenticator app: TOTP (RFC 6238) as such apps understand it, with HMAC-SHA-1, six digits, and
/// steps of 30 seconds.
///
/// @param secret in base 32, as people type it into the app
record Totp(Secret secret) {
    private static final int SECRET_BYTES = 20;
    private static final int STEP_SECONDS = 30;
    private static final int DIGITS = 6;
    private static final int MODULUS = 1_000_000;
    private static final String ISSUER = "Hexforge";

    static Totp generate(RandomGenerator secureRandom) {
        byte[] bytes = new byte[SECRET_BYTES];
        secureRandom.nextBytes(bytes);
        return new Totp(new Secret(Base32.encode(bytes)));
    }

    /// {@return the step whose number was typed: that of `now`, the one before or the one after, as clocks differ}
    OptionalLong step(String typed, Instant now) {
        byte[] digits = typed.replace(" ", "").getBytes(StandardCharsets.UTF_8);
        long present = step(now);
        return LongStream.rangeClosed(present - 1, present + 1)
                .filter(step -> MessageDigest.isEqual(number(step).getBytes(StandardCharsets.UTF_8), digits))
                .findFirst();
    }

    static long step(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), STEP_SECONDS);
    }

    String number(long step) {
        byte[] mac = hmac(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
        int offset = mac[mac.length - 1] & 0xf;
        int truncated = ByteBuffer.wrap(mac, offset, Integer.BYTES).getInt() & Integer.MAX_VALUE;
        return String.format(Locale.ROOT, "%0" + DIGITS + "d", truncated % MODULUS);
    }

    /// {@return what an authenticator app reads from a QR code}
    ///
    /// @param account as the app shows it
    Secret url(String account) {
        return new Secret("otpauth://totp/" + ISSUER + ":" + encoded(account) + "?secret=" + secret.reveal()
                + "&issuer=" + ISSUER + "&algorithm=SHA1&digits=" + DIGITS + "&period=" + STEP_SECONDS);
    }

    private byte[] hmac(byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base32.decode(secret.reveal()), "HmacSHA1"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every JDK has HMAC-SHA-1", impossible);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
