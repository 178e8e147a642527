package io.hexforge.ports.driving.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hexforge.domain.Ids;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.MailTemplate;
import io.hexforge.domain.ops.Mail;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.ops.Mailer;
import io.hexforge.ports.driving.job.EnqueueJob;
import io.hexforge.ports.driving.job.RunJobs;
import io.hexforge.ports.inprocess.job.InProcessJobStore;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import io.hexforge.ports.inprocess.ops.InProcessMailer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SendMailTest {
    private static final EmailAddress ADA = new EmailAddress("ada+x@example.org");
    private static final Map<String, String> VALUES =
            Map.of("link", "https://example.org/?a=b&c=d%20e", "name", "Ada é=&");

    private final TestClock clock = new TestClock();
    private final InProcessJobStore store = new InProcessJobStore(clock);
    private final AesGcmCipher cipher =
            new AesGcmCipher(List.of(EncryptionKey.generate(new SecureRandom())), new SecureRandom());
    private final SendMail sendMail =
            new SendMail(new EnqueueJob(store, cipher, new Ids(clock, new SecureRandom())), clock);

    private RunJobs jobs(Mailer mailer) {
        return new RunJobs(
                store,
                store,
                cipher,
                Map.of(DeliverMail.KIND, new DeliverMail(mailer)),
                8,
                clock,
                new Random(3),
                new TestMail.Deaf());
    }

    @Test
    void what_is_sent_arrives_when_jobs_are_run() {
        var mailer = new InProcessMailer();

        sendMail.send(ADA, MailTemplate.VERIFY_EMAIL, VALUES);
        assertThat(mailer.sent()).isEmpty();
        jobs(mailer).runDue();

        assertThat(mailer.sent()).singleElement().satisfies(mail -> {
            assertThat(mail.to()).isEqualTo("ada+x@example.org");
            assertThat(mail.subject()).isEqualTo("Confirm your e-mail address");
            assertThat(mail.text()).contains("Hello Ada é=&,", "https://example.org/?a=b&c=d%20e");
            assertThat(mail.at()).isEqualTo(clock.instant());
        });
        assertThat(store.count().waiting()).isZero();
    }

    @Test
    void every_attempt_carries_the_same_id() {
        var attempts = new ArrayList<Mail>();
        Mailer failing = mail -> {
            attempts.add(mail);
            if (attempts.size() < 3) {
                throw new PortException(PortException.Kind.TIMEOUT, "cut off", null);
            }
            return new Mailer.Delivery.Accepted();
        };
        sendMail.send(ADA, MailTemplate.MAGIC_LINK, VALUES);

        for (int i = 0; i < 5; i++) {
            jobs(failing).runDue();
            clock.advance(Duration.ofHours(1));
        }

        assertThat(attempts).hasSize(3).allMatch(mail -> mail.equals(attempts.getFirst()));
    }

    @Test
    void a_recipient_that_is_refused_is_not_tried_again() {
        sendMail.send(ADA, MailTemplate.MAGIC_LINK, VALUES);

        jobs(mail -> new Mailer.Delivery.Refused("550")).runDue();

        assertThat(store.count().waiting()).isZero();
        assertThat(store.count().dead()).isEqualTo(1);
    }

    @Test
    void a_mail_that_could_never_be_written_is_refused_at_once() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sendMail.send(ADA, MailTemplate.MAGIC_LINK, Map.of("link", "javascript:x")));
        assertThat(store.count().waiting()).isZero();
    }
}
