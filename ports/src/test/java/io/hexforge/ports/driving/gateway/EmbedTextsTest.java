package io.hexforge.ports.driving.gateway;

import static io.hexforge.ports.driving.gateway.TestGateway.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.EmbeddingCall;
import io.hexforge.domain.gateway.EmbeddingReply;
import io.hexforge.domain.gateway.Route;
import io.hexforge.domain.gateway.RoutingPolicy;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EmbedTextsTest {
    private static final EmbeddingReply VECTORS =
            new EmbeddingReply.Vectors("text-embedding-3", List.of(new float[] {1, 0}), Usage.of(1, 0));

    private final TestGateway gateway = new TestGateway(endpoint("openai"), endpoint("groq"));

    @Test
    void asks_the_named_provider() {
        gateway.upstream.embeddings = number -> VECTORS;

        EmbedTexts.Outcome outcome = embed("openai/text-embedding-3");

        assertThat(outcome.reply()).isEqualTo(VECTORS);
        assertThat(routeOf(outcome).deployment().id()).isEqualTo("openai/text-embedding-3@server");
    }

    @Test
    void asks_again_after_a_passing_fault() {
        EmbeddingReply failure = gateway.upstream.embeddings.apply(1);
        gateway.upstream.embeddings = number -> number < 3 ? failure : VECTORS;

        EmbedTexts.Outcome outcome = embed("openai/text-embedding-3");

        assertThat(outcome.reply()).isEqualTo(VECTORS);
        assertThat(routeOf(outcome).attempts()).isEqualTo(3);
    }

    @Test
    void keeps_the_names_of_models_inside_this_process_for_them() {
        for (String model : new String[] {"all-minilm-l6-v2", "local/all-minilm-l6-v2", null}) {
            assertThat(routeOf(embed(model)).deployment().id()).isEqualTo("local/all-minilm-l6-v2@builtin");
        }
        assertThat(gateway.upstream.asked).isEmpty();
    }

    @Test
    void weighs_what_the_texts_cost_by_their_length() {
        var decision = gateway.parts.routes().planEmbeddings(gateway.actor, "openai/text-embedding-3-small", 4_000_000);

        assertThat(decision).isInstanceOfSatisfying(RoutingPolicy.Decision.Ranked.class, ranked -> {
            RoutingPolicy.Option first = ranked.options().getFirst();
            assertThat(first.facts().price()).isNotNull();
            assertThat(first.score().costNanoUsd())
                    .isEqualTo(first.facts().price().cost(Usage.of(1_000_000, 0)));
        });
    }

    @Test
    void says_that_a_model_or_a_provider_is_not_known() {
        assertThat(embed("mystery").reply())
                .isInstanceOfSatisfying(
                        EmbeddingReply.Refused.class,
                        refused -> assertThat(refused.fault().kind()).isEqualTo(Kind.UNKNOWN_MODEL));
        assertThat(embed("mistral/mistral-embed").reply())
                .isInstanceOfSatisfying(
                        EmbeddingReply.Refused.class,
                        refused -> assertThat(refused.fault().kind()).isEqualTo(Kind.NOT_CONFIGURED));
    }

    private EmbedTexts.Outcome embed(@Nullable String model) {
        return gateway.embedTexts.embed(
                Caller.of(gateway.actor, "r"), EmbeddingCall.of(model, List.of("a text")), new Cancellation());
    }

    private static Route routeOf(EmbedTexts.Outcome outcome) {
        assertThat(outcome.route()).isNotNull();
        return Objects.requireNonNull(outcome.route());
    }
}
