package io.hexforge.app.config;

import java.net.URI;
import java.util.Locale;

/// Who may sign up, and where the pages are that mails lead to.
///
/// @param inviteRequired whether nobody signs up without a code or an approved address
/// @param inviteCodePrefix what codes begin with
/// @param frontend the web application
public record TenancyConfig(boolean inviteRequired, String inviteCodePrefix, URI frontend) {
    static TenancyConfig from(Settings settings, URI publicUrl) {
        return new TenancyConfig(
                settings.flag("INVITE_CODE", false),
                settings.parsed(
                        "INVITE_CODE_PREFIX", "POCKET", "POCKET", "1 to 20 letters and digits", TenancyConfig::prefix),
                settings.parsed(
                        "FRONTEND_URL",
                        publicUrl.toString(),
                        publicUrl,
                        "http://… or https://…",
                        TenancyConfig::url,
                        "FRONTEND_BASE_URL"));
    }

    private static String prefix(String text) {
        String prefix = text.toUpperCase(Locale.ROOT);
        if (!prefix.matches("[A-Z0-9]{1,20}")) {
            throw new IllegalArgumentException();
        }
        return prefix;
    }

    private static URI url(String text) {
        URI url = URI.create(text);
        if (url.getHost() == null || !String.valueOf(url.getScheme()).matches("https?")) {
            throw new IllegalArgumentException();
        }
        return url;
    }
}
