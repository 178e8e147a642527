package io.hexforge.app.config;

import io.hexforge.adapter.mail.ops.SmtpMailer;
import io.hexforge.adapter.mail.ops.SmtpMailer.Security;
import io.hexforge.domain.Secret;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import org.jspecify.annotations.Nullable;

/// How mail leaves.
///
/// @param smtp null when mail is written to files instead
/// @param from the address that it comes from
public record MailConfig(SmtpMailer.@Nullable Server smtp, InternetAddress from) {
    private static final String NOBODY = "Hexforge <hexforge@localhost>";

    static MailConfig from(Settings settings) {
        String host = settings.optional("SMTP_HOST", "(none: mail goes to HEXFORGE_HOME/outbox)")
                .orElse(null);
        int port = settings.integer("SMTP_PORT", 587, 1, 65_535);
        Security security = settings.choice("SMTP_SECURITY", Security.STARTTLS);
        String username = settings.optional("SMTP_USERNAME", "(none)").orElse(null);
        Secret password = settings.secret("SMTP_PASSWORD", "(none)").orElse(null);
        InternetAddress from = settings.parsed("SMTP_FROM", NOBODY, address(NOBODY), "an address", MailConfig::address);
        if ((username == null) != (password == null)) {
            settings.problem("SMTP_USERNAME", "and SMTP_PASSWORD belong together");
        }
        boolean local = host != null && (host.equals("localhost") || host.startsWith("127."));
        if (host != null && security == Security.NONE && !local) {
            settings.problem("SMTP_SECURITY", "none is for a server on this machine only");
        }
        if (host != null && from.getAddress().endsWith("@localhost") && !local) {
            settings.problem("SMTP_FROM", "is needed with SMTP_HOST: the address that mail comes from");
        }
        return host == null
                ? new MailConfig(null, from)
                : new MailConfig(new SmtpMailer.Server(host, port, security, username, password, from), from);
    }

    private static InternetAddress address(String text) {
        try {
            var address = new InternetAddress(text, true);
            if (!address.getAddress().contains("@")) {
                throw new IllegalArgumentException();
            }
            return address;
        } catch (AddressException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
