package io.hexforge.adapter.mail.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.ops.Mailer;
import io.hexforge.ports.driven.ops.MailerContract;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxFolderTest implements MailerContract {
    @TempDir
    private Path home;

    @Override
    public Mailer mailer() {
        try {
            return new OutboxFolder(outbox(), new InternetAddress("Hexforge <hexforge@localhost>"));
        } catch (AddressException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<Arrived> arrived() {
        return files().stream().map(file -> ArrivedMail.of(read(file))).toList();
    }

    private Path outbox() {
        return home.resolve("outbox");
    }

    private List<Path> files() {
        try (var files = Files.list(outbox())) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MimeMessage read(Path file) {
        try (var in = Files.newInputStream(file)) {
            return new MimeMessage(Session.getInstance(new Properties()), in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void nobody_else_may_read_it() throws IOException {
        mailer().send(mail("Hello", "text"));

        Path file = files().getFirst();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(outbox())))
                .isEqualTo("rwx------");
    }

    @Test
    void files_sort_by_time_and_a_repeated_mail_replaces_its_file() {
        var mail = mail("Hello", "text");

        mailer().send(mail);
        mailer().send(mail);

        assertThat(files())
                .singleElement()
                .satisfies(
                        file -> assertThat(file.getFileName()).hasToString("20260304T050607Z-" + mail.id() + ".eml"));
    }

    @Test
    void a_folder_that_cannot_be_written_is_told() throws IOException {
        Files.writeString(outbox(), "a file in its place");

        assertThatExceptionOfType(PortException.class).isThrownBy(() -> mailer().send(mail("Hello", "text")));
    }
}
