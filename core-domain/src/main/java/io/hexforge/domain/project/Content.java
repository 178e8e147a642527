package io.hexforge.domain.project;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The text of a file.
public record Content(String text) {
    /// In characters.
    public static final int LONGEST = 100_000;

    public static final Content EMPTY = new Content("");

    /// @throws IllegalArgumentException if there is a `problem`
    public Content {
        String problem = problem(text);
        if (problem != null) {
            throw new IllegalArgumentException("the content " + problem);
        }
    }

    /// {@return what keeps a text from being a file's, or null if nothing does}
    public static @Nullable String problem(String text) {
        if (text.codePointCount(0, text.length()) > LONGEST) {
            return "must have at most " + LONGEST + " characters";
        }
        boolean storable = text.codePoints().allMatch(c -> c != 0 && Character.getType(c) != Character.SURROGATE);
        return storable ? null : "must not hold U+0000 or halves of characters";
    }

    /// {@return in bytes of UTF-8}
    public int size() {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /// {@return the name that git gives to such a file: SHA-1 in hexadecimal. For comparing, not for
    /// trusting}
    public String sha() {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-1", impossible);
        }
    }
}
