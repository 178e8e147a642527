package io.hexforge.domain.ops;

import java.time.Instant;
import java.util.UUID;

/// A message to one person, in plain text and in HTML.
///
/// @param id the event that it tells of; sending again what may have been sent keeps it
/// @param to an address, in the form in which it stands in an envelope
/// @param subject one line
/// @param at when the event happened
public record Mail(UUID id, String to, String subject, String text, String html, Instant at) {
    public Mail {
        if (subject.chars().anyMatch(Character::isISOControl) || to.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("an address or a subject has more than one line");
        }
    }
}
