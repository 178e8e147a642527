package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.Json;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Problems;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonBoolean;
import io.hexforge.domain.JsonValue.JsonNull;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.CheckReport;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.OutputCheck;
import io.hexforge.domain.gateway.OutputCheck.Confidence;
import io.hexforge.domain.gateway.OutputCheck.Safety;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client hears of the checks of its answer.
final class Checks {
    private static final JsonValue NULL = new JsonNull();

    private Checks() {}

    /// {@return the refusal of an answer that is not given: an error of the client's dialect with the findings beside}
    static Problem rejection(CheckReport report, Dialect dialect, String requestId) {
        OutputCheck check = report.check();
        Problem problem = (check.safety() == null
                        ? Problem.of(422, "verification_error", "The answer is withheld", "Output could not be checked")
                        : Problem.of(
                                422,
                                "output_rejected",
                                "The answer is withheld",
                                "Output rejected due to safety or quality concerns"))
                .with("x-should-retry", "false");
        byte[] error = dialect == Dialect.ANTHROPIC ? Problems.anthropic(problem, requestId) : Problems.openAi(problem);
        return problem.withBody(Json.bytes(((JsonObject) Json.value(error))
                .with("verification", verification(check))
                .with("confidence", confidence(check.confidence()))));
    }

    /// {@return a whole answer with what was found in its member `hexforge`}
    static byte[] beside(byte[] answer, @Nullable CheckReport report) {
        return report == null ? answer : Json.bytes(((JsonObject) Json.value(answer)).with("hexforge", found(report)));
    }

    private static JsonObject found(CheckReport report) {
        OutputCheck check = report.check();
        JsonObject confidence = confidence(check.confidence());
        return JsonObject.EMPTY
                .with("verification_result", verification(check).with("explanation", explanation(check.safety())))
                .with(
                        "confidence_result",
                        JsonObject.EMPTY
                                .with("confidence_score", member(confidence, "score"))
                                .with("reasoning", member(confidence, "reasoning"))
                                .with("recommended_action", new JsonString("accept")))
                .with("errors", strings(check.errors()))
                .with("escalated", new JsonBoolean(report.escalated()))
                .with("original_model", text(report.originalModel()));
    }

    private static JsonObject verification(OutputCheck check) {
        Safety safety = check.safety();
        return JsonObject.EMPTY
                .with("is_safe", safety == null ? NULL : new JsonBoolean(safety.safe()))
                .with("safety_score", safety == null ? NULL : number(safety.score()))
                .with("issues", strings(safety == null ? List.of("verification_error") : safety.issues()));
    }

    private static JsonObject confidence(@Nullable Confidence confidence) {
        return JsonObject.EMPTY
                .with("score", confidence == null ? NULL : number(confidence.score()))
                .with("reasoning", text(confidence == null ? null : confidence.reasoning()));
    }

    private static JsonValue explanation(@Nullable Safety safety) {
        return text(safety == null ? null : safety.explanation());
    }

    private static JsonValue member(JsonObject object, String name) {
        JsonValue value = object.get(name);
        return value == null ? NULL : value;
    }

    private static JsonValue number(double value) {
        return new JsonNumber(BigDecimal.valueOf(value));
    }

    private static JsonValue text(@Nullable String text) {
        return text == null ? NULL : new JsonString(text);
    }

    private static JsonValue strings(List<String> texts) {
        return new JsonArray(texts.stream().<JsonValue>map(JsonString::new).toList());
    }
}
