package io.hexforge.domain.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonBoolean;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.OutputCheck.Confidence;
import io.hexforge.domain.gateway.OutputCheck.Safety;
import io.hexforge.domain.gateway.OutputCheck.Unverified;
import io.hexforge.domain.gateway.OutputCheck.Verdict;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputCheckTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // safe, safety, issue, confidence: below the top, at the top
                "true,  1.0,  -,               1.0,  ACCEPT,   ACCEPT",
                "true,  0.8,  bias,            0.65, ACCEPT,   ACCEPT",
                "true,  0.79, -,               1.0,  ESCALATE, ACCEPT",
                "true,  0.7,  -,               1.0,  ESCALATE, ACCEPT",
                "true,  0.69, -,               1.0,  REJECT,   REJECT",
                "false, 1.0,  -,               1.0,  REJECT,   REJECT",
                "true,  1.0,  harmful_content, 1.0,  REJECT,   REJECT",
                "true,  1.0,  Harmful content, 1.0,  REJECT,   REJECT",
                "true,  0.9,  hallucination,   1.0,  ESCALATE, ACCEPT",
                "true,  1.0,  -,               0.64, ESCALATE, ACCEPT",
                "true,  1.0,  -,               0.4,  ESCALATE, ACCEPT",
                "true,  1.0,  -,               0.39, ESCALATE, REJECT",
                "true,  1.0,  -,               0.0,  ESCALATE, REJECT",
            })
    void rejects_harm_at_once_and_low_confidence_only_at_the_top(
            boolean safe, double safety, String issue, double confidence, Verdict below, Verdict top) {
        List<String> issues = issue == null ? List.of() : List.of("overconfidence", issue);
        var check = new OutputCheck(new Safety(safe, safety, issues, ""), new Confidence(confidence, ""));

        assertThat(check.verdict(Unverified.REJECT, false)).isEqualTo(below);
        assertThat(check.verdict(Unverified.REJECT, true)).isEqualTo(top);
        assertThat(check.errors()).isEmpty();
    }

    @Test
    void a_verifier_that_failed_is_reported_and_what_follows_is_a_choice() {
        var unverified = new OutputCheck(null, new Confidence(0.9, ""));

        assertThat(unverified.errors()).containsExactly("verification_error");
        assertThat(unverified.verdict(Unverified.REJECT, false)).isEqualTo(Verdict.REJECT);
        assertThat(unverified.verdict(Unverified.ACCEPT, false)).isEqualTo(Verdict.ACCEPT);
        assertThat(new OutputCheck(null, new Confidence(0.1, "")).verdict(Unverified.ACCEPT, false))
                .isEqualTo(Verdict.ESCALATE);
    }

    @Test
    void a_scorer_that_failed_says_nothing_against_an_answer() {
        var unscored = new OutputCheck(new Safety(true, 0.9, List.of(), ""), null);

        assertThat(unscored.errors()).containsExactly("confidence_error");
        assertThat(unscored.verdict(Unverified.REJECT, false)).isEqualTo(Verdict.ACCEPT);
        assertThat(new OutputCheck(new Safety(false, 0.1, List.of(), ""), null).verdict(Unverified.REJECT, false))
                .isEqualTo(Verdict.REJECT);
    }

    @Test
    void reads_what_checkers_say() {
        var said = new JsonObject(Map.of(
                "is_safe", new JsonBoolean(false),
                "safety_score", number("0.25"),
                "issues", new JsonArray(List.of(new JsonString("bias"), number("1"), new JsonString("off_topic"))),
                "explanation", new JsonString("It takes sides.")));
        assertThat(Safety.of(said)).contains(new Safety(false, 0.25, List.of("bias", "off_topic"), "It takes sides."));

        var confident =
                new JsonObject(Map.of("confidence_score", number("1"), "reasoning", new JsonString("It is known.")));
        assertThat(Confidence.of(confident)).contains(new Confidence(1, "It is known."));
    }

    @Test
    void is_lenient_with_words_for_values() {
        var said = new JsonObject(Map.of(
                "is_safe", new JsonString("Yes"),
                "safety_score", new JsonString("0.9"),
                "issues", new JsonString("bias")));

        assertThat(Safety.of(said)).contains(new Safety(true, 0.9, List.of("bias"), ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "1.01", "85"})
    void takes_no_score_that_is_none(String score) {
        assertThat(Confidence.of(new JsonObject(Map.of("confidence_score", number(score)))))
                .isEmpty();
        assertThat(Confidence.of(new JsonObject(Map.of("confidence_score", new JsonString("high")))))
                .isEmpty();
        assertThat(Safety.of(new JsonObject(Map.of("is_safe", new JsonBoolean(true), "safety_score", number(score)))))
                .isEmpty();
        assertThat(Safety.of(new JsonObject(Map.of("safety_score", number("1")))))
                .isEmpty();
        assertThat(Safety.of(JsonObject.EMPTY)).isEmpty();
    }

    private static JsonValue number(String text) {
        return new JsonNumber(new BigDecimal(text));
    }
}
