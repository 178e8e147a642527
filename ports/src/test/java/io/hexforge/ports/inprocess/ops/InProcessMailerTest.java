package io.hexforge.ports.inprocess.ops;

import io.hexforge.ports.driven.ops.Mailer;
import io.hexforge.ports.driven.ops.MailerContract;
import java.util.List;

class InProcessMailerTest implements MailerContract {
    private final InProcessMailer mailer = new InProcessMailer();

    @Override
    public Mailer mailer() {
        return mailer;
    }

    @Override
    public List<Arrived> arrived() {
        return mailer.sent().stream()
                .map(mail -> new Arrived(mail.id().toString(), mail.to(), mail.subject(), mail.text(), mail.html()))
                .toList();
    }
}
