package io.hexforge.app.config;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Where passkeys are valid.
///
/// @param rpId the domain that they belong to; browsers let pages of it and of what is below it use them
/// @param origins of the pages that may
public record PasskeyConfig(String rpId, Set<String> origins) {
    public PasskeyConfig {
        origins = Set.copyOf(origins);
    }

    static PasskeyConfig from(Settings settings, URI publicUrl) {
        String rpId = settings.text("WEBAUTHN_RP_ID", publicUrl.getHost()).toLowerCase(Locale.ROOT);
        List<String> given = settings.list("WEBAUTHN_ORIGINS", "(that of PUBLIC_URL)");
        Set<String> origins = given.isEmpty() ? Set.of(origin(publicUrl)) : Set.copyOf(given);
        origins.stream()
                .filter(origin -> !belongs(origin, rpId))
                .forEach(origin -> settings.problem(
                        given.isEmpty() ? "WEBAUTHN_RP_ID" : "WEBAUTHN_ORIGINS",
                        "does not fit: " + origin + " is no page of " + rpId + "; accepted are https://" + rpId
                                + " and what is below it, without a path"));
        return new PasskeyConfig(rpId, origins);
    }

    private static boolean belongs(String text, String rpId) {
        try {
            URI origin = URI.create(text);
            String host = String.valueOf(origin.getHost()).toLowerCase(Locale.ROOT);
            return origin(origin).equals(text) && (host.equals(rpId) || host.endsWith("." + rpId));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// {@return the URL without what an origin does not have}
    private static String origin(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }
}
