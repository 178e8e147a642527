package io.hexforge.adapter.mail.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.hexforge.adapter.mail.ops.SmtpMailer.Security;
import io.hexforge.domain.Secret;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.ops.Mailer;
import io.hexforge.ports.driven.ops.MailerContract;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SmtpMailerTest implements MailerContract {
    private static final String HOST = "127.0.0.1";

    private final GreenMail plain = new GreenMail(new ServerSetup(0, HOST, ServerSetup.PROTOCOL_SMTP));
    private final GreenMail encrypted = new GreenMail(new ServerSetup(0, HOST, ServerSetup.PROTOCOL_SMTPS));

    @BeforeEach
    void start() {
        plain.start();
        plain.setUser("ada@example.org", "ada", "lovelace");
    }

    @AfterEach
    void stop() {
        plain.stop();
        encrypted.stop();
    }

    @Override
    public Mailer mailer() {
        return mailer(plain.getSmtp().getPort(), Security.NONE, null, new Properties());
    }

    @Override
    public List<Arrived> arrived() {
        return Arrays.stream(plain.getReceivedMessages()).map(ArrivedMail::of).toList();
    }

    private static Mailer mailer(int port, Security security, @Nullable String username, Properties trust) {
        Secret password = username == null ? null : new Secret("lovelace");
        return new SmtpMailer(new SmtpMailer.Server(HOST, port, security, username, password, from()), trust);
    }

    private static InternetAddress from() {
        try {
            return new InternetAddress("Hexforge <no-reply@hexforge.example>");
        } catch (AddressException e) {
            throw new IllegalStateException(e);
        }
    }

    /// GreenMail shows a certificate that it made itself.
    private static Properties trustingAnybody() {
        var trust = new Properties();
        trust.put("mail.smtp.ssl.trust", "*");
        trust.put("mail.smtp.ssl.checkserveridentity", "false");
        return trust;
    }

    @Test
    void names_its_sender_and_its_own_message_id_and_asks_machines_for_no_answer() throws MessagingException {
        var mail = mail("Hello", "text");

        mailer().send(mail);

        MimeMessage message = plain.getReceivedMessages()[0];
        assertThat(message.getFrom()[0]).hasToString("Hexforge <no-reply@hexforge.example>");
        assertThat(message.getMessageID()).isEqualTo("<" + mail.id() + "@hexforge.example>");
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(message.getSentDate()).isEqualTo("2026-03-04T05:06:07Z");
    }

    @Test
    void speaks_tls_from_the_first_byte() {
        encrypted.start();

        mailer(encrypted.getSmtps().getPort(), Security.TLS, null, trustingAnybody())
                .send(mail("Hello", "text"));

        assertThat(encrypted.getReceivedMessages()).hasSize(1);
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_no_server() {
        encrypted.start();
        var mailer = mailer(encrypted.getSmtps().getPort(), Security.TLS, null, new Properties());

        assertThatExceptionOfType(PortException.class)
                .isThrownBy(() -> mailer.send(mail("Hello", "text")))
                .matches(e -> e.kind() == Kind.UNAVAILABLE);
        assertThat(encrypted.getReceivedMessages()).isEmpty();
    }

    @Test
    void says_nothing_to_a_server_that_cannot_be_made_to_encrypt() {
        var mailer = mailer(plain.getSmtp().getPort(), Security.STARTTLS, "ada", new Properties());

        assertThatExceptionOfType(PortException.class)
                .isThrownBy(() -> mailer.send(mail("Hello", "text")))
                .matches(e -> e.kind() == Kind.UNAVAILABLE)
                .withMessageContaining("STARTTLS");
        assertThat(plain.getReceivedMessages()).isEmpty();
    }

    @Test
    void logs_in() {
        mailer(plain.getSmtp().getPort(), Security.NONE, "ada", new Properties())
                .send(mail("Hello", "text"));
        assertThat(plain.getReceivedMessages()).hasSize(1);

        plain.setUser("ada@example.org", "ada", "changed");
        var mailer = mailer(plain.getSmtp().getPort(), Security.NONE, "ada", new Properties());
        assertThatExceptionOfType(PortException.class)
                .isThrownBy(() -> mailer.send(mail("Hello", "text")))
                .matches(e -> e.kind() == Kind.UNAVAILABLE);
    }

    @Test
    void a_server_that_is_away_may_be_back_later() {
        var mailer = mailer();
        plain.stop();

        assertThatExceptionOfType(PortException.class)
                .isThrownBy(() -> mailer.send(mail("Hello", "text")))
                .matches(e -> e.kind() == Kind.UNAVAILABLE);
    }

    @Test
    void what_the_server_refuses_for_good_is_told_without_naming_the_recipient() throws Exception {
        try (var server = new ScriptedSmtp("550 5.1.1 <ada@example.org> is unknown here", "250 ok")) {
            var delivery =
                    mailer(server.port(), Security.NONE, null, new Properties()).send(mail("Hello", "text"));

            assertThat(delivery)
                    .isInstanceOfSatisfying(
                            Mailer.Delivery.Refused.class,
                            refused ->
                                    assertThat(refused.reason()).contains("550").doesNotContain("ada"));
        }
    }

    @Test
    void what_the_server_puts_off_is_tried_again() throws Exception {
        try (var server = new ScriptedSmtp("451 4.7.1 ada@example.org: greylisted", "250 ok")) {
            var mailer = mailer(server.port(), Security.NONE, null, new Properties());

            assertThatExceptionOfType(PortException.class)
                    .isThrownBy(() -> mailer.send(mail("Hello", "text")))
                    .matches(e -> e.kind() == Kind.UNAVAILABLE)
                    .withMessageContaining("451")
                    .withMessageNotContaining("ada");
        }
    }

    @Test
    void nobody_knows_what_became_of_a_mail_whose_acceptance_was_cut_off() throws Exception {
        try (var server = new ScriptedSmtp("250 ok", "")) {
            var mailer = mailer(server.port(), Security.NONE, null, new Properties());

            assertThatExceptionOfType(PortException.class)
                    .isThrownBy(() -> mailer.send(mail("Hello", "text")))
                    .matches(e -> e.kind() == Kind.TIMEOUT);
        }
    }
}
