package io.hexforge.domain.gateway;

import java.util.Optional;

/// What a client wrote as `model`: a provider's name and a model, or a model alone.
///
/// `openai/gpt-5` names a provider; `meta-llama/llama-4` does not, because no provider is called `meta-llama`.
public record ModelRef(Optional<ProviderKind> provider, String model) {
    public static ModelRef parse(String text) {
        int slash = text.indexOf('/');
        if (slash > 0 && slash < text.length() - 1) {
            Optional<ProviderKind> provider = ProviderCatalogue.find(text.substring(0, slash));
            if (provider.isPresent()) {
                return new ModelRef(provider, text.substring(slash + 1));
            }
        }
        return new ModelRef(Optional.empty(), text);
    }
}
