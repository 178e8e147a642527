package io.hexforge.domain.gateway;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A kind of provider: one row of [ProviderCatalogue].
///
/// @param name canonical, lower-case, as it stands before the slash in `provider/model`
/// @param aliases other names that mean the same
/// @param dialect what it speaks
/// @param defaultHost where it lives (scheme and authority), or null if only the user can know
/// @param apiPath the path under which its endpoints lie, such as `/openai/v1`
/// @param modelsPath where it lists its models, relative to the base URL; null when it has no such list
/// @param credential how a key is presented
/// @param keyRequired whether it can be used without a key
/// @param defaultModel what is asked when a client names no model; null: the first that it lists
public record ProviderKind(
        String name,
        List<String> aliases,
        String displayName,
        Dialect dialect,
        @Nullable String defaultHost,
        String apiPath,
        @Nullable String modelsPath,
        Credential credential,
        boolean keyRequired,
        @Nullable String defaultModel) {
    /// What people paste along; `/chat/completions` stands before its own ending.
    private static final List<String> ENDPOINTS =
            List.of("/chat/completions", "/completions", "/embeddings", "/messages", "/models", "/responses");

    private static final int MAX_PORT = 65_535;

    /// How a key is presented to the provider.
    public enum Credential {
        BEARER("Authorization"),
        X_API_KEY("x-api-key"),
        X_GOOG_API_KEY("x-goog-api-key"),
        API_KEY("api-key");

        private final String header;

        Credential(String header) {
            this.header = header;
        }

        public String header() {
            return header;
        }
    }

    public ProviderKind {
        aliases = List.copyOf(aliases);
    }

    /// {@return the base URL when the user gives none, if there is one}
    public Optional<URI> defaultBaseUrl() {
        return Optional.ofNullable(defaultHost).map(host -> URI.create(host + apiPath));
    }

    /// What came of reading a base URL.
    public sealed interface BaseUrl {
        /// Absolute, http or https, with the API's path, without a slash at the end.
        record Valid(URI url) implements BaseUrl {}

        record Invalid(String reason) implements BaseUrl {}
    }

    /// Turns what a person writes as base URL into the one that all calls use.
    ///
    /// The same rule for every provider and on every path: slashes at the end and a pasted endpoint
    /// (`/chat/completions`, …) are dropped; a bare host, or one with only the beginning of the API's path, gets
    /// the whole path (`https://api.groq.com` and `https://api.groq.com/openai` mean
    /// `https://api.groq.com/openai/v1`); any other path is kept, since it may be a proxy's.
    public BaseUrl baseUrl(String given) {
        URI url;
        try {
            url = new URI(given.strip()).normalize();
        } catch (URISyntaxException e) {
            return new BaseUrl.Invalid("is not a URL");
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return new BaseUrl.Invalid("must begin with http:// or https://");
        }
        if (url.getHost() == null) {
            return new BaseUrl.Invalid("has no host");
        }
        if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
            return new BaseUrl.Invalid("has no valid port");
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            return new BaseUrl.Invalid("must hold no user, query or fragment");
        }
        String path = completed(withoutEndpoint(trimmed(url.getRawPath())));
        boolean usualPort = url.getPort() < 0 || url.getPort() == (scheme.equals("https") ? 443 : 80);
        String authority = usualPort ? url.getHost() : url.getHost() + ":" + url.getPort();
        return new BaseUrl.Valid(URI.create(scheme + "://" + authority.toLowerCase(Locale.ROOT) + path));
    }

    private String completed(String path) {
        boolean beginsApiPath =
                (apiPath + "/").toLowerCase(Locale.ROOT).startsWith(path.toLowerCase(Locale.ROOT) + "/");
        return beginsApiPath ? apiPath : path;
    }

    private static String withoutEndpoint(String path) {
        for (String endpoint : ENDPOINTS) {
            if (path.endsWith(endpoint)) {
                return withoutEndpoint(trimmed(path.substring(0, path.length() - endpoint.length())));
            }
        }
        return path;
    }

    private static String trimmed(@Nullable String path) {
        String rest = path == null ? "" : path;
        while (rest.endsWith("/")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        return rest;
    }
}
