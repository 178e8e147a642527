package io.hexforge.ports.driven.ops;

import io.hexforge.domain.ops.Mail;

/// Hands mail over for delivery.
///
/// The Message-ID of what it sends follows from [Mail#id], so that a message that is handed over twice (nobody knows
/// whether the first attempt succeeded) can be recognised as one.
///
/// **Threads:** safe for concurrent use.
/// **Errors:** [io.hexforge.ports.driven.PortException], whose message names no recipient: `UNAVAILABLE` when nothing
/// was handed over, `TIMEOUT` when it may have been.
///
/// Implementations pass `MailerContract`.
public interface Mailer {
    Delivery send(Mail mail);

    sealed interface Delivery {
        /// The next server, or whoever delivers it, has it.
        record Accepted() implements Delivery {}

        /// It was refused for good: the address does not exist, say.
        ///
        /// @param reason names no recipient
        record Refused(String reason) implements Delivery {}
    }
}
