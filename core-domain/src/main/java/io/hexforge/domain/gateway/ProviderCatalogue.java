package io.hexforge.domain.gateway;

import static io.hexforge.domain.gateway.Dialect.ANTHROPIC;
import static io.hexforge.domain.gateway.Dialect.CANONICAL;
import static io.hexforge.domain.gateway.Dialect.GEMINI;
import static io.hexforge.domain.gateway.Dialect.OLLAMA;
import static io.hexforge.domain.gateway.Dialect.OPENAI;
import static io.hexforge.domain.gateway.ProviderKind.Credential.API_KEY;
import static io.hexforge.domain.gateway.ProviderKind.Credential.BEARER;
import static io.hexforge.domain.gateway.ProviderKind.Credential.X_API_KEY;
import static io.hexforge.domain.gateway.ProviderKind.Credential.X_GOOG_API_KEY;

import io.hexforge.domain.gateway.ProviderKind.Credential;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The providers that Hexforge knows. To add one, add a row.
public final class ProviderCatalogue {
    /// In the order in which a default is looked for.
    private static final List<ProviderKind> ROWS = List.of(
            row("openai", "OpenAI", OPENAI, "https://api.openai.com", "/v1", "gpt-5-mini"),
            row(
                    "anthropic",
                    "Anthropic",
                    ANTHROPIC,
                    "https://api.anthropic.com",
                    "/v1",
                    X_API_KEY,
                    "claude-sonnet-4-5"),
            row(
                    "gemini",
                    "Google Gemini",
                    GEMINI,
                    "https://generativelanguage.googleapis.com",
                    "/v1beta",
                    X_GOOG_API_KEY,
                    "gemini-2.5-flash",
                    "google"),
            row("groq", "Groq", OPENAI, "https://api.groq.com", "/openai/v1", "llama-3.3-70b-versatile"),
            row("mistral", "Mistral AI", OPENAI, "https://api.mistral.ai", "/v1", "mistral-small-latest"),
            row("openrouter", "OpenRouter", OPENAI, "https://openrouter.ai", "/api/v1", "openrouter/auto"),
            row("deepseek", "DeepSeek", OPENAI, "https://api.deepseek.com", "/v1", "deepseek-chat"),
            row("xai", "xAI", OPENAI, "https://api.x.ai", "/v1", BEARER, "grok-4", "grok"),
            row("cohere", "Cohere", OPENAI, "https://api.cohere.ai", "/compatibility/v1", "command-a-03-2025"),
            unlisted("perplexity", "Perplexity", "https://api.perplexity.ai", "", "sonar"),
            row("together", "Together AI", OPENAI, "https://api.together.xyz", "/v1", null),
            row("moonshot", "Moonshot AI", OPENAI, "https://api.moonshot.ai", "/v1", null),
            row("siliconflow", "SiliconFlow", OPENAI, "https://api.siliconflow.com", "/v1", null),
            new ProviderKind(
                    "imagerouter",
                    List.of(),
                    "ImageRouter",
                    OPENAI,
                    "https://api.imagerouter.io",
                    "/v1/openai",
                    "/../models",
                    BEARER,
                    true,
                    null),
            keyless("ollama", "Ollama", OPENAI, "http://localhost:11434", "/v1", "/models"),
            keyless("ollama-native", "Ollama (native API)", OLLAMA, "http://localhost:11434", "/api", "/tags"),
            keyless("llamacpp", "llama.cpp", OPENAI, null, "/v1", "/models"),
            keyless("vllm", "vLLM", OPENAI, null, "/v1", "/models"),
            keyless("kamatera", "Kamatera", OPENAI, null, "/v1", "/models"),
            row("azure-openai", "Azure OpenAI", OPENAI, null, "/openai/v1", API_KEY, null),
            keyless("custom", "Custom (OpenAI-compatible)", OPENAI, null, "/v1", "/models"),
            builtIn("local", "In-process embedding models", null),
            builtIn("function", "In-process function", null),
            builtIn("offline", "Offline", "offline"));

    private static final Map<String, ProviderKind> BY_NAME = ROWS.stream()
            .flatMap(kind -> Stream.concat(Stream.of(kind.name()), kind.aliases().stream())
                    .map(name -> Map.entry(name, kind)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private ProviderCatalogue() {}

    public static List<ProviderKind> all() {
        return ROWS;
    }

    /// {@return the kind called `name` or with that alias; case does not matter}
    public static Optional<ProviderKind> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name.strip().toLowerCase(Locale.ROOT)));
    }

    private static ProviderKind row(
            String name, String display, Dialect dialect, @Nullable String host, String path, @Nullable String model) {
        return row(name, display, dialect, host, path, BEARER, model);
    }

    private static ProviderKind row(
            String name,
            String display,
            Dialect dialect,
            @Nullable String host,
            String path,
            Credential credential,
            @Nullable String model,
            String... aliases) {
        return new ProviderKind(
                name, List.of(aliases), display, dialect, host, path, "/models", credential, true, model);
    }

    private static ProviderKind unlisted(String name, String display, String host, String path, String model) {
        return new ProviderKind(name, List.of(), display, OPENAI, host, path, null, BEARER, true, model);
    }

    private static ProviderKind keyless(
            String name, String display, Dialect dialect, @Nullable String host, String path, @Nullable String models) {
        return new ProviderKind(name, List.of(), display, dialect, host, path, models, BEARER, false, null);
    }

    private static ProviderKind builtIn(String name, String display, @Nullable String model) {
        return new ProviderKind(name, List.of(), display, CANONICAL, null, "", null, BEARER, false, model);
    }
}
