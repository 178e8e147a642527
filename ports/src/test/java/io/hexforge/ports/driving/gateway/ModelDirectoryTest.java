package io.hexforge.ports.driving.gateway;

import static io.hexforge.ports.driving.gateway.ScriptedUpstream.failed;
import static io.hexforge.ports.driving.gateway.ScriptedUpstream.listing;
import static io.hexforge.ports.driving.gateway.TestGateway.endpoint;
import static io.hexforge.ports.driving.gateway.TestGateway.kind;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.ModelInfo;
import io.hexforge.domain.gateway.ModelListing;
import io.hexforge.domain.gateway.RetryPolicy;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.ports.driven.Race;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ModelDirectoryTest {
    private static final Endpoint OPENAI = endpoint("openai");
    private static final Endpoint GROQ = endpoint("groq");
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);
    private static final Duration STALE = Duration.ofMinutes(5).plusMillis(1);
    private static final Duration FAILURE_STALE = Duration.ofSeconds(30).plusMillis(1);

    private final TestGateway gateway = on(Runnable::run);

    @Test
    void asks_once_and_remembers_for_a_while() {
        assertThat(ids(gateway.models.listings(List.of(OPENAI)))).containsExactly("model");
        assertThat(gateway.models.known(OPENAI)).containsExactly("model");
        assertThat(gateway.upstream.listed).hasSize(1);

        gateway.clock.advance(STALE);
        gateway.upstream.models = endpoint -> listing("openai", "newer");
        gateway.models.known(OPENAI);

        assertThat(gateway.models.known(OPENAI)).containsExactly("newer");
        assertThat(gateway.upstream.listed).hasSize(2);
    }

    @Test
    void asks_once_for_fifty_concurrent_callers() {
        var concurrent = on(THREADS);
        var go = new CountDownLatch(1);
        concurrent.upstream.models = endpoint -> {
            await(go);
            return listing("openai", "model");
        };

        var answers = Race.ofFifty(i -> {
            if (i == 49) {
                go.countDown();
            }
            return ids(concurrent.models.listings(List.of(OPENAI)));
        });

        assertThat(answers).containsOnly(List.of("model"));
        assertThat(concurrent.upstream.listed).hasSize(1);
    }

    @Test
    void asks_again_once_when_fifty_find_the_list_stale() {
        var concurrent = on(THREADS);
        concurrent.models.listings(List.of(OPENAI));

        concurrent.clock.advance(STALE);
        Race.ofFifty(i -> concurrent.models.known(OPENAI));

        Race.until(() -> concurrent.upstream.listed.size() == 2);
        assertThat(Race.ofFifty(i -> concurrent.models.known(OPENAI))).hasSize(50);
        assertThat(concurrent.upstream.listed).hasSize(2);
    }

    @Test
    void answers_with_the_old_list_while_the_new_one_is_fetched() {
        Queue<Runnable> later = new ArrayDeque<>();
        var held = on(later::add);
        held.models.known(OPENAI);
        later.remove().run();
        held.clock.advance(STALE);
        held.upstream.models = endpoint -> listing("openai", "newer");

        assertThat(ids(held.models.listings(List.of(OPENAI)))).containsExactly("model");
        later.remove().run();

        assertThat(ids(held.models.listings(List.of(OPENAI)))).containsExactly("newer");
        assertThat(later).isEmpty();
    }

    @Test
    void keeps_the_old_list_when_it_cannot_be_fetched_anew() {
        gateway.models.known(OPENAI);
        gateway.clock.advance(STALE);
        gateway.upstream.models = endpoint -> failed(Kind.UNREACHABLE);
        gateway.models.known(OPENAI);

        assertThat(gateway.models.known(OPENAI)).containsExactly("model");
        assertThat(ids(gateway.models.listings(List.of(OPENAI)))).containsExactly("model");
    }

    @Test
    void remembers_a_failure_for_a_short_while_only() {
        gateway.upstream.models = endpoint -> failed(Kind.CREDENTIAL);
        assertThat(gateway.models.listings(List.of(OPENAI)).get(OPENAI)).isInstanceOf(ModelListing.Failed.class);
        gateway.models.known(OPENAI);
        assertThat(gateway.upstream.listed).hasSize(1);

        gateway.clock.advance(FAILURE_STALE);
        gateway.upstream.models = endpoint -> listing("openai", "model");
        gateway.models.known(OPENAI);

        assertThat(gateway.models.known(OPENAI)).containsExactly("model");
    }

    @Test
    void tells_whoever_waits_whatever_goes_wrong() {
        var concurrent = on(THREADS);
        concurrent.upstream.models = endpoint -> {
            throw new AssertionError("not even an exception");
        };
        assertThat(concurrent.models.listings(List.of(OPENAI)).get(OPENAI)).isInstanceOf(ModelListing.Failed.class);
    }

    @Test
    void asks_again_after_it_could_not_even_begin() {
        var refusing = new ArrayList<>(List.of(true));
        var shuttingDown = on(task -> {
            if (refusing.getFirst()) {
                throw new RejectedExecutionException("shutting down");
            }
            task.run();
        });

        assertThat(shuttingDown.models.listings(List.of(OPENAI)).get(OPENAI)).isInstanceOf(ModelListing.Failed.class);
        refusing.set(0, false);
        shuttingDown.clock.advance(FAILURE_STALE);
        shuttingDown.models.known(OPENAI);

        assertThat(shuttingDown.models.known(OPENAI)).containsExactly("model");
    }

    @Test
    void waits_for_each_endpoint_once() {
        gateway.models.awaitFirst(List.of(OPENAI, GROQ));
        gateway.clock.advance(STALE);
        gateway.models.awaitFirst(List.of(OPENAI, GROQ));

        assertThat(gateway.upstream.listed).containsExactly(OPENAI, GROQ);
    }

    @Test
    void forgets_endpoints_that_nobody_asks_for() {
        gateway.models.known(OPENAI);
        gateway.clock.advance(Duration.ofHours(2));
        gateway.models.known(GROQ);
        gateway.upstream.models = endpoint -> failed(Kind.UNREACHABLE);

        assertThat(gateway.models.known(OPENAI)).isEmpty();
    }

    @Test
    void lists_the_models_of_all_providers_and_what_is_missing() {
        var two = new TestGateway(OPENAI, GROQ);
        two.upstream.models =
                endpoint -> endpoint.equals(OPENAI) ? listing("openai", "gpt-5", "gpt-5") : failed(Kind.CREDENTIAL);

        ListModels.Result result = two.listModels.all(two.actor);

        assertThat(result.models())
                .extracting(ModelInfo::reference)
                .containsExactly("openai/gpt-5", "local/all-minilm-l6-v2");
        assertThat(result.failures()).containsOnlyKeys("groq");
        assertThat(two.listModels.of(two.actor, kind("mistral"))).isEmpty();
        assertThat(two.listModels.of(two.actor, kind("openai")).orElseThrow().models())
                .hasSize(1);
    }

    @Test
    void finds_a_model_by_its_provider_by_an_alias_and_alone() {
        var google = new TestGateway(endpoint("gemini"), endpoint("openrouter"));
        google.upstream.models = endpoint -> endpoint.kind().name().equals("gemini")
                ? listing("gemini", "gemini-2.5-pro")
                : listing("openrouter", "openai/gpt-5");

        for (String reference : List.of("gemini/gemini-2.5-pro", "google/gemini-2.5-pro", "gemini-2.5-pro")) {
            assertThat(google.listModels.find(google.actor, reference))
                    .contains(ModelInfo.of("gemini", "gemini-2.5-pro"));
        }
        for (String reference : List.of("openrouter/openai/gpt-5", "openai/gpt-5")) {
            assertThat(google.listModels.find(google.actor, reference))
                    .contains(ModelInfo.of("openrouter", "openai/gpt-5"));
        }
        assertThat(google.listModels.find(google.actor, "gpt-6")).isEmpty();
    }

    @Test
    void lists_the_offline_model_only_when_there_is_nothing_else() {
        var empty = new TestGateway();

        assertThat(empty.listModels.all(empty.actor).models())
                .extracting(ModelInfo::reference)
                .containsExactly("local/all-minilm-l6-v2", "offline/offline");
    }

    private static TestGateway on(Executor threads) {
        return new TestGateway(new RetryPolicy(0, Duration.ZERO, Duration.ZERO), threads);
    }

    private static List<String> ids(Map<Endpoint, ModelListing> listings) {
        return listings.values().stream()
                .flatMap(listing -> ((ModelListing.Listed) listing).models().stream())
                .map(ModelInfo::id)
                .toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
