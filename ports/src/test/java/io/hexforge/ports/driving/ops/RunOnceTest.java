package io.hexforge.ports.driving.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driven.ops.IdempotencyStore.Claim;
import io.hexforge.ports.driven.ops.SecretCipher;
import io.hexforge.ports.driving.ops.RunOnce.Attempt;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import io.hexforge.ports.inprocess.ops.InProcessIdempotencyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunOnceTest {
    private static final String ROUTE = "POST /v1/api-keys";
    private static final StoredAnswer ANSWER = new StoredAnswer(201, "application/json", new byte[] {1});

    private final TestClock clock = new TestClock();
    private final InProcessIdempotencyStore store = new InProcessIdempotencyStore(clock, 1_000_000);
    private final RunOnce runOnce = new RunOnce(store, cipher(), Duration.ofMinutes(10));
    private final Actor actor = TestActors.ofAnyName().newcomer();

    @Test
    void answers_a_repeated_request_without_running_it_again() {
        first("k", "f").finished(ANSWER);

        assertThat(repeated("k", "f")).usingRecursiveComparison().isEqualTo(ANSWER);
        assertThat(begin("k", "other")).isEqualTo(new Attempt.Misused());
    }

    @Test
    void a_key_that_an_answer_shows_once_is_not_readable_where_the_answer_is_kept() {
        byte[] shown = "{\"secret\":\"hf_abc\",\"name\":\"Schlüssel\"}".getBytes(UTF_8);
        first("k", "f").finished(new StoredAnswer(201, "application/json", shown));

        String full = actor.tenantId() + ":" + actor.userId() + ":" + ROUTE + ":k";
        var kept = (Claim.Done) store.begin(full, "f", Duration.ofMinutes(1));
        assertThat(new String(kept.answer().body(), UTF_8)).doesNotContain("hf_abc");
        assertThat(repeated("k", "f").body()).isEqualTo(shown);
    }

    @Test
    void runs_one_of_fifty_concurrent_requests() {
        var attempts = Race.ofFifty(i -> begin("k", "f"));

        assertThat(attempts).filteredOn(Attempt.First.class::isInstance).hasSize(1);
        assertThat(attempts).filteredOn(Attempt.InFlight.class::isInstance).hasSize(49);
    }

    @Test
    void lets_a_failed_request_be_tried_again() {
        first("k", "f").failed();

        assertThat(begin("k", "f")).isInstanceOf(Attempt.First.class);
    }

    @Test
    void lets_go_of_a_request_that_never_ended() {
        first("k", "f");
        assertThat(begin("k", "f")).isEqualTo(new Attempt.InFlight());

        clock.advance(Duration.ofMinutes(10));

        assertThat(begin("k", "f")).isInstanceOf(Attempt.First.class);
    }

    @Test
    void remembers_an_answer_for_a_day() {
        first("k", "f").finished(ANSWER);

        clock.advance(RunOnce.RETENTION.minusSeconds(1));
        assertThat(begin("k", "f")).isInstanceOf(Attempt.Repeated.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(begin("k", "f")).isInstanceOf(Attempt.First.class);
    }

    @Test
    void tells_keys_of_different_users_and_routes_apart() {
        first("k", "f").finished(ANSWER);
        Actor colleague = TestActors.ofAnyName().colleagueOf(actor);

        assertThat(runOnce.begin(colleague, ROUTE, "k", "f")).isInstanceOf(Attempt.First.class);
        assertThat(runOnce.begin(actor, "POST /v1/chats", "k", "f")).isInstanceOf(Attempt.First.class);
    }

    private static SecretCipher cipher() {
        var random = new SecureRandom();
        return new AesGcmCipher(List.of(EncryptionKey.generate(random)), random);
    }

    private StoredAnswer repeated(String key, String fingerprint) {
        return ((Attempt.Repeated) begin(key, fingerprint)).answer();
    }

    private Attempt begin(String key, String fingerprint) {
        return runOnce.begin(actor, ROUTE, key, fingerprint);
    }

    private Attempt.First first(String key, String fingerprint) {
        return (Attempt.First) begin(key, fingerprint);
    }
}
