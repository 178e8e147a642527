package io.hexforge.adapter.files.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.hexforge.domain.Secret;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.identity.BreachedPasswords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// A text file with the SHA-1 of a password on each line, in hexadecimal digits, sorted, each perhaps followed by
/// a colon and how often it was seen: what "Pwned Passwords" is downloaded as. It is searched where it is, since
/// it may have tens of gigabytes. Stays open for as long as it is used.
public final class BreachedPasswordsFile implements BreachedPasswords {
    private static final int DIGITS = 40;
    private static final int LONGEST_LINE = 64;

    private final Path path;
    private final FileChannel file;
    private final long size;

    private BreachedPasswordsFile(Path path, FileChannel file) throws IOException {
        this.path = path;
        this.file = file;
        this.size = file.size();
    }

    /// @throws PortException `BROKEN` if there is no such file, or it does not begin like one
    public static BreachedPasswordsFile open(Path path) {
        try {
            var opened = new BreachedPasswordsFile(path, FileChannel.open(path));
            if (opened.size > 0) {
                opened.lineAt(0);
            }
            return opened;
        } catch (IOException e) {
            throw new PortException(Kind.BROKEN, "the list of stolen passwords cannot be read: " + path, e);
        }
    }

    @Override
    public boolean contains(Secret password) {
        String wanted = sha1(password);
        try {
            long low = 0;
            long high = size;
            while (low < high) {
                Line line = lineAt((low + high) >>> 1);
                int order = line.hash().compareTo(wanted);
                if (order == 0) {
                    return true;
                }
                if (order < 0) {
                    low = line.end();
                } else {
                    high = line.start();
                }
            }
            return false;
        } catch (IOException e) {
            throw new PortException(Kind.UNAVAILABLE, "the list of stolen passwords cannot be read: " + path, e);
        }
    }

    /// @param start of the first of its bytes
    /// @param end behind its line break
    private record Line(String hash, long start, long end) {}

    /// {@return the line that a byte belongs to}
    private Line lineAt(long position) throws IOException {
        long from = Math.max(0, position - LONGEST_LINE);
        var buffer = ByteBuffer.allocate(2 * LONGEST_LINE);
        int read = 0;
        while (read >= 0 && buffer.hasRemaining()) {
            read = file.read(buffer, from + buffer.position());
        }
        String text = new String(buffer.array(), 0, buffer.position(), US_ASCII);
        int at = (int) (position - from);
        int start = text.lastIndexOf('\n', at - 1) + 1;
        int end = text.indexOf('\n', at);
        String line = text.substring(start, end < 0 ? text.length() : end);
        if (!line.matches("[0-9A-Fa-f]{40}(:\\d+)?\\s*")) {
            throw new PortException(
                    Kind.BROKEN,
                    path + " is no list of stolen passwords: at byte " + (from + start)
                            + " there is no line with a SHA-1 in hexadecimal digits",
                    null);
        }
        return new Line(
                line.substring(0, DIGITS).toUpperCase(Locale.ROOT),
                from + start,
                from + (end < 0 ? text.length() : end + 1));
    }

    private static String sha1(Secret password) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1").digest(password.reveal().getBytes(UTF_8));
            return HexFormat.of().withUpperCase().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-1", impossible);
        }
    }
}
