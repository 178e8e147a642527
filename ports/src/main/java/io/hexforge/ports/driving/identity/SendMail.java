package io.hexforge.ports.driving.identity;

import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.MailTemplate;
import io.hexforge.ports.driving.job.EnqueueJob;
import java.time.InstantSource;
import java.util.Map;

/// Writes to people. What is sent is put aside as a job, so no caller waits for a mail server or hears of its faults;
/// [DeliverMail] does the rest. Stateless; safe for concurrent use.
public final class SendMail {
    private final EnqueueJob jobs;
    private final InstantSource clock;

    public SendMail(EnqueueJob jobs, InstantSource clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    /// @param values what the template's placeholders stand for; may hold links that let people in
    /// @throws io.hexforge.ports.driven.PortException only if the mail could not be put aside
    public void send(EmailAddress to, MailTemplate template, Map<String, String> values) {
        template.write(values);
        jobs.now(DeliverMail.KIND, new MailOrder(to, template, values, clock.instant()).encoded());
    }
}
