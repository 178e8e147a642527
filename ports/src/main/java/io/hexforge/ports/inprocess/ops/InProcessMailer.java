package io.hexforge.ports.inprocess.ops;

import io.hexforge.domain.ops.Mail;
import io.hexforge.ports.driven.ops.Mailer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps mail in the memory of this process, for an application that delivers it itself, and for tests. Safe for
/// concurrent use.
public final class InProcessMailer implements Mailer {
    private final List<Mail> sent = new CopyOnWriteArrayList<>();

    @Override
    public Delivery send(Mail mail) {
        sent.removeIf(earlier -> earlier.id().equals(mail.id()));
        sent.add(mail);
        return new Delivery.Accepted();
    }

    /// {@return what has been sent, oldest first}
    public List<Mail> sent() {
        return List.copyOf(sent);
    }
}
