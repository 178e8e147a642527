package io.hexforge.domain.identity;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How entries of the audit log hang together: each carries SHA-256 over the hash of the one before it and its own
/// content, so that who changes, removes or inserts an entry must make all later hashes anew.
///
/// Every tenant has a chain of its own; what concerns no tenant has the chain `NO_TENANT`.
public final class AuditChain {
    /// The chain of what concerns no tenant.
    public static final UUID NO_TENANT = new UUID(0, 0);

    private static final int HASH_BYTES = 32;

    private AuditChain() {}

    /// {@return the chain to which an event belongs}
    public static UUID of(AuditEvent event) {
        return event.tenantId() == null ? NO_TENANT : event.tenantId();
    }

    /// {@return what stands in place of a hash before the first entry}
    public static byte[] beginning() {
        return new byte[HASH_BYTES];
    }

    /// {@return the hash of the entry with this number (from 1) in its chain}
    ///
    /// The content is hashed in one form: every text as its length in bytes and its UTF-8, what is absent as the
    /// length -1, the time in microseconds, the details in the order of their names.
    public static byte[] hash(byte[] previous, long number, AuditEvent event) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.write(previous);
            out.writeLong(number);
            text(out, event.id().toString());
            out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, event.at()));
            text(out, event.tenantId() == null ? null : event.tenantId().toString());
            text(out, event.actorId() == null ? null : event.actorId().toString());
            text(out, event.action());
            text(out, event.subject());
            text(out, event.ip());
            out.writeInt(event.details().size());
            for (Map.Entry<String, String> detail : new TreeMap<>(event.details()).entrySet()) {
                text(out, detail.getKey());
                text(out, detail.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return sha256(bytes.toByteArray());
    }

    private static void text(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }
}
