package io.hexforge.ports.driving.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.gateway.CachedAnswer;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatFacts;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.RequestFingerprint;
import io.hexforge.domain.gateway.Route;
import io.hexforge.domain.gateway.RouteHints;
import io.hexforge.domain.gateway.RouteHints.LatencyTarget;
import io.hexforge.domain.gateway.RouteHints.Providers;
import io.hexforge.domain.gateway.UnsupportedField;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.ports.driven.gateway.AnswerCache;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driving.gateway.CacheAnswers.Lookup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CacheAnswersTest {
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Route ROUTE =
            new Route(new Deployment(TestGateway.endpoint("openai"), "gpt-5"), "explicit-provider", 2);
    private static final ChatAnswer ANSWER = answer(FinishReason.STOP, new Output.Text("hello"));

    private final Actor actor = TestActors.ofAnyName().newcomer();
    private final Remembering cache = new Remembering();
    private final CacheAnswers answers = new CacheAnswers(cache, TTL);

    @Test
    void gives_the_answer_again_with_who_gave_it_and_no_attempts() {
        answers.keep(miss(chat(0.0, null)), ROUTE, ANSWER);

        assertThat(answers.look(actor, chat(0.0, null)).get()).isInstanceOfSatisfying(Lookup.Hit.class, hit -> {
            assertThat(hit.answer()).isEqualTo(ANSWER);
            assertThat(hit.route().deployment().id()).isEqualTo("openai/gpt-5@server");
            assertThat(hit.route().reason()).isEqualTo("cache");
            assertThat(hit.route().attempts()).isZero();
        });
    }

    @Test
    void asks_for_the_canonical_form_of_what_it_may_keep() {
        InboundChat asked = chat(0.0, null);

        Lookup.Miss miss = miss(asked);

        assertThat(miss.chat().dialect()).isEqualTo(Dialect.CANONICAL);
        assertThat(miss.chat().body()).isNull();
        assertThat(miss.chat().facts()).isEqualTo(asked.facts());
        assertThat(miss.chat().canonical().get()).isEqualTo(asked.canonical().get());
    }

    @Test
    void caches_what_says_so_and_otherwise_what_has_no_temperature() {
        assertThat(answers.look(actor, chat(0.0, null)).get()).isInstanceOf(Lookup.Miss.class);
        assertThat(answers.look(actor, chat(0.7, true)).get()).isInstanceOf(Lookup.Miss.class);
        assertThat(answers.look(actor, chat(null, true)).get()).isInstanceOf(Lookup.Miss.class);

        assertThat(answers.look(actor, chat(0.0, false)).get()).isInstanceOf(Lookup.Bypass.class);
        assertThat(answers.look(actor, chat(0.7, null)).get()).isInstanceOf(Lookup.Bypass.class);
        assertThat(answers.look(actor, chat(null, null)).get()).isInstanceOf(Lookup.Bypass.class);
    }

    @Test
    void keeps_answers_as_long_as_the_request_says_or_else_as_is_set() {
        Lookup.Miss silent = miss(chat(0.0, null));
        Lookup.Miss explicit = miss(chat(null, hints(true, Duration.ofHours(1), null), call()));

        answers.keep(silent, ROUTE, ANSWER);
        answers.keep(explicit, ROUTE, ANSWER);

        assertThat(cache.times).containsExactly(TTL, Duration.ofHours(1));
    }

    @Test
    void is_off_when_the_time_is_zero() {
        var off = new CacheAnswers(cache, Duration.ZERO);

        assertThat(off.look(actor, chat(0.0, true)).get()).isInstanceOf(Lookup.Bypass.class);
    }

    @Test
    void leaves_alone_what_has_no_canonical_form_or_depends_on_more() {
        var onlyOpenAi = new InboundChat(Dialect.OPENAI, null, facts(0.0, RouteHints.NONE), () -> {
            throw new UnsupportedField("logprobs", "is not supported");
        });
        assertThat(answers.look(actor, onlyOpenAi).get()).isInstanceOf(Lookup.Bypass.class);

        InboundChat beta = chat(0.0, null).withHeaders(Map.of("anthropic-beta", "something-new"));
        assertThat(answers.look(actor, beta).get()).isInstanceOf(Lookup.Bypass.class);
        InboundChat version = chat(0.0, null).withHeaders(Map.of("anthropic-version", "2023-06-01"));
        assertThat(answers.look(actor, version).get()).isInstanceOf(Lookup.Miss.class);

        InboundChat rag = chat(0.0, hints(true, null, JsonValue.JsonObject.EMPTY), call());
        assertThat(answers.look(actor, rag).get()).isInstanceOf(Lookup.Bypass.class);
    }

    @Test
    void another_tenant_gets_nothing() {
        answers.keep(miss(chat(0.0, null)), ROUTE, ANSWER);

        Actor stranger = TestActors.ofAnyName().newcomer();

        assertThat(stranger.tenantId()).isNotEqualTo(actor.tenantId());
        assertThat(answers.look(stranger, chat(0.0, null)).get()).isInstanceOf(Lookup.Miss.class);
    }

    @Test
    void keeps_only_whole_answers_of_models() {
        Lookup.Miss miss = miss(chat(0.0, null));
        answers.keep(miss, ROUTE, answer(FinishReason.LENGTH, new Output.Text("hel")));
        answers.keep(miss, ROUTE, answer(FinishReason.CONTENT_FILTER, new Output.Text("")));
        answers.keep(miss, ROUTE, answer(FinishReason.REFUSAL, new Output.Refusal("no")));
        answers.keep(miss, ROUTE, answer(FinishReason.STOP));
        var offline = new Deployment(
                new Deployment.Endpoint(
                        TestGateway.kind("offline"),
                        "builtin",
                        null,
                        null,
                        ROUTE.deployment().endpoint().settings(),
                        true),
                "offline");
        answers.keep(miss, new Route(offline, "default", 1), ANSWER);
        assertThat(cache.times).isEmpty();

        answers.keep(miss, ROUTE, answer(FinishReason.STOP_SEQUENCE, new Output.Text("hel")));
        answers.keep(miss, ROUTE, answer(FinishReason.TOOL_CALLS, new Output.ToolCall("1", "f", "{}")));
        assertThat(cache.times).hasSize(2);
    }

    @Test
    void has_no_hit_for_a_provider_that_is_not_known_here() {
        Lookup.Miss miss = miss(chat(0.0, null));
        cache.keep(miss.key(), new CachedAnswer(ANSWER, "of-the-future", "server", "m"), TTL);

        assertThat(answers.look(actor, chat(0.0, null)).get()).isInstanceOf(Lookup.Miss.class);
    }

    private Lookup.Miss miss(InboundChat chat) {
        return (Lookup.Miss) answers.look(actor, chat).get();
    }

    private static InboundChat chat(Double temperature, Boolean cache) {
        return chat(temperature, hints(cache, null, null), call());
    }

    private static InboundChat chat(Double temperature, RouteHints hints, ChatCall call) {
        return new InboundChat(Dialect.OPENAI, null, facts(temperature, hints), () -> call);
    }

    private static ChatFacts facts(Double temperature, RouteHints hints) {
        return new ChatFacts("gpt-5", false, true, null, false, 10, temperature, hints);
    }

    private static RouteHints hints(Boolean cache, Duration ttl, JsonValue rag) {
        return new RouteHints(
                null, null, LatencyTarget.MEDIUM, null, false, null, List.of(), Providers.ANY, cache, ttl, rag, false);
    }

    private static ChatCall call() {
        return ChatCall.of("gpt-5", List.of(new Message.User(List.of(new Part.Text("Hi")))));
    }

    private static ChatAnswer answer(FinishReason reason, Output... outputs) {
        return new ChatAnswer("1", "gpt-5", List.of(outputs), reason, null, Usage.of(3, 1));
    }

    private static final class Remembering implements AnswerCache {
        final Map<RequestFingerprint, CachedAnswer> kept = new HashMap<>();
        final List<Duration> times = new ArrayList<>();

        @Override
        public Optional<CachedAnswer> find(RequestFingerprint key) {
            return Optional.ofNullable(kept.get(key));
        }

        @Override
        public void keep(RequestFingerprint key, CachedAnswer answer, Duration ttl) {
            kept.put(key, answer);
            times.add(ttl);
        }
    }
}
