package io.hexforge.app.config;

import io.hexforge.domain.Secret;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// An OpenID Connect provider that people may log in with: `GOOGLE_CLIENT_ID` and `GOOGLE_CLIENT_SECRET`, or
/// any by `OIDC_<NAME>_ISSUER`, `OIDC_<NAME>_CLIENT_ID` and `OIDC_<NAME>_CLIENT_SECRET`.
///
/// @param name as it stands in paths, in lower case
/// @param redirect where the provider sends browsers back to
public record OidcConfig(String name, URI issuer, String clientId, Secret clientSecret, URI redirect) {
    private static final URI GOOGLE = URI.create("https://accounts.google.com");
    private static final Pattern SETTING =
            Pattern.compile("OIDC_([A-Z][A-Z0-9_]{0,39})_(?:ISSUER|CLIENT_ID|CLIENT_SECRET|REDIRECT_URI)");
    private static final Set<String> TAKEN = Set.of("google", "links", "claim");
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    static List<OidcConfig> from(Settings settings, URI publicUrl) {
        var all = new ArrayList<OidcConfig>();
        from(settings, "google", "GOOGLE", "(none)", GOOGLE, publicUrl).ifPresent(all::add);
        settings.names(name -> SETTING.matcher(name).matches())
                .map(name -> SETTING.matcher(name).replaceAll("$1"))
                .distinct()
                .forEach(name -> further(settings, name, publicUrl).ifPresent(all::add));
        return List.copyOf(all);
    }

    private static Optional<OidcConfig> further(Settings settings, String name, URI publicUrl) {
        String prefix = "OIDC_" + name;
        String inPaths = name.toLowerCase(Locale.ROOT).replace('_', '-');
        if (TAKEN.contains(inPaths)) {
            settings.problem(prefix + "_ISSUER", "cannot be called " + inPaths);
            return Optional.empty();
        }
        Optional<URI> issuer = settings.optional(prefix + "_ISSUER", "").flatMap(OidcConfig::issuer);
        if (issuer.isEmpty()) {
            settings.problem(prefix + "_ISSUER", "is needed, and accepts an https URL, or an http one on this machine");
            return Optional.empty();
        }
        return from(settings, inPaths, prefix, "", issuer.get(), publicUrl);
    }

    private static Optional<OidcConfig> from(
            Settings settings, String name, String prefix, String whenAbsent, URI issuer, URI publicUrl) {
        String id = settings.optional(prefix + "_CLIENT_ID", whenAbsent).orElse(null);
        Secret secret = settings.secret(prefix + "_CLIENT_SECRET", whenAbsent).orElse(null);
        URI back = URI.create(publicUrl + "/v1/auth/oauth/" + name + "/callback");
        URI redirect = redirect(settings, prefix + "_REDIRECT_URI", whenAbsent, back);
        if (id == null && secret == null && !whenAbsent.isEmpty()) {
            return Optional.empty();
        }
        if (id == null || secret == null) {
            settings.problem(prefix + "_CLIENT_" + (id == null ? "ID" : "SECRET"), "is missing beside the others");
            return Optional.empty();
        }
        return Optional.of(new OidcConfig(name, issuer, id, secret, redirect));
    }

    private static URI redirect(Settings settings, String name, String whenAbsent, URI back) {
        Optional<String> given = settings.optional(name, whenAbsent.isEmpty() ? "" : "(below PUBLIC_URL)");
        try {
            return given.map(URI::create).orElse(back);
        } catch (IllegalArgumentException e) {
            settings.problem(name, "accepts a URL");
            return back;
        }
    }

    private static Optional<URI> issuer(String text) {
        try {
            URI issuer = URI.create(text);
            boolean secure = "https".equals(issuer.getScheme())
                    || ("http".equals(issuer.getScheme()) && THIS_MACHINE.contains(issuer.getHost()));
            boolean plain = issuer.getRawQuery() == null && issuer.getRawFragment() == null;
            return secure && plain && issuer.getHost() != null ? Optional.of(issuer) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
