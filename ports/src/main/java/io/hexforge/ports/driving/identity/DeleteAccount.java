package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.identity.MailTemplate;
import io.hexforge.domain.identity.NotificationKind;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.AccountStore.Stored;
import io.hexforge.ports.driven.identity.TieStore;
import io.hexforge.ports.driven.identity.TieStore.Ties;
import io.hexforge.ports.driving.job.EnqueueJob;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets users delete their accounts, and change their minds for thirty days; [CarryOutDeletion] does the rest.
/// Stateless; safe for concurrent use.
public final class DeleteAccount {
    /// From the request to the deletion.
    public static final Duration REPRIEVE = Duration.ofDays(30);

    private static final int ATTEMPTS = 5;

    private final AccountStore accounts;
    private final TieStore ties;
    private final EnqueueJob jobs;
    private final SendMail mail;
    private final ManageNotifications notifications;
    private final AuditTrail audit;
    private final String frontend;
    private final InstantSource clock;

    /// @param frontend where people log in
    public DeleteAccount(
            AccountStore accounts,
            TieStore ties,
            EnqueueJob jobs,
            SendMail mail,
            ManageNotifications notifications,
            AuditTrail audit,
            URI frontend,
            InstantSource clock) {
        this.accounts = accounts;
        this.ties = ties;
        this.jobs = jobs;
        this.mail = mail;
        this.notifications = notifications;
        this.audit = audit;
        this.frontend = frontend.toString().replaceAll("/+$", "");
        this.clock = clock;
    }

    public sealed interface Scheduled {
        /// @param due when it will be
        record Due(Instant due) implements Scheduled {
            public Instant requestedAt() {
                return due.minus(REPRIEVE);
            }
        }

        /// Others need the user; nothing was changed.
        record Tied(Ties ties) implements Scheduled {}
    }

    /// Schedules the deletion of the actor's account. Asked again, answers with what stands.
    ///
    /// @param ip where the request came from
    public Scheduled schedule(Actor actor, @Nullable String ip) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            User user = user(actor);
            Instant standing = user.deletionDueAt();
            if (standing != null) {
                return new Scheduled.Due(standing);
            }
            Ties held = ties.tiesOf(user.id());
            if (held.binding()) {
                return new Scheduled.Tied(held);
            }
            Instant due = clock.instant().plus(REPRIEVE).truncatedTo(ChronoUnit.MICROS);
            // First the job: one that finds nothing to delete does no harm, a promise without a job is broken.
            CarryOutDeletion.enqueue(jobs, user.id(), due);
            if (accounts.save(user.deletedAt(due), user.version()) == Stored.DONE) {
                tell(actor, user, due, ip);
                return new Scheduled.Due(due);
            }
        }
        throw busy();
    }

    private void tell(Actor actor, User user, Instant due, @Nullable String ip) {
        audit.record(actor, "account.deletion_scheduled", "user:" + user.id(), ip, Map.of("due", due.toString()));
        notifications.notify(
                user,
                NotificationKind.ACCOUNT_ALERTS,
                "account.deletion_scheduled",
                null,
                "Your account will be deleted on " + day(due) + ". Logging in calls it off.",
                new JsonObject(Map.of("due", new JsonString(due.toString()))));
        if (user.email() != null) {
            mail.send(
                    user.email(),
                    MailTemplate.DELETION_SCHEDULED,
                    Map.of("due", day(due), "link", frontend + "/login"));
        }
    }

    private static String day(Instant instant) {
        return instant.toString().substring(0, "2026-01-31".length()) + " (UTC)";
    }

    /// {@return when it would have been; empty if no deletion was scheduled}
    public Optional<Instant> cancel(Actor actor, @Nullable String ip) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            User user = user(actor);
            if (user.deletionDueAt() == null) {
                return Optional.empty();
            }
            if (accounts.save(user.deletedAt(null), user.version()) == Stored.DONE) {
                audit.record(actor, "account.deletion_canceled", "user:" + user.id(), ip, Map.of());
                return Optional.of(Objects.requireNonNull(user.deletionDueAt()));
            }
        }
        throw busy();
    }

    private User user(Actor actor) {
        return accounts.find(actor.userId())
                .orElseThrow(() -> new PortException(Kind.UNAVAILABLE, "the account was just deleted", null));
    }

    private static PortException busy() {
        return new PortException(Kind.UNAVAILABLE, "the account kept being changed by others", null);
    }
}
