package io.hexforge.ports.driven.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Ids;
import io.hexforge.domain.ops.Mail;
import io.hexforge.ports.driven.Race;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every mailer does. Each test gets one whose recipients have no mail yet.
public interface MailerContract {
    Ids IDS = new Ids(InstantSource.system(), new SecureRandom());

    Mailer mailer();

    /// {@return what has arrived}
    List<Arrived> arrived();

    /// @param messageId without what a mailer adds to the mail's own id
    record Arrived(String messageId, String to, String subject, String text, String html) {}

    default Mail mail(String subject, String text) {
        Instant at = Instant.parse("2026-03-04T05:06:07Z");
        return new Mail(IDS.next(), "ada@example.org", subject, text, "<p>" + text + "</p>", at);
    }

    @Test
    default void delivers_both_forms_in_any_script() {
        Mail mail = mail("Grüße, 世界 😀", "Schöne Grüße an 世界 😀.\n\nLeb wohl.");

        assertThat(mailer().send(mail)).isInstanceOf(Mailer.Delivery.Accepted.class);

        assertThat(arrived())
                .containsExactly(
                        new Arrived(mail.id().toString(), "ada@example.org", mail.subject(), mail.text(), mail.html()));
    }

    @Test
    default void long_lines_arrive_unbroken() {
        Mail mail = mail("S".repeat(300), "https://example.org/?token=" + "x".repeat(3000));

        mailer().send(mail);

        assertThat(arrived().getFirst().subject()).isEqualTo(mail.subject());
        assertThat(arrived().getFirst().text()).isEqualTo(mail.text());
    }

    @Test
    default void a_mail_that_is_sent_again_is_recognised() {
        Mail mail = mail("Once", "Twice.");

        mailer().send(mail);
        mailer().send(mail);

        assertThat(arrived())
                .isNotEmpty()
                .allMatch(each -> each.messageId().equals(mail.id().toString()));
    }

    @Test
    default void fifty_send_at_once() {
        Race.ofFifty(i -> mailer().send(mail("Number " + i, "text")));

        assertThat(arrived().stream().map(Arrived::subject).distinct()).hasSize(50);
    }
}
