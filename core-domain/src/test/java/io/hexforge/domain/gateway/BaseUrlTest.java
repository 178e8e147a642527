package io.hexforge.domain.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.ProviderKind.BaseUrl;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {
    /// Every provider under every spelling of its address that a person may paste.
    @ParameterizedTest
    @MethodSource("spellingsOfHostedProviders")
    void means_the_api_of_a_hosted_provider_however_it_is_spelled(ProviderKind kind, String given) {
        assertThat(kind.baseUrl(given))
                .isEqualTo(new BaseUrl.Valid(kind.defaultBaseUrl().orElseThrow()));
    }

    static Stream<Object[]> spellingsOfHostedProviders() {
        return ProviderCatalogue.all().stream()
                .filter(kind -> kind.defaultHost() != null)
                .flatMap(kind -> spellings(String.valueOf(kind.defaultHost()), kind.apiPath()).stream()
                        .map(spelling -> new Object[] {kind, spelling}));
    }

    private static List<String> spellings(String host, String apiPath) {
        var spellings = new ArrayList<>(List.of(
                host, host + "/", host + "//", "  " + host + "\n", host.toUpperCase(Locale.ROOT), host + "/./"));
        for (int end = apiPath.indexOf('/', 1); end > 0; end = apiPath.indexOf('/', end + 1)) {
            spellings.add(host + apiPath.substring(0, end));
            spellings.add(host + apiPath.substring(0, end) + "/");
        }
        String whole = host + apiPath;
        for (String tail : List.of("", "/", "//", "/chat/completions", "/models", "/models/")) {
            spellings.add(whole + tail);
        }
        spellings.add(host + apiPath.toUpperCase(Locale.ROOT));
        spellings.add(host + apiPath.replace("/", "//"));
        return spellings;
    }

    @ParameterizedTest
    @CsvSource({
        "groq, https://api.groq.com, https://api.groq.com/openai/v1",
        "groq, https://api.groq.com/openai, https://api.groq.com/openai/v1",
        "groq, https://api.groq.com:443/, https://api.groq.com/openai/v1",
        "groq, http://api.groq.com:443/, http://api.groq.com:443/openai/v1",
        "imagerouter, https://api.imagerouter.io/v1, https://api.imagerouter.io/v1/openai",
        "imagerouter, https://api.imagerouter.io/v1/models, https://api.imagerouter.io/v1/openai",
        "openrouter, https://openrouter.ai/api, https://openrouter.ai/api/v1",
        "openai, https://proxy.example.com/team-a/llm, https://proxy.example.com/team-a/llm",
        "openai, https://proxy.example.com/team-a/chat/completions, https://proxy.example.com/team-a",
        "anthropic, https://api.anthropic.com/v1/messages, https://api.anthropic.com/v1",
        "perplexity, https://api.perplexity.ai/chat/completions, https://api.perplexity.ai",
        "ollama, http://192.168.0.7:11434, http://192.168.0.7:11434/v1",
        "ollama-native, http://192.168.0.7:11434/, http://192.168.0.7:11434/api",
        "llamacpp, http://[::1]:8080, http://[::1]:8080/v1",
        "vllm, http://GPU-7:8000/v1/, http://gpu-7:8000/v1",
        "azure-openai, https://x.openai.azure.com/openai, https://x.openai.azure.com/openai/v1",
        "custom, https://llm.example.com/v1/responses, https://llm.example.com/v1",
    })
    void completes_the_beginning_of_an_api_path_and_keeps_any_other(String kind, String given, String expected) {
        assertThat(ProviderCatalogue.find(kind).orElseThrow().baseUrl(given))
                .isEqualTo(new BaseUrl.Valid(URI.create(expected)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "groq",
                "api.groq.com",
                "//api.groq.com",
                "ftp://api.groq.com",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "https:",
                "https://",
                "https:///openai/v1",
                "https://user:password@api.groq.com",
                "https://user@api.groq.com",
                "https://api.groq.com?key=1",
                "https://api.groq.com#fragment",
                "https://api.groq.com:99999",
                "https://api.groq.com:0",
                "https://api.groq.com:x",
                "https://api groq.com",
                "https://[::1",
                "https://api.groq.com/\u0000",
                "http://\u00fc.example.com"
            })
    void refuses_what_is_no_address_of_an_api(String given) {
        for (ProviderKind kind : ProviderCatalogue.all()) {
            assertThat(kind.baseUrl(given)).isInstanceOf(BaseUrl.Invalid.class);
        }
    }

    @Property
    void reads_its_own_answer_as_itself(@ForAll("urls") String given, @ForAll("kinds") ProviderKind kind) {
        if (kind.baseUrl(given) instanceof BaseUrl.Valid(URI url)) {
            assertThat(kind.baseUrl(url.toString())).isEqualTo(new BaseUrl.Valid(url));
            assertThat(url.toString()).doesNotEndWith("/");
        }
    }

    @Provide
    Arbitrary<String> urls() {
        Arbitrary<String> segment =
                Arbitraries.of("", "v1", "api", "openai", "models", "chat", "completions", "messages", "..", ".", "x");
        return segment.list().ofMaxSize(6).map(path -> "https://h.example/" + String.join("/", path));
    }

    @Provide
    Arbitrary<ProviderKind> kinds() {
        return Arbitraries.of(ProviderCatalogue.all());
    }
}
