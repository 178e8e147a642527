package io.hexforge.domain.gateway;

import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonBoolean;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// What was found out about an answer before it is given, and what follows from it. The two findings are independent:
/// either may be missing because its checker failed.
///
/// @param safety null when it could not be found out
/// @param confidence null when it could not be found out
public record OutputCheck(@Nullable Safety safety, @Nullable Confidence confidence) {
    private static final double UNSAFE_BELOW = 0.7;
    private static final double DOUBTFUL_BELOW = 0.8;
    private static final double REJECTED_BELOW = 0.4;
    private static final double UNSURE_BELOW = 0.65;

    /// Whether an answer may be shown.
    ///
    /// @param score from 0 (harmful) to 1
    /// @param issues short words, such as `harmful_content` or `hallucination`
    public record Safety(boolean safe, double score, List<String> issues, String explanation) {
        public Safety {
            issues = List.copyOf(issues);
        }

        /// {@return what a checker found, if that is what it said}
        public static Optional<Safety> of(JsonObject said) {
            Boolean safe = truth(said.get("is_safe"));
            OptionalDouble score = share(said.get("safety_score"));
            return safe == null || score.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Safety(
                            safe,
                            score.getAsDouble(),
                            words(said.get("issues")),
                            said.string("explanation").orElse("")));
        }

        private boolean unsafe() {
            return !safe || score < UNSAFE_BELOW || names("harmful");
        }

        private boolean doubtful() {
            return score < DOUBTFUL_BELOW || names("hallucination");
        }

        private boolean names(String word) {
            return issues.stream()
                    .anyMatch(issue -> issue.toLowerCase(Locale.ROOT).contains(word));
        }
    }

    /// How sure one may be that an answer is right and complete.
    ///
    /// @param score from 0 to 1
    public record Confidence(double score, String reasoning) {
        /// {@return what a checker found, if that is what it said}
        public static Optional<Confidence> of(JsonObject said) {
            OptionalDouble score = share(said.get("confidence_score"));
            return score.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Confidence(
                            score.getAsDouble(), said.string("reasoning").orElse("")));
        }
    }

    public enum Verdict {
        ACCEPT,
        /// Ask a better model.
        ESCALATE,
        REJECT
    }

    /// What becomes of an answer whose safety could not be found out.
    public enum Unverified {
        REJECT,
        ACCEPT
    }

    /// {@return what becomes of the answer}
    ///
    /// Only what is unsafe or harmful is rejected at once. What is doubtful or unsure is asked of a better
    /// model while there is one; at the top of the ladder it is accepted, unless confidence is very low.
    ///
    /// @param top whether there is no better model to ask
    public Verdict verdict(Unverified unverified, boolean top) {
        if (safety == null ? unverified == Unverified.REJECT : safety.unsafe()) {
            return Verdict.REJECT;
        }
        boolean doubtful = safety != null && safety.doubtful();
        boolean unsure = confidence != null && confidence.score() < UNSURE_BELOW;
        if (!top && (doubtful || unsure)) {
            return Verdict.ESCALATE;
        }
        boolean hopeless = confidence != null && confidence.score() < REJECTED_BELOW;
        return hopeless ? Verdict.REJECT : Verdict.ACCEPT;
    }

    /// {@return which checkers failed: `verification_error`, `confidence_error`}
    public List<String> errors() {
        var errors = new ArrayList<String>();
        if (safety == null) {
            errors.add("verification_error");
        }
        if (confidence == null) {
            errors.add("confidence_error");
        }
        return errors;
    }

    private static @Nullable Boolean truth(@Nullable JsonValue value) {
        return switch (value) {
            case JsonBoolean(boolean truth) -> truth;
            case JsonString(String word) ->
                switch (word.strip().toLowerCase(Locale.ROOT)) {
                    case "true", "yes" -> true;
                    case "false", "no" -> false;
                    default -> null;
                };
            case null, default -> null;
        };
    }

    private static OptionalDouble share(@Nullable JsonValue value) {
        double share = switch (value) {
            case JsonNumber(var number) -> number.doubleValue();
            case JsonString(String text) -> parsed(text);
            case null, default -> Double.NaN;
        };
        return share >= 0 && share <= 1 ? OptionalDouble.of(share) : OptionalDouble.empty();
    }

    private static double parsed(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static List<String> words(@Nullable JsonValue value) {
        return switch (value) {
            case JsonString(String word) when !word.isBlank() -> List.of(word);
            case JsonArray(List<JsonValue> items) ->
                items.stream()
                        .filter(JsonString.class::isInstance)
                        .map(item -> ((JsonString) item).value())
                        .toList();
            case null, default -> List.of();
        };
    }
}
