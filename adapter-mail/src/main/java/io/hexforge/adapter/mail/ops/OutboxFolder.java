package io.hexforge.adapter.mail.ops;

import io.hexforge.domain.ops.Mail;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.ops.Mailer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Properties;
import java.util.Set;

/// Writes mail to files `<time>-<id>.eml` (0600) instead of sending it. A file is there whole or not at all. Safe for
/// concurrent use.
public final class OutboxFolder implements Mailer {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path folder;
    private final MailForm form;

    public OutboxFolder(Path folder, InternetAddress from) {
        this.folder = folder;
        this.form = new MailForm(Session.getInstance(new Properties()), from);
    }

    @Override
    public Delivery send(Mail mail) {
        try {
            var bytes = new ByteArrayOutputStream();
            form.message(mail).writeTo(bytes);
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            write(folder.resolve(TIME.format(mail.at()) + "-" + mail.id() + ".eml"), bytes.toByteArray());
            return new Delivery.Accepted();
        } catch (MessagingException e) {
            throw new PortException(
                    Kind.BROKEN, "mail cannot be written: " + e.getClass().getSimpleName(), e);
        } catch (IOException e) {
            throw new PortException(Kind.UNAVAILABLE, "mail cannot be put into " + folder + ": " + e.getMessage(), e);
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        Files.createFile(unfinished, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try (var channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes));
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
