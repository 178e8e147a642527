package io.hexforge.ports.driving.gateway;

import static io.hexforge.ports.driving.gateway.TestGateway.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.JsonValue.JsonBoolean;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.ModelRef;
import io.hexforge.domain.gateway.OutputCheck.Unverified;
import io.hexforge.domain.gateway.Route;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.ports.driving.gateway.VerifyAnswer.Answered;
import io.hexforge.ports.driving.gateway.VerifyAnswer.Result;
import io.hexforge.ports.driving.gateway.VerifyAnswer.Settings;
import io.hexforge.ports.inprocess.gateway.InProcessPriceStore;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class VerifyAnswerTest {
    private static final List<String> LADDER = List.of("openai/small", "openai/medium", "openai/large", "openai/huge");

    private final TestGateway gateway = new TestGateway(endpoint("openai"));

    /// What each model says when it is asked the client's question.
    private final Map<String, String> answers = new ConcurrentHashMap<>(Map.of(
            "openai/small", "weak", "openai/medium", "better", "openai/large", "good", "openai/huge", "perfect"));

    /// What the checkers say of an answer: safety and confidence, or nothing readable.
    private final Map<String, double[]> judgements = new ConcurrentHashMap<>();

    private final List<String> asked = new CopyOnWriteArrayList<>();

    @Test
    void accepts_what_is_safe_and_sure() {
        judgements.put("weak", new double[] {0.9, 0.9});

        assertThat(check(LADDER)).isInstanceOfSatisfying(Result.Accepted.class, accepted -> {
            assertThat(accepted.answered().answer().text()).isEqualTo("weak");
            assertThat(accepted.report().escalated()).isFalse();
            assertThat(accepted.report().originalModel()).isNull();
            assertThat(accepted.report().check().errors()).isEmpty();
        });
        assertThat(asked).containsExactlyInAnyOrder("openai/verifier", "openai/scorer");
    }

    @Test
    void rejects_what_is_unsafe_without_asking_further() {
        judgements.put("weak", new double[] {0.1, 0.9});

        assertThat(check(LADDER)).isInstanceOf(Result.Rejected.class);
        assertThat(asked).hasSize(2);
    }

    @Test
    void asks_a_better_model_when_confidence_is_low_even_when_it_is_very_low() {
        judgements.put("weak", new double[] {0.9, 0.1});
        judgements.put("better", new double[] {0.9, 0.9});

        assertThat(check(LADDER)).isInstanceOfSatisfying(Result.Accepted.class, accepted -> {
            assertThat(accepted.answered().answer().text()).isEqualTo("better");
            assertThat(accepted.answered().route().deployment().model()).isEqualTo("medium");
            assertThat(accepted.report().originalModel()).isEqualTo("openai/small");
        });
    }

    @Test
    void climbs_two_rungs_at_most() {
        judgements.put("weak", new double[] {0.9, 0.5});
        judgements.put("better", new double[] {0.9, 0.5});
        judgements.put("good", new double[] {0.9, 0.5});

        assertThat(check(LADDER)).isInstanceOfSatisfying(Result.Accepted.class, accepted -> {
            assertThat(accepted.answered().answer().text()).isEqualTo("good");
            assertThat(accepted.report().originalModel()).isEqualTo("openai/small");
        });
        judgements.put("good", new double[] {0.9, 0.3});
        assertThat(check(LADDER)).isInstanceOf(Result.Rejected.class);
        assertThat(asked).doesNotContain("openai/huge");
    }

    @Test
    void judges_at_the_top_when_there_is_no_better_model() {
        judgements.put("weak", new double[] {0.9, 0.5});
        assertThat(check(List.of())).isInstanceOf(Result.Accepted.class);
        assertThat(check(List.of("openai/small"))).isInstanceOf(Result.Accepted.class);

        judgements.put("weak", new double[] {0.9, 0.3});
        assertThat(check(List.of())).isInstanceOf(Result.Rejected.class);
    }

    @Test
    void starts_at_the_foot_of_a_ladder_that_does_not_hold_the_model() {
        judgements.put("weak", new double[] {0.9, 0.5});
        judgements.put("good", new double[] {0.9, 0.9});

        assertThat(check(List.of("openai/large")))
                .isInstanceOfSatisfying(
                        Result.Accepted.class,
                        accepted ->
                                assertThat(accepted.answered().answer().text()).isEqualTo("good"));
    }

    @Test
    void judges_as_at_the_top_when_the_better_model_fails() {
        answers.remove("openai/medium");
        judgements.put("weak", new double[] {0.9, 0.5});

        assertThat(check(LADDER)).isInstanceOfSatisfying(Result.Accepted.class, accepted -> {
            assertThat(accepted.answered().answer().text()).isEqualTo("weak");
            assertThat(accepted.report().escalated()).isFalse();
        });
        judgements.put("weak", new double[] {0.9, 0.2});
        assertThat(check(LADDER)).isInstanceOf(Result.Rejected.class);
    }

    @Test
    void does_what_is_set_when_the_checkers_fail() {
        assertThat(check(new Settings("openai/verifier", "openai/scorer", LADDER, Unverified.REJECT)))
                .isInstanceOfSatisfying(
                        Result.Rejected.class,
                        rejected -> assertThat(rejected.report().check().errors())
                                .containsExactly("verification_error", "confidence_error"));
        assertThat(check(new Settings("openai/verifier", "openai/scorer", LADDER, Unverified.ACCEPT)))
                .isInstanceOf(Result.Accepted.class);
    }

    @Test
    void has_the_cheapest_model_check_when_none_is_set() {
        gateway.upstream.models = each ->
                ScriptedUpstream.listing("openai", "gpt-4o", "gpt-4o-mini", "text-embedding-3-small", "mystery");
        judgements.put("weak", new double[] {0.9, 0.9});

        assertThat(check(new Settings(null, null, List.of(), Unverified.REJECT)))
                .isInstanceOf(Result.Accepted.class);

        assertThat(asked).containsOnly("openai/gpt-4o-mini");
    }

    @Test
    void has_the_answering_model_check_when_no_price_is_known() {
        gateway.upstream.models = each -> ScriptedUpstream.listing("openai", "mystery");
        judgements.put("weak", new double[] {0.9, 0.9});

        check(new Settings(null, null, List.of(), Unverified.REJECT));

        assertThat(asked).containsOnly("openai/small");
    }

    private Result check(List<String> ladder) {
        return check(new Settings("openai/verifier", "openai/scorer", ladder, Unverified.REJECT));
    }

    private Result check(Settings settings) {
        var prices = new PriceBook(new InProcessPriceStore(), gateway.clock);
        var cheapest = new CheapestModel(gateway.endpoints, gateway.models, prices);
        var verify = new VerifyAnswer(settings, cheapest, VerifyAnswerTest::scores, Runnable::run);
        ChatCall call = ChatCall.of("openai/small", List.of(new Message.User(List.of(new Part.Text("Why?")))));
        return verify.check(gateway.actor, call, answered("openai/small", "weak"), this::ask);
    }

    /// The checkers' instructions tell them from the client's question.
    private Optional<Answered> ask(ChatCall call) {
        asked.add(call.model());
        if (!(call.messages().getFirst() instanceof Message.SystemPrompt prompt)) {
            return Optional.ofNullable(answers.get(call.model())).map(text -> answered(call.model(), text));
        }
        String question =
                ((Part.Text) ((Message.User) call.messages().getLast()).parts().getFirst()).text();
        assertThat(question).contains("<question>\nWhy?\n</question>");
        String judged = question.substring(question.indexOf("<answer>\n") + 9, question.indexOf("\n</answer>"));
        double[] judgement = judgements.get(judged);
        boolean safety = prompt.parts().getFirst().text().contains("is_safe");
        String said = judgement == null ? "no idea" : "score " + judgement[safety ? 0 : 1];
        return Optional.of(answered(call.model(), said));
    }

    private static Optional<JsonObject> scores(String said) {
        if (!said.startsWith("score ")) {
            return Optional.empty();
        }
        var score = new JsonNumber(new BigDecimal(said.substring(6)));
        return Optional.of(new JsonObject(
                Map.of("is_safe", new JsonBoolean(true), "safety_score", score, "confidence_score", score)));
    }

    private static Answered answered(String model, String text) {
        var deployment =
                new Deployment(endpoint("openai"), ModelRef.parse(model).model());
        var answer =
                new ChatAnswer("1", model, List.of(new Output.Text(text)), FinishReason.STOP, null, Usage.of(3, 1));
        return new Answered(new Route(deployment, "explicit-provider", 1), answer);
    }
}
