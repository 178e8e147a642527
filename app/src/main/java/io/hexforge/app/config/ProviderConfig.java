package io.hexforge.app.config;

import io.hexforge.domain.Secret;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderKind;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A provider that the operator has set up for everybody, by `<PROVIDER>_API_KEY` and `<PROVIDER>_BASE_URL`.
///
/// @param key null when it needs none
/// @param baseUrl null for the provider's own
public record ProviderConfig(
        ProviderKind kind, @Nullable Secret key, @Nullable URI baseUrl) {
    static List<ProviderConfig> from(Settings settings) {
        var providers = new ArrayList<ProviderConfig>();
        for (ProviderKind kind : ProviderCatalogue.all()) {
            ProviderConfig provider = kind.dialect() == Dialect.CANONICAL ? null : from(settings, kind);
            if (provider != null) {
                providers.add(provider);
            }
        }
        return List.copyOf(providers);
    }

    private static @Nullable ProviderConfig from(Settings settings, ProviderKind kind) {
        Names names = Names.of(kind);
        Secret key = settings.secret(names.key(), "", names.olderKeys()).orElse(null);
        String wholeUrl = kind.name().equals("ollama") ? "http://localhost:11434" : "";
        String given =
                settings.optional(names.url(), wholeUrl, names.olderUrls()).orElse(null);
        URI baseUrl = null;
        if (given != null) {
            switch (kind.baseUrl(given)) {
                case ProviderKind.BaseUrl.Valid(URI url) -> baseUrl = url;
                case ProviderKind.BaseUrl.Invalid(String reason) -> {
                    settings.problem(names.url(), "accepts the base URL of an API: '" + given + "' " + reason);
                    return null;
                }
            }
        }
        if (key == null && baseUrl == null) {
            return null;
        }
        if (key == null && kind.keyRequired()) {
            settings.problem(names.url(), "is set, but " + names.key() + " is not");
            return null;
        }
        if (baseUrl == null && kind.defaultBaseUrl().isEmpty()) {
            settings.problem(names.key(), "is set, but " + names.url() + " is not: this provider has no usual address");
            return null;
        }
        return new ProviderConfig(kind, key, baseUrl);
    }

    /// How a provider's variables are called.
    private record Names(String key, String url, String[] olderKeys, String[] olderUrls) {
        static Names of(ProviderKind kind) {
            String prefix = kind.name().toUpperCase(Locale.ROOT).replace('-', '_');
            return switch (kind.name()) {
                case "gemini" ->
                    new Names(
                            "GOOGLE_AI_API_KEY",
                            "GEMINI_BASE_URL",
                            array("GOOGLE_API_KEY", "GEMINI_API_KEY"),
                            array("GOOGLE_AI_BASE_URL"));
                case "kamatera" ->
                    new Names(
                            "KAMATERA_LLM_API_KEY",
                            "KAMATERA_LLM_URL",
                            array("KAMATERA_API_KEY"),
                            array("KAMATERA_BASE_URL"));
                case "xai" -> new Names("XAI_API_KEY", "XAI_BASE_URL", array("GROK_API_KEY"), array());
                default -> new Names(prefix + "_API_KEY", prefix + "_BASE_URL", array(), array());
            };
        }

        private static String[] array(String... names) {
            return names;
        }
    }
}
