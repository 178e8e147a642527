package io.hexforge.adapter.mail.ops;

import io.hexforge.ports.driven.ops.MailerContract.Arrived;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Reads mail as a mail program would.
final class ArrivedMail {
    private ArrivedMail() {}

    static Arrived of(MimeMessage message) {
        try {
            var parts = (MimeMultipart) message.getContent();
            var to = (InternetAddress) message.getRecipients(Message.RecipientType.TO)[0];
            return new Arrived(
                    message.getMessageID().replaceAll("^<|@.*$", ""),
                    to.getAddress(),
                    message.getSubject(),
                    text(parts.getBodyPart(0), "text/plain"),
                    text(parts.getBodyPart(1), "text/html"));
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(BodyPart part, String type) throws MessagingException, IOException {
        if (!part.isMimeType(type)) {
            throw new IllegalStateException("not " + type + " but " + part.getContentType());
        }
        return ((String) part.getContent()).replace("\r\n", "\n");
    }
}
