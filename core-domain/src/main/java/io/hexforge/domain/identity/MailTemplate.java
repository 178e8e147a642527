package io.hexforge.domain.identity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is written to people about their accounts.
///
/// A paragraph with a placeholder for which there is no value is left out, so every value but the `link` of a mail
/// that has one is optional. Values are people's own words: they are cut, kept on one line, and escaped in HTML.
public enum MailTemplate {
    /// `link`, `valid_for`, `name`.
    VERIFY_EMAIL(
            "Confirm your e-mail address",
            "Confirm address",
            "Hello {name},",
            "please confirm that this is your address.",
            "The link works once, for {valid_for}.",
            "If you did not sign up, ignore this message: nothing happens."),
    /// `link` to the login. Sent instead of a second account.
    ACCOUNT_EXISTS(
            "You already have an account",
            "Log in",
            "somebody, probably you, tried to sign up with this address. It has an account already: log in, or ask for"
                    + " a new password there.",
            "If that was not you, you need do nothing."),
    /// `link`, `valid_for`, `ip`.
    RESET_PASSWORD(
            "Choose a new password",
            "Choose a password",
            "somebody, probably you, asked for a new password for your account.",
            "The link works once, for {valid_for}. A new password ends all sessions.",
            "The request came from {ip}.",
            "If that was not you, ignore this message: your password stays as it is."),
    /// `link`, `valid_for`, `ip`.
    MAGIC_LINK(
            "Your link to log in",
            "Log in",
            "this link logs you in. It works once, for {valid_for}.",
            "The request came from {ip}.",
            "If that was not you, ignore this message, and give the link to nobody."),
    /// `link`, `inviter`, `tenant`, `role`, `valid_for`.
    INVITE(
            "You are invited to {tenant}",
            "Accept the invitation",
            "{inviter} invites you to join {tenant}.",
            "You would join as {role}.",
            "The invitation is open for {valid_for}."),
    /// `at`, `ip`, `link`.
    PASSWORD_CHANGED(
            "Your password was changed",
            "Look at your account",
            "the password of your account was changed.",
            "When: {at}",
            "From: {ip}",
            "If that was not you, ask for a new password at once, and tell your administrator."),
    /// `new_email`, `at`, `ip`, `link`. Sent to the old address.
    EMAIL_CHANGED(
            "The address of your account was changed",
            "Look at your account",
            "the e-mail address of your account was changed.",
            "New address: {new_email}",
            "When: {at}",
            "From: {ip}",
            "If that was not you, tell your administrator at once."),
    /// `change`, such as `A passkey was added`; `at`, `ip`, `link`.
    FACTOR_CHANGED(
            "The way you log in was changed",
            "Look at your account",
            "something that your account is protected with was changed.",
            "{change}",
            "When: {at}",
            "From: {ip}",
            "If that was not you, change your password at once, and tell your administrator."),
    /// `reason`, `device`, `at`, `ip`, `link`.
    SESSION_REVOKED(
            "One of your sessions was ended",
            "Look at your sessions",
            "one of your sessions was ended, because it looked as if its credentials were in somebody else's hands.",
            "Why: {reason}",
            "Device: {device}",
            "When: {at}",
            "From: {ip}",
            "Log in again where you need to. If you do not know why this happened, change your password."),
    /// `due`, `link`.
    DELETION_SCHEDULED(
            "Your account will be deleted",
            "Keep the account",
            "as you asked, your account will be deleted with all that belongs to it.",
            "When: {due}",
            "Until then, logging in calls it off. Afterwards nobody can bring it back."),
    /// `link`, `name`.
    WAITLIST_APPROVED(
            "You can sign up now",
            "Sign up",
            "Hello {name},",
            "thank you for waiting: there is room for you now. Sign up with this address."),
    /// `link`, `inviter`, `message`, `code`.
    REFERRAL(
            "{inviter} invites you to Hexforge",
            "Sign up",
            "{inviter} thinks that Hexforge would be of use to you.",
            "They write: {message}",
            "Your invite code: {code}");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)}");
    private static final int LONGEST_VALUE = 500;
    private static final int LONGEST_SUBJECT = 150;
    private static final String LINK = "link";

    private final String subject;
    private final String action;
    private final String paragraphs;

    MailTemplate(String subject, String action, String... paragraphs) {
        this.subject = subject;
        this.action = action;
        this.paragraphs = String.join("\n", paragraphs);
    }

    /// A message, ready to be sent to somebody.
    ///
    /// @param subject one line
    public record Letter(String subject, String text, String html) {}

    /// Fills the template in.
    ///
    /// @throws IllegalArgumentException if there is a `link` that is none to a web page
    public Letter write(Map<String, String> values) {
        String link = link(values);
        List<String> filled = paragraphs
                .lines()
                .flatMap(paragraph -> filled(paragraph, values).stream())
                .toList();
        return new Letter(
                cut(filled(subject, values).orElse("A message from Hexforge"), LONGEST_SUBJECT),
                text(filled, link),
                html(filled, link));
    }

    private static @Nullable String link(Map<String, String> values) {
        String link = values.get(LINK);
        if (link != null && !link.matches("https?://\\S+")) {
            throw new IllegalArgumentException("a link in a mail begins with http:// or https://");
        }
        return link;
    }

    private String text(List<String> filled, @Nullable String link) {
        String body = String.join("\n\n", filled);
        return link == null ? body + "\n" : body + "\n\n" + action + ":\n" + link + "\n";
    }

    private String html(List<String> filled, @Nullable String link) {
        String body = filled.stream()
                .map(paragraph -> "<p>" + escaped(paragraph) + "</p>\n")
                .collect(Collectors.joining());
        String button = link == null
                ? ""
                : "<p><a href=\"" + escaped(link) + "\">" + escaped(action) + "</a></p>\n<p><small>" + escaped(link)
                        + "</small></p>\n";
        return "<!doctype html>\n<html lang=\"en\">\n<body style=\"font-family: sans-serif; max-width: 40em\">\n" + body
                + button + "</body>\n</html>\n";
    }

    private static Optional<String> filled(String template, Map<String, String> values) {
        var result = new StringBuilder();
        int end = 0;
        var matcher = PLACEHOLDER.matcher(template);
        while (matcher.find()) {
            String value = values.getOrDefault(matcher.group(1), "");
            if (value.isBlank()) {
                return Optional.empty();
            }
            result.append(template, end, matcher.start()).append(oneLine(value));
            end = matcher.end();
        }
        return Optional.of(result.append(template.substring(end)).toString());
    }

    /// Control characters would add headers to a mail, or lines to what we say.
    private static String oneLine(String value) {
        return cut(value.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip(), LONGEST_VALUE);
    }

    /// Never between the two halves of a character.
    private static String cut(String value, int longest) {
        if (value.length() <= longest) {
            return value;
        }
        int end = Character.isHighSurrogate(value.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return value.substring(0, end) + "…";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
