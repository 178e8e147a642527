package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.InviteCode;
import io.hexforge.domain.identity.MailTemplate;
import io.hexforge.domain.identity.Referral;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.ReferralStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets users recommend Hexforge to others, with the code that is theirs. Safe for concurrent use.
public final class Referrals {
    private static final int MOST_PENDING = 100;

    private final ReferralStore referrals;
    private final InviteCodes codes;
    private final AccountStore accounts;
    private final SendMail mail;
    private final WebLinks links;
    private final Ids ids;

    public Referrals(
            ReferralStore referrals, InviteCodes codes, AccountStore accounts, SendMail mail, WebLinks links, Ids ids) {
        this.referrals = referrals;
        this.codes = codes;
        this.accounts = accounts;
        this.mail = mail;
        this.links = links;
        this.ids = ids;
    }

    /// A user's code, and what became of it.
    ///
    /// @param link lets whoever follows it sign up with the code
    public record Overview(InviteCode code, String link, List<Referral> referrals) {
        public Overview {
            referrals = List.copyOf(referrals);
        }
    }

    public sealed interface Outcome {
        record Sent(Referral referral, InviteCode code) implements Outcome {}

        record Invalid(List<Violation> violations) implements Outcome {}

        /// The actor has referred that address before.
        record Duplicate() implements Outcome {}

        /// The code has let in as many as it may, or too many have not answered yet.
        record Exhausted() implements Outcome {}
    }

    public Overview overview(Actor actor) {
        InviteCode code = codes.personal(actor);
        return new Overview(code, link(code), referrals.list(actor));
    }

    /// Sends somebody the actor's code by mail. Whoever has an account already gets none.
    ///
    /// @param message of the actor's own words; null for none
    public Outcome send(Actor actor, String address, @Nullable String message) {
        Optional<EmailAddress> email = EmailAddress.parse(address);
        var violations = new ArrayList<Violation>();
        if (email.isEmpty()) {
            violations.add(new Violation("/email", "is not an e-mail address"));
        }
        if (message != null && message.length() > 500) {
            violations.add(new Violation("/message", "must have at most 500 characters"));
        }
        if (email.isEmpty() || !violations.isEmpty()) {
            return new Outcome.Invalid(violations);
        }
        InviteCode code = codes.personal(actor);
        long pending = referrals.list(actor).stream()
                .filter(each -> each.joinedAt() == null)
                .count();
        if (!codes.usable(code) || pending >= MOST_PENDING) {
            return new Outcome.Exhausted();
        }
        var referral = new Referral(
                ids.next(), actor.userId(), email.get(), ids.clock().instant(), null, null);
        if (!referrals.add(actor, referral)) {
            return new Outcome.Duplicate();
        }
        if (accounts.named(email.get().value()).isEmpty()) {
            tell(actor, email.get(), code, message);
        }
        return new Outcome.Sent(referral, code);
    }

    private void tell(Actor actor, EmailAddress email, InviteCode code, @Nullable String message) {
        var values = new HashMap<String, String>();
        values.put("link", link(code));
        values.put("code", code.code());
        values.put(
                "inviter", accounts.find(actor.userId()).map(User::displayName).orElse("Somebody"));
        if (message != null) {
            values.put("message", message);
        }
        mail.send(email, MailTemplate.REFERRAL, values);
    }

    private String link(InviteCode code) {
        return links.to("signup", "invite_code", code.code());
    }
}
