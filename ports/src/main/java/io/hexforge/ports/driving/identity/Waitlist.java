package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Page;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.MailTemplate;
import io.hexforge.domain.identity.WaitlistEntry;
import io.hexforge.ports.driven.identity.WaitlistStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes the addresses of those who wait to be let in, and lets them in. Safe for concurrent use.
public final class Waitlist {
    private static final int MOST_LINKS = 10;

    private final WaitlistStore entries;
    private final SendMail mail;
    private final AuditTrail audit;
    private final WebLinks links;
    private final Ids ids;

    public Waitlist(WaitlistStore entries, SendMail mail, AuditTrail audit, WebLinks links, Ids ids) {
        this.entries = entries;
        this.mail = mail;
        this.audit = audit;
        this.links = links;
        this.ids = ids;
    }

    /// What somebody says who wants to be let in.
    public record Application(
            String email,
            @Nullable String name,
            @Nullable String occupation,
            @Nullable String motivation,
            @Nullable String useCase,
            List<String> links,
            @Nullable String source,
            JsonObject metadata) {
        public Application {
            links = List.copyOf(links);
        }
    }

    public sealed interface Joined {
        record Noted(WaitlistEntry entry) implements Joined {}

        record Invalid(List<Violation> violations) implements Joined {}
    }

    public sealed interface Approved {
        record Done(WaitlistEntry entry) implements Approved {}

        record NotFound() implements Approved {}

        /// Only who administers the installation lets people in.
        record Forbidden() implements Approved {}
    }

    /// Adds an address, or changes what its owner says.
    public Joined join(Application application) {
        Optional<EmailAddress> email = EmailAddress.parse(application.email());
        var violations = new ArrayList<Violation>();
        if (email.isEmpty()) {
            violations.add(new Violation("/email", "is not an e-mail address"));
        }
        limit("/name", application.name(), 120, violations);
        limit("/occupation", application.occupation(), 120, violations);
        limit("/motivation", application.motivation(), 800, violations);
        limit("/use_case", application.useCase(), 800, violations);
        limit("/source", application.source(), 120, violations);
        if (application.links().size() > MOST_LINKS) {
            violations.add(new Violation("/links", "must have at most " + MOST_LINKS + " items"));
        }
        for (int i = 0; i < application.links().size(); i++) {
            limit("/links/" + i, application.links().get(i), 500, violations);
        }
        if (email.isEmpty() || !violations.isEmpty()) {
            return new Joined.Invalid(violations);
        }
        String name = application.name() == null ? "" : application.name().strip();
        return new Joined.Noted(entries.put(new WaitlistEntry(
                ids.next(),
                email.get(),
                name,
                application.occupation(),
                application.motivation(),
                application.useCase(),
                application.links(),
                application.source(),
                application.metadata(),
                ids.clock().instant(),
                null,
                null)));
    }

    /// {@return entries, oldest first; null for all but who administers the installation}
    ///
    /// @param pendingOnly whether those that were approved are left out
    public @Nullable Page<WaitlistEntry> list(Actor actor, boolean pendingOnly, Page.Request request) {
        return actor.systemAdmin() ? entries.page(pendingOnly, request) : null;
    }

    /// Lets an address sign up, and tells its owner by mail, once.
    public Approved approve(Actor actor, UUID id) {
        if (!actor.systemAdmin()) {
            return new Approved.Forbidden();
        }
        var now = ids.clock().instant();
        Optional<WaitlistEntry> before = entries.approve(id, now);
        if (before.isEmpty()) {
            return new Approved.NotFound();
        }
        WaitlistEntry entry = before.get().approved(now);
        if (before.get().approvedAt() == null) {
            var values =
                    Map.of("link", links.to("signup", "email", entry.email().value()), "name", entry.name());
            mail.send(entry.email(), MailTemplate.WAITLIST_APPROVED, values);
            audit.record(actor, "waitlist.approved", "waitlist:" + id, null, Map.of());
        }
        return new Approved.Done(entry);
    }

    private static void limit(String pointer, @Nullable String text, int most, List<Violation> violations) {
        if (text != null && text.length() > most) {
            violations.add(new Violation(pointer, "must have at most " + most + " characters"));
        } else if (text != null && text.indexOf('\0') >= 0) {
            violations.add(new Violation(pointer, "must not hold the character U+0000"));
        }
    }
}
