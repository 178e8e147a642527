package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.MailTemplate;
import io.hexforge.domain.identity.OneTimeToken;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.TokenPurpose;
import io.hexforge.domain.identity.User;
import io.hexforge.domain.ops.Demand;
import io.hexforge.domain.ops.Limit;
import io.hexforge.ports.driven.identity.OneTimeTokenStore;
import io.hexforge.ports.driven.ops.LimitStore;
import io.hexforge.ports.driven.ops.LimitStore.Reservation;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Writes to people about their accounts: links that let them do one thing once, and notices of what was done.
///
/// However often strangers ask for it, an address gets few mails an hour that it did not cause. Safe for concurrent
/// use.
public final class Letters {
    private static final long ASKED_FOR_PER_HOUR = 5;

    private final SendMail mail;
    private final OneTimeTokenStore tokens;
    private final LimitStore limits;
    private final String frontend;
    private final InstantSource clock;
    private final RandomGenerator secureRandom;

    /// @param frontend where the pages are that links lead to
    public Letters(
            SendMail mail,
            OneTimeTokenStore tokens,
            LimitStore limits,
            URI frontend,
            InstantSource clock,
            RandomGenerator secureRandom) {
        this.mail = mail;
        this.tokens = tokens;
        this.limits = limits;
        this.frontend = frontend.toString().replaceAll("/+$", "");
        this.clock = clock;
        this.secureRandom = secureRandom;
    }

    /// Sends a link that proves that the user reads mail at `address`.
    void verify(User user, EmailAddress address, TokenPurpose purpose) {
        if (mayBeSent(address)) {
            String link = link("/verify-email", user, address, purpose);
            mail.send(
                    address,
                    MailTemplate.VERIFY_EMAIL,
                    Map.of("link", link, "valid_for", text(purpose.validFor()), "name", user.displayName()));
        }
    }

    /// Tells somebody who signs up again that there is an account already.
    void accountExists(EmailAddress address) {
        if (mayBeSent(address)) {
            mail.send(address, MailTemplate.ACCOUNT_EXISTS, Map.of("link", frontend + "/login"));
        }
    }

    void reset(User user, EmailAddress address, Device device) {
        send(user, address, MailTemplate.RESET_PASSWORD, "/reset-password", TokenPurpose.RESET_PASSWORD, device);
    }

    void magicLink(User user, EmailAddress address, Device device) {
        send(user, address, MailTemplate.MAGIC_LINK, "/magic-link", TokenPurpose.MAGIC_LINK, device);
    }

    /// Tells a user that something was changed.
    ///
    /// @param more what the template takes besides `at`, `ip` and `link`
    void notice(EmailAddress address, MailTemplate template, Device device, Map<String, String> more) {
        var values = new HashMap<>(more);
        values.put("at", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        values.put("ip", device.ip());
        values.put("link", frontend + "/account");
        mail.send(address, template, values);
    }

    private void send(
            User user, EmailAddress address, MailTemplate template, String page, TokenPurpose purpose, Device device) {
        if (mayBeSent(address)) {
            String link = link(page, user, address, purpose);
            mail.send(
                    address, template, Map.of("link", link, "valid_for", text(purpose.validFor()), "ip", device.ip()));
        }
    }

    private String link(String page, User user, EmailAddress address, TokenPurpose purpose) {
        Secret secret = OneTimeToken.secret(secureRandom);
        tokens.issue(OneTimeToken.of(secret, user.id(), purpose, address, clock.instant()));
        return frontend + page + "?token=" + secret.reveal();
    }

    private boolean mayBeSent(EmailAddress address) {
        var bucket = new Limit.Bucket(ASKED_FOR_PER_HOUR, Duration.ofHours(1), Limit.Booking.AT_ONCE);
        String subject = "address:" + SecretHash.of(address.value()).hex();
        return limits.reserve(List.of(new Demand("mails", subject, bucket, 1))) instanceof Reservation.Granted;
    }

    private static String text(Duration time) {
        long minutes = time.toMinutes();
        if (minutes % (24 * 60) == 0) {
            return count(minutes / (24 * 60), "day");
        }
        return minutes % 60 == 0 ? count(minutes / 60, "hour") : count(minutes, "minute");
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
