package io.hexforge.ports.driven.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driven.ops.IdempotencyStore.Claim;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What every [IdempotencyStore] does. Tests may share one store: each uses keys of its own.
public interface IdempotencyStoreContract {
    Duration LONG = Duration.ofMinutes(5);
    Duration SHORT = Duration.ofMillis(20);
    StoredAnswer ANSWER = new StoredAnswer(201, "application/json", "{\"a\":\"ü\"}".getBytes(StandardCharsets.UTF_8));

    IdempotencyStore store();

    @Test
    default void starts_a_request_once_and_hides_it_while_it_runs() {
        String key = newKey();

        assertThat(store().begin(key, "f", LONG)).isEqualTo(new Claim.Started());
        assertThat(store().begin(key, "f", LONG)).isEqualTo(new Claim.InFlight());
    }

    @Test
    default void starts_exactly_one_of_fifty_concurrent_requests() {
        String key = newKey();

        var claims = Race.ofFifty(i -> store().begin(key, "f", LONG));

        assertThat(claims).filteredOn(Claim.Started.class::isInstance).hasSize(1);
        assertThat(claims).filteredOn(Claim.InFlight.class::isInstance).hasSize(49);
    }

    @Test
    default void restarts_exactly_one_of_fifty_when_a_lease_has_ended() {
        String key = newKey();
        store().begin(key, "f", Duration.ofMillis(1));
        Race.until(() -> store().begin(key, "f", Duration.ofMillis(1)) instanceof Claim.Started);

        Race.until(() -> Race.ofFifty(i -> store().begin(key, "f", LONG)).stream()
                        .filter(Claim.Started.class::isInstance)
                        .count()
                == 1);
        assertThat(store().begin(key, "f", LONG)).isEqualTo(new Claim.InFlight());
    }

    @Test
    default void gives_the_answer_again_to_the_byte() {
        String key = newKey();
        byte[] body = new byte[300_000];
        new Random(3).nextBytes(body);
        store().begin(key, "f", LONG);

        store().complete(key, "f", new StoredAnswer(200, "application/octet-stream; x=\"ü\"", body), LONG);

        assertThat(store().begin(key, "f", LONG))
                .isInstanceOfSatisfying(
                        Claim.Done.class,
                        done -> assertThat(done.answer())
                                .usingRecursiveComparison()
                                .isEqualTo(new StoredAnswer(200, "application/octet-stream; x=\"ü\"", body)));
    }

    @Test
    default void keeps_an_empty_answer() {
        String key = newKey();
        store().begin(key, "f", LONG);

        store().complete(key, "f", new StoredAnswer(204, "", new byte[0]), LONG);

        assertThat(store().begin(key, "f", LONG))
                .isInstanceOfSatisfying(
                        Claim.Done.class,
                        done -> assertThat(done.answer())
                                .usingRecursiveComparison()
                                .isEqualTo(new StoredAnswer(204, "", new byte[0])));
    }

    @Test
    default void tells_a_key_that_was_used_with_another_content() {
        String running = newKey();
        store().begin(running, "f", LONG);
        String done = newKey();
        store().begin(done, "f", LONG);
        store().complete(done, "f", ANSWER, LONG);

        assertThat(store().begin(running, "g", LONG)).isEqualTo(new Claim.Mismatch());
        assertThat(store().begin(done, "g", LONG)).isEqualTo(new Claim.Mismatch());
    }

    @Test
    default void lets_an_abandoned_request_be_tried_again() {
        String key = newKey();
        store().begin(key, "f", LONG);

        store().abandon(key, "f");

        assertThat(store().begin(key, "g", LONG)).isEqualTo(new Claim.Started());
    }

    @Test
    default void abandons_neither_an_answer_nor_another_request() {
        String done = newKey();
        store().begin(done, "f", LONG);
        store().complete(done, "f", ANSWER, LONG);
        String running = newKey();
        store().begin(running, "f", LONG);

        store().abandon(done, "f");
        store().abandon(running, "g");
        store().abandon(newKey(), "f");

        assertThat(store().begin(done, "f", LONG)).isInstanceOf(Claim.Done.class);
        assertThat(store().begin(running, "f", LONG)).isEqualTo(new Claim.InFlight());
    }

    @Test
    default void lets_go_of_a_request_whose_lease_has_ended() {
        String key = newKey();
        store().begin(key, "f", SHORT);

        Race.until(() -> store().begin(key, "g", LONG) instanceof Claim.Started);
    }

    @Test
    default void forgets_an_answer_after_its_retention() {
        String key = newKey();
        store().begin(key, "f", LONG);
        store().complete(key, "f", ANSWER, SHORT);

        Race.until(() -> store().begin(key, "g", LONG) instanceof Claim.Started);
    }

    @Test
    default void keeps_the_answer_of_a_request_that_outlived_its_lease() {
        String key = newKey();
        store().begin(key, "f", Duration.ofMillis(1));

        store().complete(key, "f", ANSWER, LONG);

        assertThat(store().begin(key, "f", LONG)).isInstanceOf(Claim.Done.class);
    }

    @Test
    default void ignores_the_answer_of_a_request_that_lost_its_key_to_another() {
        String key = newKey();
        store().begin(key, "f", SHORT);
        Race.until(() -> store().begin(key, "g", LONG) instanceof Claim.Started);

        store().complete(key, "f", ANSWER, LONG);

        assertThat(store().begin(key, "g", LONG)).isEqualTo(new Claim.InFlight());
    }

    @Test
    default void tells_keys_of_every_spelling_apart() {
        String common = newKey();

        for (String key : new String[] {"", " ", ":", "ü", "*", "\"{}\"", "\n", "a".repeat(1000)}) {
            assertThat(store().begin(common + key, "f", LONG)).isEqualTo(new Claim.Started());
        }
    }

    private static String newKey() {
        return TestActors.IDS.next().toString();
    }
}
