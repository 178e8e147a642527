package io.hexforge.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final TestServer server = new TestServer(5);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tells_every_answer_where_its_limit_stands_and_turns_away_what_is_too_much() throws Exception {
        HttpResponse<String> first = server.get("/v1/providers");
        assertThat(first.headers().firstValue("RateLimit-Policy")).hasValue("\"requests\";q=5;w=60");
        assertThat(first.headers().firstValue("RateLimit")).hasValue("\"requests\";r=4;t=12");
        assertThat(first.headers().firstValue("x-ratelimit-limit-requests")).isEmpty();

        HttpResponse<String> models = server.get("/v1/models");
        assertThat(models.headers().firstValue("x-ratelimit-limit-requests")).hasValue("5");
        assertThat(models.headers().firstValue("x-ratelimit-remaining-requests"))
                .hasValue("3");
        assertThat(models.headers().firstValue("x-ratelimit-reset-requests").orElseThrow())
                .matches("2[34]\\d{3}ms");

        for (int i = 0; i < 3; i++) {
            assertThat(server.get("/v1/nothing-here/../models").statusCode()).isNotEqualTo(429);
            server.get("/v1/api-keys/not-an-id");
        }
        HttpResponse<String> refused = server.get("/v1/models");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(TestServer.json(refused).path("error").path("code").asText()).isEqualTo("rate_limit_exceeded");
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 13L);
        assertThat(refused.headers().firstValueAsLong("retry-after-ms").orElseThrow())
                .isBetween(1L, 12_100L);
        assertThat(refused.headers().firstValue("RateLimit"))
                .hasValueSatisfying(state -> assertThat(state).startsWith("\"requests\";r=0"));
    }

    @Test
    void counts_strangers_by_address_and_lets_them_no_further_than_others() throws Exception {
        for (int i = 0; i < 5; i++) {
            var guess = server.anonymous("/v1/providers").header("Authorization", "Bearer hf_guess" + i);
            assertThat(server.send(guess).statusCode()).isEqualTo(401);
        }
        HttpResponse<String> sixth = server.send(server.anonymous("/v1/providers"));
        assertThat(sixth.statusCode()).isEqualTo(429);
        assertThat(server.send(server.anonymous("/openapi.json")).statusCode()).isEqualTo(429);

        assertThat(server.get("/v1/providers").statusCode()).isEqualTo(200);
    }

    @Test
    void never_refuses_to_tell_how_it_does() throws Exception {
        for (int i = 0; i < 8; i++) {
            assertThat(server.send(server.anonymous("/health/live")).statusCode())
                    .isEqualTo(200);
            assertThat(server.send(server.anonymous("/metrics")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void keeps_a_bucket_for_what_makes_keys() throws Exception {
        HttpResponse<String> made = server.post("/v1/api-keys", "{\"name\":\"ci\"}");

        assertThat(made.headers().firstValue("RateLimit-Policy"))
                .hasValue("\"requests\";q=5;w=60, \"api-keys\";q=10;w=60");
    }

    @Test
    void keeps_the_limit_of_a_key() throws Exception {
        String made = server.post("/v1/api-keys", "{\"name\":\"ci\",\"requests_per_minute\":2,\"max_parallel\":3}")
                .body();
        String secret = made.replaceFirst("(?s).*(hf_[A-Za-z0-9_-]{43}).*", "$1");

        for (int i = 0; i < 2; i++) {
            assertThat(server.send(server.anonymous("/v1/models").header("Authorization", "Bearer " + secret))
                            .statusCode())
                    .isEqualTo(200);
        }
        HttpResponse<String> third =
                server.send(server.anonymous("/v1/models").header("Authorization", "Bearer " + secret));
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.headers().firstValue("x-ratelimit-limit-requests")).hasValue("2");
    }

    @Test
    void changes_and_takes_away_limits() throws Exception {
        String id = TestServer.json(server.post("/v1/api-keys", "{\"name\":\"ci\",\"tokens_per_minute\":9}"))
                .path("key")
                .path("id")
                .asText();

        var changed = TestServer.json(server.send("PATCH", "/v1/api-keys/" + id, "{\"tokens_hard\":true}"));
        assertThat(changed.path("tokens_per_minute").asLong()).isEqualTo(9);
        assertThat(changed.path("tokens_hard").asBoolean()).isTrue();
        var taken = TestServer.json(server.send("PATCH", "/v1/api-keys/" + id, "{\"tokens_per_minute\":null}"));
        assertThat(taken.path("tokens_per_minute").isNull()).isTrue();
        assertThat(taken.path("tokens_hard").asBoolean()).isFalse();
        assertThat(taken.path("name").asText()).isEqualTo("ci");
        assertThat(server.send("PATCH", "/v1/api-keys/" + id, "{\"max_parallel\":0}")
                        .statusCode())
                .isEqualTo(400);
    }
}
