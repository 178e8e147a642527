package io.hexforge.ports.driving.identity;

import io.hexforge.domain.job.JobPolicy;
import io.hexforge.domain.ops.Mail;
import io.hexforge.ports.driven.ops.Mailer;
import io.hexforge.ports.driving.job.JobHandler;
import java.time.Duration;

/// Writes and hands over the mail that [SendMail] has put aside. The job's id is the mail's id, so all attempts carry
/// one Message-ID; a second copy leaves only if this process dies, or loses the server, between the server's
/// acceptance and the note that the job is done.
public final class DeliverMail implements JobHandler {
    /// The kind of its jobs.
    public static final String KIND = "mail";

    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final Mailer mailer;

    public DeliverMail(Mailer mailer) {
        this.mailer = mailer;
    }

    /// Mails hold links that let people in.
    @Override
    public JobPolicy policy() {
        return JobPolicy.DEFAULT.withTimeout(TIMEOUT).forgetful();
    }

    @Override
    public Outcome run(Work work) {
        MailOrder order = MailOrder.decode(work.payload());
        var letter = order.template().write(order.values());
        var mail = new Mail(work.id(), order.to().value(), letter.subject(), letter.text(), letter.html(), order.at());
        return switch (mailer.send(mail)) {
            case Mailer.Delivery.Accepted accepted -> new Outcome.Done();
            case Mailer.Delivery.Refused(String reason) -> new Outcome.Hopeless(reason);
        };
    }
}
