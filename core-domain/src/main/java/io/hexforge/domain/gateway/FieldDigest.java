package io.hexforge.domain.gateway;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Digests fields in a form that can be read back in one way only. Not safe for concurrent use.
final class FieldDigest {
    private final MessageDigest digest = sha256();
    private final byte[] buffer = new byte[4096];
    private int filled;

    byte[] finish() {
        digest.update(buffer, 0, filled);
        return digest.digest();
    }

    void variant(int number) {
        put(number);
    }

    void flag(boolean value) {
        put(value ? 1 : 0);
    }

    void number(long value) {
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            put((int) (value >>> shift));
        }
    }

    /// Each UTF-16 unit is written by itself, so that texts with half a surrogate pair stay different too.
    void text(@Nullable String text) {
        if (text == null) {
            number(-1);
            return;
        }
        number(text.length());
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit < 0x80) {
                put(unit);
            } else {
                put(0x80);
                put(unit >>> Byte.SIZE);
                put(unit);
            }
        }
    }

    <T> void optional(@Nullable T value, Consumer<? super T> write) {
        flag(value != null);
        if (value != null) {
            write.accept(value);
        }
    }

    private void put(int value) {
        if (filled == buffer.length) {
            digest.update(buffer);
            filled = 0;
        }
        buffer[filled++] = (byte) value;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }
}
