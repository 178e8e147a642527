package io.hexforge.adapter.mail.ops;

import io.hexforge.domain.Secret;
import io.hexforge.domain.ops.Mail;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.ops.Mailer;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/// Hands mail to an SMTP server, on a connection of its own for each. Safe for concurrent use.
public final class SmtpMailer implements Mailer {
    private static final String CONNECT_TIMEOUT_MS = "5000";
    private static final String TIMEOUT_MS = "15000";
    private static final int PERMANENT = 500;

    private final Server server;
    private final MailForm form;

    /// How the connection is protected.
    public enum Security {
        /// Begins in clear and must become TLS before anything is said (RFC 3207).
        STARTTLS,
        /// TLS from the first byte (RFC 8314).
        TLS,
        /// In clear: for a server on this machine.
        NONE
    }

    /// @param username null for a server that asks for none; else `password` is there too
    /// @param from the address that mail comes from, with or without a name
    public record Server(
            String host,
            int port,
            Security security,
            @Nullable String username,
            @Nullable Secret password,
            InternetAddress from) {}

    public SmtpMailer(Server server) {
        this(server, new Properties());
    }

    /// @param trust further properties, for a test's own certificates
    SmtpMailer(Server server, Properties trust) {
        this.server = server;
        this.form = new MailForm(Session.getInstance(properties(server, trust)), server.from());
    }

    private static Properties properties(Server server, Properties trust) {
        var properties = new Properties();
        properties.put("mail.smtp.host", server.host());
        properties.put("mail.smtp.port", Integer.toString(server.port()));
        properties.put("mail.smtp.auth", Boolean.toString(server.username() != null));
        properties.put("mail.smtp.connectiontimeout", CONNECT_TIMEOUT_MS);
        properties.put("mail.smtp.timeout", TIMEOUT_MS);
        properties.put("mail.smtp.writetimeout", TIMEOUT_MS);
        properties.put("mail.smtp.ssl.enable", Boolean.toString(server.security() == Security.TLS));
        properties.put("mail.smtp.starttls.enable", Boolean.toString(server.security() == Security.STARTTLS));
        properties.put("mail.smtp.starttls.required", Boolean.toString(server.security() == Security.STARTTLS));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.mime.allowutf8", "true");
        properties.putAll(trust);
        return properties;
    }

    @Override
    public Delivery send(Mail mail) {
        try (Transport transport = form.session().getTransport("smtp")) {
            connect(transport);
            return handOver(transport, form.message(mail));
        } catch (MessagingException e) {
            throw new PortException(
                    Kind.BROKEN, "mail cannot be written: " + e.getClass().getSimpleName(), e);
        }
    }

    private void connect(Transport transport) {
        Secret password = server.password();
        try {
            transport.connect(
                    server.host(), server.port(), server.username(), password == null ? null : password.reveal());
        } catch (MessagingException e) {
            // The first line is the server's greeting or refusal; nobody is named yet but this installation.
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new PortException(
                    Kind.UNAVAILABLE, "the mail server " + server.host() + " lets nobody in: " + reason, e);
        }
    }

    private Delivery handOver(Transport transport, MimeMessage message) throws MessagingException {
        Address[] recipients = message.getAllRecipients();
        try {
            transport.sendMessage(message, recipients);
            return new Delivery.Accepted();
        } catch (MessagingException e) {
            int code = code(e);
            String reason = "the mail server " + server.host() + " answered " + (code > 0 ? code : "nothing");
            if (code >= PERMANENT) {
                return new Delivery.Refused(reason);
            }
            // What the server said may name the recipient, so the fault itself goes no further.
            throw new PortException(code > 0 ? Kind.UNAVAILABLE : Kind.TIMEOUT, reason, null);
        }
    }

    /// {@return the server's answer to the recipient, or to the mail itself; 0 if it gave none}
    private static int code(MessagingException fault) {
        for (Exception each = fault;
                each instanceof MessagingException messaging;
                each = messaging.getNextException()) {
            if (each instanceof SMTPAddressFailedException address) {
                return address.getReturnCode();
            }
            if (each instanceof SMTPSendFailedException send && send.getReturnCode() > 0) {
                return send.getReturnCode();
            }
        }
        return 0;
    }
}
