package io.hexforge.ports.driving.identity;

import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.MailTemplate;
import io.hexforge.domain.identity.Session;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import java.net.URI;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/// Records that a refresh token was used twice, and tells the person whose it is. Stateless; safe for concurrent use.
public final class WarnOfReuse implements Sessions.Alarm {
    private final AuditTrail auditTrail;
    private final SendMail mail;
    private final AccountStore accounts;
    private final URI home;
    private final InstantSource clock;

    /// @param home where people look at their sessions
    public WarnOfReuse(AuditTrail auditTrail, SendMail mail, AccountStore accounts, URI home, InstantSource clock) {
        this.auditTrail = auditTrail;
        this.mail = mail;
        this.accounts = accounts;
        this.home = home;
        this.clock = clock;
    }

    @Override
    public void reused(Session session, Device by) {
        auditTrail.record(
                session.tenantId(),
                session.userId(),
                "session.token_reused",
                "session:" + session.id(),
                by.ip(),
                Map.of("user_agent", by.userAgent()));
        accounts.find(session.userId())
                .map(User::email)
                .ifPresent(address -> mail.send(
                        address,
                        MailTemplate.SESSION_REVOKED,
                        Map.of(
                                "reason",
                                "its refresh token was used twice",
                                "device",
                                session.device().userAgent(),
                                "at",
                                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                                "ip",
                                by.ip(),
                                "link",
                                home.toString())));
    }
}
