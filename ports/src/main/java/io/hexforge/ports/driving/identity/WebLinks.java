package io.hexforge.ports.driving.identity;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Links to pages of the web application, for mails.
///
/// @param frontend where it is, with or without a slash at the end
public record WebLinks(URI frontend) {
    /// {@return a link such as `https://example.org/accept-invite?token=…`}
    public String to(String page, String parameter, String value) {
        String base = frontend.toString().replaceAll("/+$", "");
        return base + "/" + page + "?" + parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
