package io.hexforge.ports.driving.identity;

import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.InviteCode;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.InviteCodeStore;
import io.hexforge.ports.driven.identity.ReferralStore;
import io.hexforge.ports.driven.identity.WaitlistStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Decides who may sign up. Safe for concurrent use.
///
/// Where invitations are required, people need a code, or an address that was approved on the waitlist. A code that
/// is given must be good even where none is required.
///
/// Whoever makes accounts calls `enter` before, and then `joined` or `turnedBack`: a code is never used by more
/// people than it may be.
public final class SignUpGate {
    private final InviteCodeStore codes;
    private final WaitlistStore waitlist;
    private final ReferralStore referrals;
    private final boolean inviteRequired;
    private final InstantSource clock;

    /// @param inviteRequired whether nobody comes in uninvited
    public SignUpGate(
            InviteCodeStore codes,
            WaitlistStore waitlist,
            ReferralStore referrals,
            boolean inviteRequired,
            InstantSource clock) {
        this.codes = codes;
        this.waitlist = waitlist;
        this.referrals = referrals;
        this.inviteRequired = inviteRequired;
        this.clock = clock;
    }

    public sealed interface Answer {
        /// Come in.
        ///
        /// @param code the code whose use was counted; null if none was needed
        record Open(@Nullable InviteCode code) implements Answer {}

        /// Stay out.
        sealed interface Closed extends Answer {}

        /// Nobody comes in without a code or an approved address.
        record InviteRequired() implements Closed {}

        record UnknownCode() implements Closed {}

        /// The code was used as often as it may be, has expired, or was withdrawn.
        record SpentCode() implements Closed {}
    }

    /// Asks to come in, and counts the use of the code.
    ///
    /// @param code as it was typed; null or blank for none
    public Answer enter(EmailAddress email, @Nullable String code) {
        if (code == null || code.isBlank()) {
            return uninvited(email);
        }
        String typed = InviteCode.normalised(code);
        return codes.use(typed, now())
                .<Answer>map(Answer.Open::new)
                .orElseGet(() -> codes.find(typed).isPresent() ? new Answer.SpentCode() : new Answer.UnknownCode());
    }

    /// Tells that the account was made.
    public void joined(Answer.Open entry, User newcomer) {
        EmailAddress email = newcomer.email();
        if (email == null) {
            return;
        }
        waitlist.joined(email, now());
        UUID referrer = entry.code() == null ? null : entry.code().ownerId();
        if (referrer != null) {
            referrals.joined(referrer, email, newcomer.id(), now());
        }
    }

    /// Tells that no account was made, so that somebody else may use the code.
    public void turnedBack(Answer.Open entry) {
        if (entry.code() != null) {
            codes.giveBack(entry.code().id());
        }
    }

    private Answer uninvited(EmailAddress email) {
        boolean approved = !inviteRequired
                || waitlist.find(email)
                        .filter(entry -> entry.approvedAt() != null)
                        .isPresent();
        return approved ? new Answer.Open(null) : new Answer.InviteRequired();
    }

    private Instant now() {
        return clock.instant();
    }
}
