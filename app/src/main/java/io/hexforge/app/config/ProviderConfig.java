package io.hexforge.app.config;

import io.hexforge.domain.Secret;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderKind;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A provider that the operator has set up for everybody, by `<PROVIDER>_API_KEY` and `<PROVIDER>_BASE_URL`; once more
/// with another credential by `<PROVIDER>_API_KEY_2` and so on.
///
/// @param number what stands at the end of the variables' names; 0 if nothing does
/// @param key null when it needs none
/// @param baseUrl null for the provider's own
/// @param region where its models run; null when not said
public record ProviderConfig(
        ProviderKind kind,
        int number,
        @Nullable Secret key,
        @Nullable URI baseUrl,
        @Nullable String region) {
    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,39}");

    static List<ProviderConfig> from(Settings settings) {
        var providers = new ArrayList<ProviderConfig>();
        for (ProviderKind kind : ProviderCatalogue.all()) {
            if (kind.dialect() != Dialect.CANONICAL) {
                addAll(settings, kind, providers);
            }
        }
        return List.copyOf(providers);
    }

    /// A further credential goes to where the first one goes, unless it says otherwise.
    private static void addAll(Settings settings, ProviderKind kind, List<ProviderConfig> providers) {
        Names names = Names.of(kind);
        ProviderConfig first = from(settings, kind, names, 0, null);
        if (first != null) {
            providers.add(first);
        }
        for (int number : names.numbers(settings)) {
            ProviderConfig further = from(settings, kind, names.numbered(number), number, first);
            if (further != null) {
                providers.add(further);
            }
        }
    }

    private static @Nullable ProviderConfig from(
            Settings settings, ProviderKind kind, Names names, int number, @Nullable ProviderConfig first) {
        Secret key = settings.secret(names.key(), "", names.olderKeys()).orElse(null);
        String wholeUrl = kind.name().equals("ollama") && number == 0 ? "http://localhost:11434" : "";
        String given =
                settings.optional(names.url(), wholeUrl, names.olderUrls()).orElse(null);
        URI baseUrl = first == null ? null : first.baseUrl();
        if (given != null) {
            switch (kind.baseUrl(given)) {
                case ProviderKind.BaseUrl.Valid(URI url) -> baseUrl = url;
                case ProviderKind.BaseUrl.Invalid(String reason) -> {
                    settings.problem(names.url(), "accepts the base URL of an API: '" + given + "' " + reason);
                    return null;
                }
            }
        }
        String region = region(settings, names);
        if (key == null && given == null) {
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
        return new ProviderConfig(kind, number, key, baseUrl, region);
    }

    private static @Nullable String region(Settings settings, Names names) {
        String region = settings.optional(names.region(), "").orElse(null);
        if (region != null && !REGION.matcher(region).matches()) {
            settings.problem(names.region(), "accepts a word such as eu-west-1, not '" + region + "'");
            return null;
        }
        return region;
    }

    /// How a provider's variables are called.
    private record Names(String key, String url, String region, String[] olderKeys, String[] olderUrls) {
        static Names of(ProviderKind kind) {
            String prefix = kind.name().toUpperCase(Locale.ROOT).replace('-', '_');
            return switch (kind.name()) {
                case "gemini" ->
                    new Names(
                            "GOOGLE_AI_API_KEY",
                            "GEMINI_BASE_URL",
                            "GEMINI_REGION",
                            array("GOOGLE_API_KEY", "GEMINI_API_KEY"),
                            array("GOOGLE_AI_BASE_URL"));
                case "kamatera" ->
                    new Names(
                            "KAMATERA_LLM_API_KEY",
                            "KAMATERA_LLM_URL",
                            "KAMATERA_LLM_REGION",
                            array("KAMATERA_API_KEY"),
                            array("KAMATERA_BASE_URL"));
                case "xai" -> new Names("XAI_API_KEY", "XAI_BASE_URL", "XAI_REGION", array("GROK_API_KEY"), array());
                default -> new Names(prefix + "_API_KEY", prefix + "_BASE_URL", prefix + "_REGION", array(), array());
            };
        }

        /// {@return the names of a further credential}
        Names numbered(int number) {
            String end = "_" + number;
            return new Names(key + end, url + end, region + end, with(end, olderKeys), with(end, olderUrls));
        }

        /// {@return the numbers of the further credentials that are set}
        List<Integer> numbers(Settings settings) {
            String any = Stream.of(new String[] {key, url}, olderKeys, olderUrls)
                    .flatMap(Stream::of)
                    .collect(Collectors.joining("|"));
            Pattern pattern = Pattern.compile("(?:" + any + ")_([1-9]\\d{0,2})");
            return settings.names(name -> pattern.matcher(name).matches())
                    .map(name -> Integer.valueOf(name.substring(name.lastIndexOf('_') + 1)))
                    .distinct()
                    .sorted()
                    .toList();
        }

        private static String[] with(String end, String[] names) {
            return Stream.of(names).map(name -> name + end).toArray(String[]::new);
        }

        private static String[] array(String... names) {
            return names;
        }
    }
}
