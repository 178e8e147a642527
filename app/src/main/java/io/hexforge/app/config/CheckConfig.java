package io.hexforge.app.config;

import io.hexforge.domain.gateway.OutputCheck.Unverified;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who checks answers when a request asks for it.
///
/// @param verifier null for the cheapest model that is set up
/// @param scorer null for the cheapest model that is set up
/// @param ladder models to ask when an answer is doubtful, the better the later
/// @param unverified what becomes of an answer that could not be checked
public record CheckConfig(
        @Nullable String verifier, @Nullable String scorer, List<String> ladder, Unverified unverified) {
    private static final String CHEAPEST = "(the cheapest)";

    public CheckConfig {
        ladder = List.copyOf(ladder);
    }

    static CheckConfig from(Settings settings) {
        return new CheckConfig(
                settings.optional("VERIFIER_MODEL", CHEAPEST).orElse(null),
                settings.optional("SCORER_MODEL", CHEAPEST).orElse(null),
                settings.list("ESCALATION_LADDER", "(none)"),
                settings.choice("VERIFY_ON_ERROR", Unverified.REJECT));
    }
}
