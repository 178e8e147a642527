package io.hexforge.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.hexforge.domain.Secret;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderConfigTest {
    @ParameterizedTest
    @CsvSource({
        "OPENAI_API_KEY, openai",
        "ANTHROPIC_API_KEY, anthropic",
        "GOOGLE_AI_API_KEY, gemini",
        "GOOGLE_API_KEY, gemini",
        "GEMINI_API_KEY, gemini",
        "GROQ_API_KEY, groq",
        "OPENROUTER_API_KEY, openrouter",
        "XAI_API_KEY, xai",
    })
    void a_key_in_the_environment_sets_a_provider_up(String name, String provider) {
        var providers = Config.from(Map.of(name, "secret-key")).providers();

        assertThat(providers).singleElement().satisfies(only -> {
            assertThat(only.kind().name()).isEqualTo(provider);
            assertThat(only.key()).isEqualTo(new Secret("secret-key"));
            assertThat(only.baseUrl()).isNull();
        });
    }

    @Test
    void a_base_url_is_completed_like_everywhere_else() {
        var providers = Config.from(Map.of("GROQ_API_KEY", "k", "GROQ_BASE_URL", "https://api.groq.com/"))
                .providers();

        assertThat(providers)
                .singleElement()
                .satisfies(only -> assertThat(only.baseUrl()).isEqualTo(URI.create("https://api.groq.com/openai/v1")));
    }

    @Test
    void a_provider_without_keys_needs_only_its_address() {
        var providers = Config.from(
                        Map.of("VLLM_BASE_URL", "http://gpu:8000", "KAMATERA_LLM_URL", "http://10.0.0.7:9000/v1"))
                .providers();

        assertThat(providers).extracting(p -> p.kind().name()).containsExactly("vllm", "kamatera");
        assertThat(providers)
                .extracting(ProviderConfig::baseUrl)
                .containsExactly(URI.create("http://gpu:8000/v1"), URI.create("http://10.0.0.7:9000/v1"));
    }

    @Test
    void an_address_without_the_key_it_needs_is_refused() {
        var invalid = catchThrowableOfType(
                InvalidConfig.class, () -> Config.from(Map.of("OPENAI_BASE_URL", "https://proxy.example")));

        assertThat(invalid.problems()).containsExactly("OPENAI_BASE_URL is set, but OPENAI_API_KEY is not");
    }

    @Test
    void a_key_without_an_address_that_only_the_operator_knows_is_refused() {
        var invalid = catchThrowableOfType(InvalidConfig.class, () -> Config.from(Map.of("AZURE_OPENAI_API_KEY", "k")));

        assertThat(invalid.problems())
                .containsExactly("AZURE_OPENAI_API_KEY is set, but AZURE_OPENAI_BASE_URL is not:"
                        + " this provider has no usual address");
    }

    @Test
    void further_credentials_are_numbered_and_go_where_the_first_one_goes() {
        var providers = Config.from(Map.of(
                        "OPENAI_API_KEY", "a",
                        "OPENAI_BASE_URL", "https://proxy.example/v1",
                        "OPENAI_REGION", "us-east-1",
                        "OPENAI_API_KEY_2", "b",
                        "OPENAI_REGION_2", "eu-west-1",
                        "OPENAI_API_KEY_10", "c",
                        "OPENAI_BASE_URL_10", "https://other.example/v1"))
                .providers();

        assertThat(providers)
                .extracting(
                        ProviderConfig::number,
                        p -> p.key().reveal(),
                        p -> p.baseUrl().getHost(),
                        ProviderConfig::region)
                .containsExactly(
                        tuple(0, "a", "proxy.example", "us-east-1"),
                        tuple(2, "b", "proxy.example", "eu-west-1"),
                        tuple(10, "c", "other.example", null));
    }

    @Test
    void further_credentials_need_no_first_one_and_follow_the_older_names_too() {
        var providers = Config.from(Map.of("GOOGLE_API_KEY_2", "a", "VLLM_BASE_URL_3", "http://gpu:8000"))
                .providers();

        assertThat(providers)
                .extracting(p -> p.kind().name(), ProviderConfig::number)
                .containsExactly(tuple("gemini", 2), tuple("vllm", 3));
    }

    @Test
    void a_further_address_without_its_key_and_a_region_that_is_none_are_refused() {
        var invalid = catchThrowableOfType(
                InvalidConfig.class,
                () -> Config.from(Map.of(
                        "OPENAI_API_KEY", "k",
                        "OPENAI_REGION", "eu west",
                        "OPENAI_BASE_URL_2", "https://proxy.example")));

        assertThat(invalid.problems())
                .containsExactly(
                        "OPENAI_REGION accepts a word such as eu-west-1, not 'eu west'",
                        "OPENAI_BASE_URL_2 is set, but OPENAI_API_KEY_2 is not");
    }
}
