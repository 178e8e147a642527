package io.hexforge.adapter.llm.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.llm.wall.Fault;
import io.hexforge.adapter.llm.wall.RefusalKind;
import io.hexforge.adapter.llm.wall.Wall;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.EmbeddingCall;
import io.hexforge.domain.gateway.EmbeddingReply;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingsTest {
    private static Wall wall;
    private static HttpUpstream upstream;

    @BeforeAll
    static void start() {
        wall = Wall.start();
        upstream = new HttpUpstream(HttpUpstream.Settings.DEFAULT, InstantSource.system());
    }

    @AfterEach
    void calm() {
        wall.calm();
        wall.log().clear();
    }

    @AfterAll
    static void stop() {
        upstream.close();
        wall.close();
    }

    private static EmbeddingReply embed(Deployment target, EmbeddingCall call) {
        return upstream.embed(target, call, Calls.TIMERS, new Cancellation());
    }

    @ParameterizedTest
    @CsvSource({
        "openai, /v1, text-embedding-3-small",
        "gemini, /v1beta, gemini-embedding-001",
        "ollama-native, /api, nomic-embed-text:latest",
    })
    void makes_a_vector_of_each_text_in_order(String kind, String path, String model) {
        var target = Calls.deployment(kind, wall.url(path), model);
        List<String> texts = IntStream.range(0, 150).mapToObj(i -> "text " + i).toList();

        var all = (EmbeddingReply.Vectors) embed(target, EmbeddingCall.of("x", texts));
        var last = (EmbeddingReply.Vectors) embed(target, EmbeddingCall.of("x", List.of("text 149")));

        assertThat(all.vectors()).hasSize(150);
        assertThat(all.vectors().getLast()).isEqualTo(last.vectors().getFirst()).hasSizeGreaterThan(100);
        assertThat(all.vectors().getFirst()).isNotEqualTo(all.vectors().getLast());
        assertThat(all.usage().prompt()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"float", "base64"})
    void relays_what_openai_answers(String encoding) {
        var target = Calls.deployment("openai", wall.url("/v1"), "text-embedding-3-small");
        String body = """
                {"model":"openai/text-embedding-3-small","input":["a","b"],"encoding_format":"%s"}""".formatted(encoding);
        var call = new EmbeddingCall(
                "x",
                Calls.raw(body),
                () -> {
                    throw new AssertionError("relayed");
                },
                null);

        var reply = (EmbeddingReply.Relayed) embed(target, call);

        assertThat(wall.log().last().body())
                .isEqualTo(body.replace("openai/text-embedding-3-small", "text-embedding-3-small"));
        var first = Json.tree(reply.body()).orElseThrow().at("/data/0/embedding");
        assertThat(first.isTextual()).isEqualTo(encoding.equals("base64"));
        assertThat(reply.usage().prompt()).isPositive();
    }

    @Test
    void tells_why_there_are_none() {
        var target = Calls.deployment("openai", wall.url("/v1"), "text-embedding-3-small");
        wall.next(Fault.refused(RefusalKind.RATE_LIMITED));
        assertThat(fault(embed(target, EmbeddingCall.of("x", List.of("a"))))).isEqualTo(Kind.RATE_LIMITED);

        var anthropic = Calls.deployment("anthropic", wall.url("/v1"), "claude-sonnet-4-5");
        assertThat(fault(embed(anthropic, EmbeddingCall.of("x", List.of("a"))))).isEqualTo(Kind.INVALID_REQUEST);
    }

    private static Kind fault(EmbeddingReply reply) {
        return ((EmbeddingReply.Refused) reply).fault().kind();
    }
}
