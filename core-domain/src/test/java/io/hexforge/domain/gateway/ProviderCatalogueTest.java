package io.hexforge.domain.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Secret;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderCatalogueTest {
    @Test
    void knows_every_provider_once_under_each_of_its_names() {
        List<String> names = ProviderCatalogue.all().stream()
                .flatMap(kind -> Stream.concat(Stream.of(kind.name()), kind.aliases().stream()))
                .toList();

        assertThat(names)
                .doesNotHaveDuplicates()
                .contains("openai", "anthropic", "gemini", "google", "ollama", "groq", "mistral", "openrouter")
                .contains("deepseek", "xai", "grok", "cohere", "perplexity", "together", "moonshot", "siliconflow")
                .contains("imagerouter", "llamacpp", "vllm", "kamatera", "azure-openai", "custom");
        assertThat(names)
                .allSatisfy(name -> assertThat(ProviderCatalogue.find(name)).isPresent());
    }

    @ParameterizedTest
    @CsvSource({"Google,gemini", "GROK,xai", "' openai ',openai", "Azure-OpenAI,azure-openai"})
    void finds_a_provider_by_alias_and_in_any_case(String written, String name) {
        assertThat(ProviderCatalogue.find(written).orElseThrow().name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "openai/gpt-5,openai,gpt-5",
        "google/gemini-2.5-pro,gemini,gemini-2.5-pro",
        "OpenRouter/meta-llama/llama-4,openrouter,meta-llama/llama-4",
        "meta-llama/llama-4,,meta-llama/llama-4",
        "gpt-5,,gpt-5",
        "openai/,,openai/",
        "/gpt-5,,/gpt-5",
        "ollama/llama3:8b,ollama,llama3:8b",
    })
    void tells_a_provider_from_a_part_of_a_models_name(String written, String provider, String model) {
        ModelRef ref = ModelRef.parse(written);

        assertThat(ref.provider().map(ProviderKind::name).orElse(null)).isEqualTo(provider);
        assertThat(ref.model()).isEqualTo(model);
    }

    @ParameterizedTest
    @CsvSource({
        "groq,https://api.groq.com/openai/v1/models",
        "openai,https://api.openai.com/v1/models",
        "imagerouter,https://api.imagerouter.io/v1/models",
        "gemini,https://generativelanguage.googleapis.com/v1beta/models",
        "ollama-native,http://localhost:11434/api/tags",
    })
    void lists_models_where_the_provider_has_them(String name, String url) {
        ProviderKind kind = ProviderCatalogue.find(name).orElseThrow();
        var endpoint =
                new Endpoint(kind, "test", kind.defaultBaseUrl().orElseThrow(), null, ProviderSettings.NONE, true);

        assertThat(endpoint.url(String.valueOf(kind.modelsPath()))).hasToString(url);
    }

    @Test
    void names_a_deployment_without_its_secret() {
        ProviderKind kind = ProviderCatalogue.find("groq").orElseThrow();
        var endpoint = new Endpoint(
                kind,
                "3f9a01bc",
                kind.defaultBaseUrl().orElseThrow(),
                new Secret("gsk_1234567890123456"),
                ProviderSettings.NONE,
                false);
        var deployment = new Deployment(endpoint, "llama-4");

        assertThat(deployment.id()).isEqualTo("groq/llama-4@3f9a01bc");
        assertThat(deployment.toString()).doesNotContain("1234567890");
    }
}
