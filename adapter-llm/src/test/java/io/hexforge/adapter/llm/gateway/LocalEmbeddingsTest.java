package io.hexforge.adapter.llm.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.EmbeddingCall;
import io.hexforge.domain.gateway.EmbeddingReply;
import io.hexforge.domain.gateway.EmbeddingReply.Vectors;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderSettings;
import io.hexforge.domain.gateway.RawJson;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalEmbeddingsTest {
    private static final Endpoint LOCAL = new Endpoint(
            ProviderCatalogue.find("local").orElseThrow(), "builtin", null, null, ProviderSettings.NONE, true);
    private static LocalEmbeddings embeddings;

    @BeforeAll
    static void start() {
        embeddings = new LocalEmbeddings(2);
    }

    @AfterAll
    static void stop() {
        embeddings.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"all-minilm-l6-v2", "bge-small-en-v1.5"})
    void texts_of_like_meaning_lie_nearer_than_others(String model) {
        List<float[]> vectors = vectors(
                model, "How do I bake bread?", "A recipe for a loaf of bread", "The engine of the aircraft failed");
        assertThat(vectors).allSatisfy(vector -> {
            assertThat(vector).hasSize(384);
            assertThat(dot(vector, vector)).isCloseTo(1, within(1e-3));
        });
        assertThat(dot(vectors.get(0), vectors.get(1))).isGreaterThan(dot(vectors.get(0), vectors.get(2)) + 0.1);
    }

    @Test
    void a_large_batch_keeps_its_order() {
        List<String> texts =
                IntStream.range(0, 70).mapToObj(i -> "text number " + i).toList();
        List<float[]> together = vectors("all-minilm-l6-v2", texts.toArray(String[]::new));
        for (int i : new int[] {0, 31, 32, 69}) {
            assertThat(dot(
                            together.get(i),
                            vectors("all-minilm-l6-v2", texts.get(i)).getFirst()))
                    .isCloseTo(1, within(1e-3));
        }
    }

    @Test
    void tokens_are_counted_by_the_models_own_tokenizer() {
        var reply = (Vectors) embed(EmbeddingCall.of("all-minilm-l6-v2", List.of("hello world")), "all-minilm-l6-v2");
        assertThat(reply.usage().prompt()).isBetween(2L, 4L);
    }

    @Test
    void other_dimensions_unknown_models_and_cancelled_calls_are_refused() {
        var shorter = new EmbeddingCall(null, new RawJson(new byte[0], List.of()), () -> List.of("a"), 256);
        assertThat(embed(shorter, "all-minilm-l6-v2"))
                .isInstanceOfSatisfying(
                        EmbeddingReply.Refused.class,
                        refused -> assertThat(refused.fault().param()).isEqualTo("dimensions"));
        assertThat(embed(EmbeddingCall.of(null, List.of("a")), "ada"))
                .isInstanceOfSatisfying(
                        EmbeddingReply.Refused.class,
                        refused -> assertThat(refused.fault().kind()).isEqualTo(Kind.UNKNOWN_MODEL));
        var gone = new Cancellation();
        gone.cancel();
        var reply = embeddings.embed(
                new Deployment(LOCAL, "all-minilm-l6-v2"), EmbeddingCall.of(null, List.of("a")), Timers.DEFAULT, gone);
        assertThat(reply)
                .isInstanceOfSatisfying(
                        EmbeddingReply.Refused.class,
                        refused -> assertThat(refused.fault().kind()).isEqualTo(Kind.CANCELLED));
    }

    private static List<float[]> vectors(String model, String... texts) {
        return ((Vectors) embed(EmbeddingCall.of(model, List.of(texts)), model)).vectors();
    }

    private static EmbeddingReply embed(EmbeddingCall call, String model) {
        return embeddings.embed(new Deployment(LOCAL, model), call, Timers.DEFAULT, new Cancellation());
    }

    private static double dot(float[] a, float[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> (double) a[i] * b[i])
                .sum();
    }
}
